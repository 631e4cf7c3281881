// Chromium, and a visit in it that notes whatever a page should not do.

import { chromium } from 'playwright-core';

/** Debian's Chromium, or the one that CHROMIUM names. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    // No network but the site's: Chromium's own services stay off.
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A fresh visit to the site at `url`. `complaints` stays empty on a site that behaves. */
export async function visit(browser, url) {
  const context = await browser.newContext({ baseURL: url, reducedMotion: 'reduce' });
  const complaints = [];
  context.on('request', (request) => {
    if (new URL(request.url()).origin !== url) complaints.push(`request to ${request.url()}`);
  });
  context.on('response', async (response) => {
    if (await response.headerValue('set-cookie')) complaints.push(`cookie from ${response.url()}`);
  });
  context.on('console', (message) => complaints.push(`console: ${message.text()}`));
  context.on('weberror', (error) => complaints.push(`script: ${error.error()}`));
  return { page: await context.newPage(), complaints };
}
