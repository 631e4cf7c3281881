import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible, focused } from './accessibility.mjs';
import { kinds, SITES } from './content.mjs';
import { useSite } from './site.mjs';
import { startSlowProxy } from './slow.mjs';

// 320 pixels correspond to 1,280 at 400% zoom.
const WIDTHS = [1280, 320];

const site = useSite();

for (const source of SITES) {
  const one = useSite({ source });

  // The other pages of a folder have the same template; the validator reads all of them.
  test(`each kind of page of ${source} is accessible at every width, and loads nothing from other origins`, async (t) => {
    const { page, complaints } = await one.visit();
    const addresses = await one.addresses();
    const outsideFolders = addresses.filter((path) => path.lastIndexOf('/') === 0);
    for (const path of new Set([...outsideFolders, ...kinds(addresses)])) {
      await t.test(path, async () => {
        assert.equal((await page.goto(path)).status(), 200);
        await assertAccessible(page, WIDTHS);
        assert.deepEqual(await complaints(), []);
      });
    }
  });
}

test('nothing moves while a page arrives', async (t) => {
  const proxy = await startSlowProxy(site.url('/'));
  t.after(proxy.stop);
  const { page } = await site.visit();
  await page.addInitScript(() => {
    globalThis.shifts = [];
    const record = (list) => globalThis.shifts.push(...list.getEntries().map(({ value, sources }) => `${value}: ${sources[0]?.node?.parentElement?.outerHTML}`));
    new PerformanceObserver(record).observe({ type: 'layout-shift', buffered: true });
  });
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    for (const path of [...kinds(await site.addresses()), '/members', '/membership', '/join/return', '/nothing-here']) {
      await page.goto(proxy.url + path);
      assert.deepEqual(await page.evaluate(() => globalThis.shifts), [], `${path} at ${width}`);
    }
  }
});

test('a missing page offers a way out', async () => {
  const { page } = await site.visit();
  assert.equal((await page.goto('/nothing-here')).status(), 404);
  await assertAccessible(page, WIDTHS);
  await page.locator('main a[href="/"]').click();
  await page.waitForURL(/:\d+\/$/);
});

test('the first press of Tab offers to skip to the content', async () => {
  const { page } = await site.visit();
  for (const path of kinds(await site.addresses())) {
    await page.goto(path);
    await page.keyboard.press('Tab');
    const link = page.locator('.skip-link');
    assert.ok(await link.evaluate((it) => it === document.activeElement));
    assert.ok((await link.boundingBox()).x >= 0, 'the link is visible');
    await page.keyboard.press('Enter');
    assert.equal(await focused(page), 'main');
  }
});
