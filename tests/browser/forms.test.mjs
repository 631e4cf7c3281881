// Forms as only a browser shows them: what links leave in view, what hides, how large rows are, and what is printed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useSite } from './site.mjs';
import { ANSWERS, answerEverything, begin, beginAtPeople, fillIn, press, start } from './visitor.mjs';

const site = useSite();
const acro = useSite({ source: 'shared/site' });

for (const [zoom, size] of [['100%', { width: 1280, height: 800 }], ['400%', { width: 320, height: 256 }]]) {
  test(`links to fields leave label and error in view at ${zoom}`, async () => {
    const { page } = await site.visit();
    await page.setViewportSize(size);
    const address = await beginAtPeople(page);
    await press(page);
    for (const link of await page.locator('.error-summary a').all()) {
      const field = (await link.getAttribute('href')).slice(1);
      await link.click();
      await assertInView(page, page.locator(`label[for="${field}"]`), size.height);
      await assertInView(page, page.locator(`#${field}-error`), size.height);
    }
    // Its label, hint and error are the longest of the form.
    await page.goto(`${address}/organization`);
    await page.locator('#country').fill('Atlantis');
    await press(page);
    await page.locator('.error-summary a[href="#country"]').click();
    await assertInView(page, page.locator('label[for="country"]'), size.height);
    await assertInView(page, page.locator('#country-error'), size.height);
  });
}

/** Asserts that the beginning of an element is in view, once the page has scrolled. */
async function assertInView(page, element, height) {
  const handle = await element.elementHandle();
  await page.waitForFunction(
    ([it, bottom]) => {
      const { top } = it.getBoundingClientRect();
      return top >= 0 && top < bottom;
    },
    [handle, height],
  );
}

test('questions about the representative show once somebody else is, and keep what was typed', async () => {
  const { page } = await site.visit();
  await beginAtPeople(page);
  const [same, other, name] = ['#representative_same', '#representative_same-2', '#representative_name'].map((id) => page.locator(id));
  assert.equal(await name.isVisible(), false);
  await other.check();
  await name.fill('Grace');
  await same.check();
  assert.equal(await name.isVisible(), false);
  await other.check();
  assert.equal(await name.isVisible(), true);
  assert.equal(await name.inputValue(), 'Grace');
});

test('the description of another type of organization is asked for below that type', async () => {
  const { page } = await acro.visit();
  await start(page);
  const description = page.locator('#kind_other');
  assert.equal(await description.isVisible(), false);
  await page.locator('[name=kind][value=other]').check();
  assert.equal(await description.isVisible(), true);
  await press(page);
  assert.equal(await page.locator('#kind_other-error').isVisible(), true);
  await page.locator('[name=kind][value=cro]').check();
  assert.equal(await description.isVisible(), false);
});

test('rows of choices are at least 44 pixels high', async () => {
  const { page } = await site.visit();
  await start(page);
  for (const row of await page.locator('.choice label').all()) {
    assert.ok((await row.boundingBox()).height >= 43.9, await row.innerText());
  }
});

test('the pages of an application stand beside the questions on a wide screen only', async () => {
  const { page } = await site.visit();
  await page.setViewportSize({ width: 360, height: 800 });
  await begin(page);
  assert.equal(await page.locator('.pages').isVisible(), false);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.locator('.pages li a').first().click();
  await page.waitForURL('**/organization');
});

test('what else to do with a draft is folded, and the link to keep is not', async () => {
  const { page } = await site.visit();
  await begin(page);
  assert.equal(await page.locator('.save .address').isVisible(), true);
  const erase = page.locator('.save a[href$="/erase"]');
  assert.equal(await erase.isVisible(), false);
  await page.locator('.save summary').click();
  assert.equal(await erase.isVisible(), true);
});

test('links beside the status are at least 44 pixels high on a phone, and the private link breaks before its last part', async () => {
  const { page } = await site.visit();
  await start(page);
  await answerEverything(page);
  await press(page);
  for (const [width, height] of [[1280, 24], [360, 44]]) { // 24: WCAG 2.2, 2.5.8
    await page.setViewportSize({ width, height: 800 });
    for (const link of await page.locator(width === 360 ? '.rail li a, .actions > *' : '.rail li a').all()) {
      assert.ok((await link.boundingBox()).height >= height, await link.innerText());
    }
    const lines = await page.locator('.rail .address a').evaluate((link) => {
      const last = document.createRange();
      last.selectNodeContents(link.lastChild);
      return last.getClientRects().length;
    });
    assert.equal(lines, 1, `${width}`);
  }
});

test('what is wrong comes before the caption and the heading of the page', async () => {
  const { page } = await site.visit();
  await start(page);
  await press(page);
  const order = await page.locator('main :is(.error-summary, .step, h1)').evaluateAll((all) => all.map((it) => it.className || 'h1'));
  assert.deepEqual(order, ['error-summary', 'step', 'h1']);
});

test('a questioned address is kept or corrected where it is questioned, and Enter keeps it', async () => {
  const { page } = await site.visit();
  const keep = (question) => question.getByText('Keep this address').click();
  const use = (question) => question.getByText('Use zoe@gmail.com').click();
  const enter = () => page.locator('#contact_name').press('Enter');
  for (const [act, saved] of [[keep, 'zoe@gmial.com'], [use, 'zoe@gmail.com'], [enter, 'zoe@gmial.com']]) {
    const address = await beginAtPeople(page);
    await fillIn(page, { ...ANSWERS.people, contact_email: 'zoe@gmial.com' });
    await press(page);
    await Promise.all([page.waitForURL((url) => !url.pathname.endsWith('/people')), act(page.locator('.notice'))]);
    await page.goto(`${address}/people`);
    assert.equal(await page.locator('#contact_email').inputValue(), saved);
  }
});

test('a long address that is questioned breaks on a narrow screen', async () => {
  const { page } = await site.visit();
  await page.setViewportSize({ width: 320, height: 800 });
  await beginAtPeople(page);
  await fillIn(page, { ...ANSWERS.people, billing_email: 'accounts.payable@exmaple.con' });
  await press(page);
  const [box, button] = [page.locator('.notice'), page.locator('.notice button[name="use"]')];
  const right = async (it) => it.evaluate((element) => element.getBoundingClientRect().right);
  assert.ok((await right(button)) < (await right(box)));
});

test('the copy prints without menus, links to the application or light ink', async () => {
  const { page } = await site.visit();
  const address = await start(page);
  await answerEverything(page);
  await press(page);
  await page.goto(`${address}/copy`);
  await page.emulateMedia({ media: 'print', colorScheme: 'light' });
  for (const hidden of ['.site-header nav', '.site-footer nav', 'main .screen']) {
    assert.equal(await page.locator(hidden).first().isVisible(), false, hidden);
  }
  assert.ok(!(await page.locator('body').innerText()).includes(address));
  const ink = await page.locator('main dd').first().evaluate((it) => getComputedStyle(it).color);
  assert.ok(ink.match(/\d+/g).map(Number).every((value) => value < 96), ink);
  const pdf = (await page.pdf()).toString('latin1');
  assert.ok(pdf.startsWith('%PDF-') && !pdf.includes(new URL(address).pathname), 'the PDF has no link to the application');
});
