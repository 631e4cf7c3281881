import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WCAG, WIDTHS, assertAccessible } from './accessibility.mjs';
import { everyMessage } from './messages.mjs';
import { useSite } from './site.mjs';
import { apply } from './visitor.mjs';

const site = useSite();

test('every message is accessible at every width, in light and dark', async (t) => {
  const { page, complaints } = await site.visit();
  for (const [name, { subject, url }] of Object.entries(await everyMessage(page, site))) {
    await t.test(name, async () => {
      // Outside the outbox, which blocks scripts such as axe.
      const html = await (await site.open(`${url}/html`)).text();
      await page.goto('about:blank');
      await page.setContent(html);
      // Colors are the mail client's; axe assumes white.
      await page.addStyleTag({ content: ':root { background: Canvas }' });
      assert.equal(await page.title(), subject);
      // Best practices for pages, such as landmarks, do not apply to mail.
      await assertAccessible(page, WIDTHS, WCAG);
    });
  }
  assert.deepEqual(await complaints(), []);
});

test('the status page is accessible in every status', async () => {
  const { page, complaints } = await site.visit();
  for (const steps of [['in_review', 'more_information'], ['in_review', 'accepted'], ['in_review', 'declined']]) {
    const address = await apply(page, 'decided@example.com');
    for (const status of steps) {
      await site.decide(address, status);
      await page.goto(address);
      await assertAccessible(page);
    }
  }
  assert.deepEqual(await complaints(), []);
});
