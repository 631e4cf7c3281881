// A site of its own, and a browser to visit it with, for the tests of a file.

import { after, before } from 'node:test';
import { launch, visit } from './browser.mjs';
import { startStack } from './stack.mjs';

/** Starts both before the tests and ends them after. */
export function useSite() {
  let stack, browser;
  before(async () => {
    stack = await startStack();
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await stack?.stop();
  });
  return {
    visit: () => visit(browser, stack.url),
    applications: () => stack.applications(),
  };
}
