// What an applicant does with a mailbox: have the private address sent there, and confirm whose it is.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible, focused } from './accessibility.mjs';
import { openLink } from './mailbox.mjs';
import { useSite } from './site.mjs';
import { ANSWERS, apply, askForLink, begin, fillIn, press } from './visitor.mjs';

const site = useSite();

test('the address of a draft is sent once to who asks for it, and its link leads back to the draft', async () => {
  const { page, complaints } = await site.visit();
  const address = await begin(page);
  await page.locator('main a[href$="/link"]').click();
  assert.equal(page.url(), `${address}/link`);
  await assertAccessible(page);

  await fillIn(page, { email: 'colleague@example.com' });
  await press(page);
  assert.equal(page.url(), `${address}/link?sent`);
  await assertAccessible(page);
  await page.locator('main a.button').click();
  assert.equal(page.url(), `${address}/profile`, 'the way on leads to where the draft was left');

  const messages = await site.mailbox('colleague@example.com');
  assert.deepEqual(messages.map(({ subject }) => subject), ['Private address of your application']);
  const tab = await openLink(page, messages[0], address);
  assert.equal(tab.url(), `${address}/profile`);
  await tab.locator('main .back a').click();
  assert.equal(await tab.locator('[name="legal_name"]').inputValue(), ANSWERS.organization.legal_name);
  assert.equal((await site.mailbox('colleague@example.com')).length, 1);
  assert.deepEqual(await complaints(), []);
});

test('what is no e-mail address is kept and named, and nothing is sent there', async () => {
  const { page } = await site.visit();
  await askForLink(page, await begin(page), 'zoe@');

  assert.match(await page.title(), /^Error: /);
  const summary = page.locator('.error-summary');
  assert.ok(await summary.evaluate((it) => it === document.activeElement), 'the summary has the focus');
  await assertAccessible(page);
  const link = summary.locator('a');
  await link.click();
  assert.equal(await focused(page), 'email');
  assert.equal(await page.locator('#email').inputValue(), 'zoe@');
  assert.ok((await page.locator('#email-error').innerText()).endsWith(await link.innerText()));
});

test('whoever asks for the address again and again is told where else it is', async () => {
  const { page } = await site.visit();
  const address = await begin(page);
  for (let time = 1; time <= 6; time += 1) await askForLink(page, address, 'often@example.com');
  const notice = page.locator('.notice');
  assert.match(await notice.innerText(), /sent five times already/);
  assert.ok(await notice.evaluate((it) => it === document.activeElement), 'what is said has the focus');
  await assertAccessible(page);
});

test('the main contact confirms the address with the link in the receipt and a button', async () => {
  const { page, complaints } = await site.visit();
  const address = await apply(page, 'contact@example.com');
  const confirmed = /You confirmed the main contact’s e-mail address on /;

  const [receipt, ...others] = await site.mailbox('contact@example.com');
  assert.match(receipt.subject, /^Application received: /);
  assert.deepEqual(others, []);
  const tab = await openLink(page, receipt, '/confirm?token=');
  const link = tab.url();
  assert.ok(link.startsWith(`${address}/confirm?token=`));
  await assertAccessible(tab);
  await page.goto(address);
  assert.doesNotMatch(await page.locator('main').innerText(), confirmed, 'opening the link confirms nothing');

  await press(tab);
  assert.equal(tab.url(), address);
  assert.match(await tab.locator('main').innerText(), confirmed);
  await assertAccessible(tab);
  await tab.goto(link);
  assert.equal(tab.url(), address, 'the link has nothing more to ask');
  assert.deepEqual(await complaints(), []);
});

test('a link that is not the receipt’s confirms nothing, and says so', async () => {
  const { page } = await site.visit();
  const address = await apply(page, 'another@example.com');
  await page.goto(`${address}/confirm?token=${'0'.repeat(26)}`);
  await press(page);
  assert.match(await page.title(), /^Error: /);
  const notice = page.locator('.notice');
  assert.match(await notice.innerText(), /not confirmed yet/);
  assert.ok(await notice.evaluate((it) => it === document.activeElement), 'what is said has the focus');
  await assertAccessible(page);
  await page.locator('main .actions a').click();
  assert.equal(page.url(), address);
  assert.doesNotMatch(await page.locator('main').innerText(), /You confirmed/);
});

test('an application that was sent shows where it stands instead of sending its address', async () => {
  const { page } = await site.visit();
  const address = await apply(page, 'sent@example.com');
  await page.goto(`${address}/link`);
  assert.equal(page.url(), address);
  assert.equal(await page.locator('.reference').count(), 1);
});
