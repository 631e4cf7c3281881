// Chromium, and a visit in it that notes whatever a page should not do.

import { chromium } from 'playwright-core';

/** Debian's Chromium, or the one that CHROMIUM names. */
export const PROGRAM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** No network but the site's: Chromium's own services stay off. */
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

/** A fresh visit to the site at `url`. A site that behaves gives no reason for complaints since they were last asked for. */
export async function visit(browser, url) {
  const context = await browser.newContext({ baseURL: url, reducedMotion: 'reduce' });
  const noted = [];
  context.on('request', (request) => {
    if (new URL(request.url()).origin !== url) noted.push(`request to ${request.url()}`);
  });
  // Chromium says here what the content security policy has stopped.
  context.on('console', (message) => noted.push(`console: ${message.text()}`));
  context.on('weberror', (error) => noted.push(`script: ${error.error()}`));
  const complaints = async () => [...noted.splice(0), ...(await context.cookies()).map(({ name }) => `cookie ${name}`)];
  return { page: await context.newPage(), complaints };
}
