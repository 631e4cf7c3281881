import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible, focused } from './accessibility.mjs';
import { useSite } from './site.mjs';
import { ANSWERS, fillIn, press, start } from './visitor.mjs';

const site = useSite();

for (const section of Object.keys(ANSWERS)) {
  test(`${section}: all missing answers are listed, and every link focuses its field`, async () => {
    const { page } = await site.visit();
    const address = await start(page);
    if (section !== 'organization') {
      await fillIn(page, ANSWERS.organization);
      await press(page);
    }
    await page.goto(`${address}/${section}`);
    await press(page);

    assert.match(await page.title(), /^Error: /);
    const summary = page.locator('.error-summary');
    assert.ok(await summary.evaluate((it) => it === document.activeElement), 'the summary has the focus');
    assert.ok(await summary.evaluate((it) => it.contains(document.querySelector('main :is(h1, h2)'))), 'and comes first');

    const links = await summary.locator('a').all();
    assert.ok(links.length > 1);
    for (const link of links) {
      const field = (await link.getAttribute('href')).slice(1);
      await link.click();
      assert.equal(await focused(page), field);
      assert.ok((await page.locator(`#${field}-error`).innerText()).endsWith(await link.innerText()));
      const described = page.locator(`[aria-describedby~="${field}-error"]`); // the field, or its group
      assert.ok(await described.evaluate((it, id) => it.contains(document.getElementById(id)), field));
    }
    await assertAccessible(page);
  });
}

test('answers stay in the form next to their problems', async () => {
  const { page } = await site.visit();
  await start(page);
  const typed = { legal_name: '<b>"Größe" & Co</b>', website: 'not an address', kind: 'technology', country: 'JP' };
  await fillIn(page, typed);
  await press(page);

  assert.match(await page.title(), /^Error: /);
  assert.equal(await page.locator('.error-summary a').count(), 1);
  assert.equal(await page.locator('[name="legal_name"]').inputValue(), typed.legal_name);
  assert.equal(await page.locator('[name="website"]').inputValue(), typed.website);
  assert.equal(await page.locator('[name="country"]').inputValue(), typed.country);
  assert.ok(await page.locator('[name="kind"][value="technology"]').isChecked());

  await fillIn(page, { website: 'example.com' });
  await press(page);
  assert.match(page.url(), /\/profile$/, 'the corrected form is accepted');
});
