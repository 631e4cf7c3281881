// Chromium, and visits that record everything a page should not do.

import { chromium } from 'playwright-core';

/** Debian's Chromium, or the one that CHROMIUM names. */
export const PROGRAM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Chromium's own services stay off the network. */
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

/** Opens a fresh context for the site at `url`. Its complaints must stay empty. */
export async function visit(browser, url) {
  const context = await browser.newContext({ baseURL: url, reducedMotion: 'reduce' });
  const noted = [];
  context.on('request', (request) => {
    if (new URL(request.url()).origin !== url) noted.push(`request to ${request.url()}`);
  });
  // Chromium reports violations of the content security policy here.
  context.on('console', (message) => noted.push(`console: ${message.text()}`));
  context.on('weberror', (error) => noted.push(`script: ${error.error()}`));
  const complaints = async () => [...noted.splice(0), ...(await context.cookies()).map(({ name }) => `cookie ${name}`)];
  return { page: await context.newPage(), complaints };
}
