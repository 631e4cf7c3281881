// What every page must be, whoever reads it and on whatever screen.

import { AxeBuilder } from '@axe-core/playwright';
import assert from 'node:assert/strict';

export const WIDTHS = [1280, 360];
export const SCHEMES = ['light', 'dark'];

/** What the standard asks of everything that is read. */
export const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What else a page should be. */
const RULES = [...WCAG, 'best-practice'];

/** Does something with the page as it looks at each width, in light and in dark. */
export async function inEveryLook(page, widths, action) {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    for (const scheme of SCHEMES) {
      await page.emulateMedia({ colorScheme: scheme });
      await action(`${width}-${scheme}`);
    }
  }
}

/** No violation that axe can find, at any of the widths, in light and in dark; and no scripts. */
export async function assertAccessible(page, widths = WIDTHS, rules = RULES) {
  await inEveryLook(page, widths, async (look) => {
    // Legacy mode: without a second tab, which would take the focus.
    const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).withTags(rules).setLegacyMode();
    const { violations } = await axe.analyze();
    const found = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html}`));
    assert.deepEqual(found, [], `${page.url()} at ${look}`);
    assert.equal(await scrollsSideways(page), false, `${page.url()} scrolls sideways at ${look}`);
  });
  // Structured data stands in a script element, and runs as little as a comment would.
  const scripts = page.locator('script:not([type="application/ld+json"])');
  assert.equal(await scripts.count(), 0, `${page.url()} has a script`);
}

function scrollsSideways(page) {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}

/** The id of what has the focus. */
export function focused(page) {
  return page.evaluate(() => document.activeElement.id);
}
