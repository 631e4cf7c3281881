// What arrives in a mailbox, as the outbox has it.

import { setTimeout } from 'node:timers/promises';

const PATIENCE = 60_000;

/** Staff's, where nothing else is set. */
export const STAFF = 'staff@acro.example';

/** The messages to an email address whose subjects begin so, the newest first, as soon as there is one. */
export async function mailbox(outbox, address, beginning = '') {
  const end = Date.now() + PATIENCE;
  while (Date.now() < end) {
    const messages = await (await fetch(`${outbox}.json`)).json();
    const found = messages.filter(({ to, subject }) => to === address && subject.startsWith(beginning));
    if (found.length > 0) return found.map(({ name, subject }) => ({ subject, url: `${outbox}/${name}` }));
    await setTimeout(50);
  }
  throw new Error(`nothing was sent to ${address} about ${beginning || 'anything'}`);
}

/** Opens a message, and in it the link whose address has a certain part; returns the tab that it leads to. */
export async function openLink(page, message, part) {
  await page.goto(message.url);
  const link = page.frameLocator('iframe').locator(`a[href*="${part}"]`).first();
  const [tab] = await Promise.all([page.waitForEvent('popup'), link.click()]);
  await tab.waitForLoadState();
  return tab;
}

/** The code in a receipt. */
export async function codeIn(site, receipt) {
  const text = await (await site.open(`${receipt.url}/text`)).text();
  return /^[2-9A-Z]{4}-[2-9A-Z]{4}$/m.exec(text)[0];
}
