// A site of its own, and a browser to visit it with, for the tests of a file.

import { after, before } from 'node:test';
import { launch, visit } from './browser.mjs';
import { startStack } from './stack.mjs';

/** Starts the site before the tests and the browser when it is wanted, and ends both after. `options` are the stack's. */
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
    mailbox: (...asked) => stack.mailbox(...asked),
    decide: (...decision) => stack.decide(...decision),
  };
}

/** The path of every page that the site tells search engines of. */
async function addresses(open) {
  const map = await (await open('/sitemap.xml')).text();
  return [...map.matchAll(/<loc>(.*?)<\/loc>/g)].map(([, address]) => new URL(address).pathname);
}
