// Links by email, and confirmation of an address.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible, focused } from './accessibility.mjs';
import { STAFF, codeIn, openLink } from './mailbox.mjs';
import { useSite } from './site.mjs';
import { ANSWERS, apply, askForLink, begin, fillIn, press } from './visitor.mjs';

const site = useSite();
const SUBJECT = 'Continue your LPO application';

test('continuing from an email replaces the link, and the old link says that the application has moved', async () => {
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
  assert.equal(page.url(), `${address}/profile`, 'the button continues the draft');

  const messages = await site.mailbox('colleague@example.com');
  assert.deepEqual(messages.map(({ subject }) => subject), [SUBJECT]);
  const tab = await openLink(page, messages[0], '/join/');
  assert.equal(await tab.locator('h1').innerText(), 'Continue your application');
  assert.doesNotMatch(tab.url(), new RegExp(address));
  await assertAccessible(tab);
  await page.goto(`${address}/organization`);
  assert.equal(await page.locator('[name="legal_name"]').inputValue(), ANSWERS.organization.legal_name);

  await press(tab);
  const fresh = tab.url();
  assert.match(fresh, /\/profile$/);
  await tab.locator('.back a:not(.later)').click();
  assert.equal(await tab.locator('[name="legal_name"]').inputValue(), ANSWERS.organization.legal_name);

  // Posting answers to the old link does not work either.
  await press(page);
  assert.equal(await page.locator('h1').innerText(), 'This link no longer works');
  await assertAccessible(page);
  assert.doesNotMatch(await page.content(), /Ångström/);
  await page.goto(`${address}/profile`);
  assert.equal(await page.locator('h1').innerText(), 'This link no longer works');
  assert.equal((await site.mailbox('colleague@example.com')).length, 1);
  assert.deepEqual((await complaints()).filter((complaint) => !complaint.includes('410')), []);
});

test('an invalid email address stays in the form, and gets no mail', async () => {
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

test('requests for a link are limited', async () => {
  const { page } = await site.visit();
  const address = await begin(page);
  for (let time = 1; time <= 6; time += 1) await askForLink(page, address, 'often@example.com');
  assert.equal(await page.locator('h1').innerText(), 'We can’t email this link again');
  assert.match(await page.title(), /^Error: /);
  await assertAccessible(page);
});

test('the link in the receipt shows only the status until its code is entered', async () => {
  const { page, complaints } = await site.visit();
  const address = await apply(page, 'contact@example.com');
  const confirmed = /You confirmed your email address\./;

  const [receipt, ...others] = await site.mailbox('contact@example.com');
  assert.match(receipt.subject, /^Application received, reference [A-Z0-9]{8}: confirm your email$/);
  assert.deepEqual(others, []);
  const tab = await openLink(page, receipt, '/join/');
  const name = /Ångström/; // of the organization
  assert.equal(await tab.locator('h1').innerText(), 'Application received');
  assert.doesNotMatch(await tab.content(), name);
  assert.equal(await tab.locator('main button').count(), 0);
  await assertAccessible(tab);

  await page.goto(address);
  await page.locator('main a[href$="/confirm"]').click();
  await assertAccessible(page);
  await fillIn(page, { code: await codeIn(site, receipt) });
  await press(page);
  assert.equal(page.url(), address);
  assert.match(await page.locator('main').innerText(), confirmed);
  await assertAccessible(page);

  await tab.reload();
  await assertAccessible(tab);
  await press(tab);
  assert.notEqual(tab.url(), address);
  assert.match(await tab.content(), name);
  assert.deepEqual(await complaints(), []);
});

test('a wrong code is refused', async () => {
  const { page } = await site.visit();
  const address = await apply(page, 'another@example.com');
  await page.goto(`${address}/confirm`);
  await fillIn(page, { code: '2222-2222' });
  await press(page);
  assert.match(await page.title(), /^Error: /);
  const summary = page.locator('.error-summary');
  assert.ok(await summary.evaluate((it) => it === document.activeElement), 'the summary has the focus');
  await assertAccessible(page);
  await summary.locator('a').click();
  assert.equal(await focused(page), 'code');
  assert.equal(await page.locator('#code').inputValue(), '2222-2222');
  await page.locator('main .actions a:last-child').click();
  assert.equal(page.url(), address);
  assert.doesNotMatch(await page.locator('main').innerText(), /You confirmed/);
});

test('a private link can be replaced', async () => {
  const { page } = await site.visit();
  const address = await apply(page, 'replaced@example.com');
  await page.locator('main a[href$="/replace"]').click();
  await assertAccessible(page);
  await press(page);
  assert.equal(await page.locator('h1').innerText(), 'You have a new private link');
  await assertAccessible(page);
  await page.locator('main .actions a').click();
  assert.notEqual(page.url(), address);
  assert.equal(await page.locator('h1').innerText(), 'Application received');
  await page.goto(address);
  assert.equal(await page.locator('h1').innerText(), 'This link no longer works');
});

test('a mailbox gets ten receipts, and the next status page says that nothing was sent', async () => {
  const { page } = await site.visit();
  const answers = { ...Object.assign({}, ...Object.values(ANSWERS)), contact_email: 'flooded@example.com' };
  const flags = ['representative_same', 'code_of_ethics', 'antitrust', 'authority', 'privacy_notice', 'news'];
  for (const flag of flags) answers[flag] = flag !== 'news' && flag in answers;
  for (const list of ['services', 'regions', 'committees']) answers[list] = [answers[list] ?? []].flat();
  let address;
  for (let time = 1; time <= 12; time += 1) {
    const headers = { 'content-type': 'application/json' };
    const sent = await site.open('/api/applications', { method: 'POST', headers, body: JSON.stringify(answers) });
    assert.equal(sent.status, 201, await sent.clone().text());
    ({ address } = await sent.json());
  }
  const notSent = page.locator('.notice', { hasText: 'We have not emailed you' });
  for (let tries = 0; tries < 100 && (await notSent.count()) === 0; tries += 1) await page.goto(address);
  assert.match(await notSent.innerText(), /Your application is not affected/);
  await assertAccessible(page);
  assert.equal((await site.mailbox('flooded@example.com')).length, 10);
  // The limit is per hour, and the hour may turn during the test.
  const hours = (await site.mailbox(STAFF, 'New application')).map(({ date }) => date.slice(0, 13));
  for (const hour of hours) assert.ok(hours.filter((other) => other === hour).length <= 5);
});

test('a submitted application shows its status instead of sending its link', async () => {
  const { page } = await site.visit();
  const address = await apply(page, 'sent@example.com');
  await page.goto(`${address}/link`);
  assert.equal(page.url(), address);
  assert.equal(await page.locator('.reference').count(), 1);
});
