// Accessibility checks for every page, at each width and color scheme.

import { AxeBuilder } from '@axe-core/playwright';
import assert from 'node:assert/strict';

export const WIDTHS = [1280, 360];
export const SCHEMES = ['light', 'dark'];

/** The rules of WCAG 2.2 AA. */
export const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** The WCAG rules and best practices for pages. */
const RULES = [...WCAG, 'best-practice'];

/** Runs an action at each width, in light and dark. */
export async function atEveryWidthAndScheme(page, widths, action) {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    for (const scheme of SCHEMES) {
      await page.emulateMedia({ colorScheme: scheme });
      await action(`${width}-${scheme}`);
    }
  }
}

/** Asserts that axe finds no violation at any width, in light and dark, and that the page has no scripts. */
export async function assertAccessible(page, widths = WIDTHS, rules = RULES) {
  await atEveryWidthAndScheme(page, widths, async (look) => {
    // Legacy mode does not open a second tab, which would take the focus.
    const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).withTags(rules).setLegacyMode();
    const { violations } = await axe.analyze();
    const failures = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html}`));
    assert.deepEqual(failures, [], `${page.url()} at ${look}`);
    assert.equal(await scrollsSideways(page), false, `${page.url()} scrolls sideways at ${look}`);
  });
  // Structured data is in a script element, but does not run.
  const scripts = page.locator('script:not([type="application/ld+json"])');
  assert.equal(await scripts.count(), 0, `${page.url()} has a script`);
}

function scrollsSideways(page) {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}

/** Returns the id of the focused element. */
export function focused(page) {
  return page.evaluate(() => document.activeElement.id);
}
