import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useSite } from './site.mjs';
import { ANSWERS, reference } from './visitor.mjs';

const site = useSite();

test('an application needs only the keyboard, and focus is always visible', async () => {
  const { page } = await site.visit();
  await page.goto('/join');
  await follow(page, 'a[href="/join/start"]');
  for (const [section, answers] of Object.entries(ANSWERS)) {
    assert.ok(page.url().endsWith(`/${section}`));
    for (const [name, answer] of Object.entries(answers)) {
      for (const value of [answer].flat()) await fillInByKeyboard(page, name, value);
    }
    await follow(page, 'main form button');
  }
  await follow(page, 'main form button');
  assert.equal((await reference(page)).length, 8);
});

test('the second level of the menu opens and closes with the keyboard', async () => {
  const { page } = await site.visit();
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto('/about');
  const link = page.locator('#menu a[href="/people"]');
  assert.equal(await link.isVisible(), false);
  await tabTo(page, '#menu .more');
  await page.keyboard.press('Enter');
  assert.equal(await link.isVisible(), true);
  await page.keyboard.press('Escape');
  assert.equal(await link.isVisible(), false);
  await page.keyboard.press('Enter');
  await follow(page, 'a[href="/people"]');
  assert.ok(page.url().endsWith('/people'));

  await page.setViewportSize({ width: 360, height: 800 });
  await page.locator('header .menu-button').first().click();
  assert.equal(await link.isVisible(), true, 'a list in the narrow menu');
  assert.equal(await page.locator('#menu .more').first().isVisible(), false);
});

/** Tabs to an element, presses Enter and waits for the next page. */
async function follow(page, selector) {
  await tabTo(page, selector);
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
}

/** Fills in a field. */
async function fillInByKeyboard(page, name, value) {
  const control = page.locator(`[name="${name}"]`).first();
  const type = await control.evaluate((element) => element.type);
  if (type === 'checkbox') {
    await tabTo(page, `[name="${name}"][value="${value}"]`);
    await page.keyboard.press('Space');
  } else if (type === 'radio') {
    await tabTo(page, `[name="${name}"]`);
    await page.keyboard.press('Space');
    while (!(await page.locator(`[name="${name}"][value="${value}"]`).isChecked())) await page.keyboard.press('ArrowDown');
  } else if (type === 'select-one') {
    await tabTo(page, `[name="${name}"]`);
    await page.keyboard.type(await control.locator(`[value="${value}"]`).innerText());
  } else {
    await tabTo(page, `[name="${name}"]`);
    await page.keyboard.type(value);
  }
}

/** Presses Tab until an element has focus. */
async function tabTo(page, selector) {
  for (let presses = 0; presses < 100; presses += 1) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate((wanted) => {
      const element = document.activeElement;
      return {
        wanted: element.matches(wanted),
        name: element.outerHTML.slice(0, 200),
        visible: element === document.body || getComputedStyle(element).outlineStyle !== 'none',
      };
    }, selector);
    assert.ok(focus.visible, `the focus is invisible on ${focus.name}`);
    if (focus.wanted) return;
  }
  assert.fail(`Tab never reaches ${selector}`);
}
