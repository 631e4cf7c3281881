// A site and a browser for the tests in one file.

import { after, before } from 'node:test';
import { launch, visit } from './browser.mjs';
import { startStack } from './stack.mjs';

/** Starts the site before the tests and the browser on demand, and stops both afterwards. */
export function useSite(options) {
  let stack, browser;
  before(async () => {
    stack = await startStack(options);
  });
  after(async () => {
    await (await browser)?.close();
    await stack?.stop();
  });
  const open = (path, options) => fetch(new URL(path, stack.url), options);
  return {
    url: (path) => new URL(path, stack.url).href,
    outbox: () => stack.outbox,
    open,
    addresses: () => addresses(open),
    visit: async () => visit(await (browser ??= launch()), stack.url),
    applications: () => stack.applications(),
    mailbox: (...query) => stack.mailbox(...query),
    decide: (...decision) => stack.decide(...decision),
  };
}

/** Returns the path of every page in the sitemap. */
export async function addresses(open) {
  const map = await (await open('/sitemap.xml')).text();
  return [...map.matchAll(/<loc>(.*?)<\/loc>/g)].map(([, address]) => new URL(address).pathname);
}
