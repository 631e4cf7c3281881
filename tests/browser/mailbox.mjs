// Messages to a mailbox, from the outbox.

import { eventually } from './eventually.mjs';

/** The default address of staff. */
export const STAFF = 'staff@observatories.example';

/** Waits for messages to an address whose subjects begin with `beginning`, and returns them, newest first. */
export function mailbox(outbox, address, beginning = '') {
  return eventually(async () => {
    const messages = await (await fetch(`${outbox}.json`)).json();
    const matching = messages.filter(({ to, subject }) => to === address && subject.startsWith(beginning));
    if (matching.length > 0) return matching.map(({ date, name, subject }) => ({ date, subject, url: `${outbox}/${name}` }));
  }, `nothing was sent to ${address} about ${beginning || 'anything'}`);
}

/** Opens a message and the first link with `part` in its URL, and returns its tab. */
export async function openLink(page, message, part) {
  await page.goto(message.url);
  const link = page.frameLocator('iframe').locator(`a[href*="${part}"]`).first();
  const [tab] = await Promise.all([page.waitForEvent('popup'), link.click()]);
  await tab.waitForLoadState();
  return tab;
}

/** Returns the code in a receipt. */
export async function codeIn(site, receipt) {
  const text = await (await site.open(`${receipt.url}/text`)).text();
  return /^[2-9A-Z]{4}-[2-9A-Z]{4}$/m.exec(text)[0];
}
