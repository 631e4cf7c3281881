// Staff at work in a browser: from an application to the decision and the applicant's mail.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertAccessible } from './accessibility.mjs';
import { launch } from './browser.mjs';
import { openLink } from './mailbox.mjs';
import { startStack } from './stack.mjs';
import { apply } from './visitor.mjs';

let browser, stack;

before(async () => {
  browser = await launch();
  stack = await startStack();
});

after(async () => {
  await browser?.close();
  await stack?.stop();
});

test('staff decide on an application, and the applicant hears of it', async () => {
  const applicant = await (await browser.newContext({ baseURL: stack.url })).newPage();
  const address = await apply(applicant, 'urania@example.com');
  const [{ reference }] = await stack.applications();

  const page = await (await browser.newContext({ baseURL: stack.url })).newPage();
  await page.goto(`/staff/applications/${reference.S}`);
  await page.locator('button[name=administrator]').click();
  await page.waitForURL(`**/staff/applications/${reference.S}`);
  await assertAccessible(page);

  const press = async (name) => page.getByRole('button', { name, exact: true }).click();
  await press('Start review');
  await page.locator('summary', { hasText: 'Ask the applicant' }).click();
  await press('Ask the applicant');
  await assertAccessible(page);
  await page.getByLabel('Question').fill('How many domes do you have?');
  await press('Ask the applicant');

  await applicant.goto(address);
  await assertAccessible(applicant);
  await applicant.getByRole('link', { name: 'Answer' }).click();
  await applicant.locator('main button').click();
  await assertAccessible(applicant);
  await applicant.getByLabel('Your answer').fill('Two.');
  await applicant.locator('main button').click();
  assert.equal(await applicant.locator('h1').innerText(), 'Your application is being reviewed');

  await page.reload();
  assert.ok((await page.locator('.said').allInnerTexts()).includes('Two.'));
  await press('Accept');
  const [mail] = await stack.mailbox('urania@example.com', 'Your application was accepted');
  assert.ok(mail);
  await applicant.goto(address);
  assert.equal(await applicant.locator('h1').innerText(), 'Your application was accepted');

  await applicant.goto('/members?q=');
  await assertAccessible(applicant);
  const name = await applicant.locator('.members h3').innerText();
  await applicant.locator('.members a').click();
  assert.equal(await applicant.locator('h1').innerText(), name);
  await assertAccessible(applicant);

  await applicant.goto('/membership');
  await assertAccessible(applicant);
  await applicant.locator('main button').click();
  await assertAccessible(applicant);
  await applicant.getByLabel('Your email address').fill('urania@example.com');
  await applicant.locator('main button').click();
  await assertAccessible(applicant);
  const [message] = await stack.mailbox('urania@example.com', 'Your membership details');
  const own = await openLink(applicant, message, '/membership/');
  await assertAccessible(own);
  const save = async () => own.getByRole('button', { name: 'Save', exact: true }).click();
  await own.locator('#legal_name').fill('');
  await save();
  await assertAccessible(own);
  await own.locator('#legal_name').fill('Urania Ltd');
  await own.getByLabel('What the member does').fill('We watch the sky.');
  await save();
  assert.equal(await own.locator('.notice h2').innerText(), 'Saved');
  await assertAccessible(own);

  await page.goto(`/staff/members/${reference.S}`);
  await assertAccessible(page);
  await press('Approve changes');
  assert.ok((await page.locator('main').innerText()).includes('Changes approved'));
});

test('every page of staff is accessible', async (t) => {
  const page = await (await browser.newContext({ baseURL: stack.url })).newPage();
  await page.goto('/staff');
  await page.locator('button[name=administrator]').click();
  await page.waitForURL('**/staff');
  const [{ reference }] = await stack.applications();
  const application = `/staff/applications/${reference.S}`;
  const member = `/staff/members/${reference.S}`;
  const paths = [
    '/staff', '/staff?status=accepted', '/staff/search?q=ex', '/staff/search', '/staff/exports', '/staff/people', application,
    `${application}/anonymise`, `${application}/erase`, '/staff/members', '/staff/members?q=xyzzy', '/staff/dues', '/staff/dues?show=all', '/staff/import', member, `${member}/edit`,
    '/staff/signed-out',
  ];
  for (const path of paths) {
    await t.test(path, async () => {
      await page.goto(path);
      await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
      await assertAccessible(page);
    });
  }
  await page.goto('/staff/import');
  await page.locator('#list').fill('legal_name,country\nOne,DE\nTwo,Atlantis');
  await page.locator('main button').first().click();
  await assertAccessible(page);
});
