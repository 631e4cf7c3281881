import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './accessibility.mjs';
import { useSite } from './site.mjs';
import { ANSWERS, answerEverything, beginAtPeople, fillIn, press, reference, start } from './visitor.mjs';

const site = useSite();

test('an applicant gets a reference, and a double click submits once', async () => {
  const { page, complaints } = await site.visit();
  await page.goto('/join');
  await assertAccessible(page);

  const address = await start(page);
  await answerEverything(page, () => assertAccessible(page));

  assert.equal(page.url(), address, 'the check page is at the private link');
  await assertAccessible(page);
  const main = page.locator('main');
  assert.ok((await main.innerText()).includes(ANSWERS.organization.legal_name));

  const changed = 'We would like to share what we learnt from decentralized trials.';
  await page.locator('a[href$="/profile#why_join"]').click();
  assert.equal(await page.locator('[name="why_join"]').inputValue(), ANSWERS.profile.why_join);
  await fillIn(page, { why_join: changed });
  await press(page);
  assert.equal(page.url(), address, 'a change returns to the check page');
  assert.ok((await main.innerText()).includes(changed));

  await press(page);
  assert.equal(page.url(), address, 'the status page is at the private link');
  const submitted = await reference(page);
  assert.match(submitted, /^[2-9A-HJKMNP-Z]{8}$/, 'the reference has no ambiguous characters');
  await page.locator('summary').last().click();
  await assertAccessible(page);

  await page.reload();
  assert.equal(await reference(page), submitted, 'after a reload');
  await page.goBack();
  assert.equal(await reference(page), submitted, 'after Back');
  await page.goBack();
  assert.equal(await reference(page), submitted, 'after Back to a page of questions');

  const stored = await site.applications();
  assert.deepEqual(stored.map((application) => [application.reference.S, application.status.S]), [[submitted, 'received']]);
  assert.deepEqual(await complaints(), []);
});

test('an applicant prints, withdraws and deletes an application', async () => {
  const { page, complaints } = await site.visit();
  const address = await start(page);
  await answerEverything(page);
  await press(page);
  const submitted = await reference(page);

  await page.locator(`a[href$="/copy"]`).click();
  assert.ok((await page.locator('main').innerText()).includes(submitted));
  await assertAccessible(page);

  await page.goto(address);
  await page.locator(`a[href$="/withdraw"]`).click();
  await assertAccessible(page);
  await press(page);
  assert.equal(page.url(), address);
  assert.match(await page.title(), /^You withdrew/);
  await assertAccessible(page);

  await page.locator(`main .text a[href$="/erase"]`).click();
  await assertAccessible(page);
  await press(page);
  assert.match(await page.title(), /^Your application was deleted/);
  await assertAccessible(page);
  assert.deepEqual((await site.applications()).filter((application) => application.reference?.S === submitted), []);
  assert.deepEqual(await complaints(), []);
});

test('a free mailbox is questioned, and accepted when confirmed', async () => {
  const { page } = await site.visit();
  await beginAtPeople(page);
  await fillIn(page, { ...ANSWERS.people, contact_email: 'zoe@gmail.com' });
  await press(page);
  const notice = page.locator('.notice');
  assert.ok(await notice.evaluate((it) => it === document.activeElement), 'the question has the focus');
  await assertAccessible(page);
  await press(page);
  assert.match(page.url(), /\/profile$/);
});

test('submitting from two tabs at once creates one application', async () => {
  const { page } = await site.visit();
  const before = await site.applications();
  const address = await start(page);
  await answerEverything(page);
  const tab = await page.context().newPage();
  await tab.goto(address);

  await Promise.all([press(page), press(tab)]);
  assert.equal(await reference(page), await reference(tab));
  assert.equal((await site.applications()).length, before.length + 1);
});
