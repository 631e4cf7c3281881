// Chromium, and visits that record everything that pages must not do.

import { chromium } from 'playwright-core';

/** The path of Chromium: CHROMIUM, or Debian's. */
export const PROGRAM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Flags that also keep Chromium's own services off the network. */
export const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launch() {
  return chromium.launch({ executablePath: PROGRAM, args: FLAGS });
}

/** Opens a new context for the site at `url`. Tests assert that there are no `complaints`. */
export async function visit(browser, url) {
  const context = await browser.newContext({ baseURL: url, reducedMotion: 'reduce' });
  const recorded = [];
  context.on('request', (request) => {
    if (new URL(request.url()).origin !== url) recorded.push(`request to ${request.url()}`);
  });
  // Chromium reports violations of the content security policy here.
  context.on('console', (message) => recorded.push(`console: ${message.text()}`));
  context.on('weberror', (error) => recorded.push(`script: ${error.error()}`));
  const complaints = async () => [...recorded.splice(0), ...(await context.cookies()).map(({ name }) => `cookie ${name}`)];
  return { page: await context.newPage(), complaints };
}
