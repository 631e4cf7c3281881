// Screenshots of every kind of page, application state and message,
// at two widths, in light and dark: tests/browser/screenshots/NAME-WIDTH-SCHEME.png

import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { WIDTHS, atEveryWidthAndScheme } from './accessibility.mjs';
import { launch, visit } from './browser.mjs';
import { kinds } from './content.mjs';
import { codeIn, openLink } from './mailbox.mjs';
import { everyMessage } from './messages.mjs';
import { addresses } from './site.mjs';
import { startStack } from './stack.mjs';
import { ANSWERS, addressOf, answerEverything, apply, askForLink, fillIn, fillInPage, press, sectionOf, start } from './visitor.mjs';

const folder = fileURLToPath(new URL('screenshots', import.meta.url));
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);

const stack = await startStack({ source: 'shared/site' });
const browser = await launch();
try {
  const { page } = await visit(browser, stack.url);
  const picture = (name) =>
    atEveryWidthAndScheme(page, WIDTHS, (look) => page.screenshot({ path: `${folder}/${name}-${look}.png`, fullPage: true }));

  const all = await addresses((path) => fetch(new URL(path, stack.url)));
  const pages = all.filter((path) => path.lastIndexOf('/') === 0);
  for (const path of new Set([...pages, ...kinds(all), '/nothing-here'])) {
    await page.goto(path);
    await picture(path === '/' ? 'home' : path.slice(1).replace(/\W+/g, '-'));
  }

  const address = await start(page);
  for (let section; (section = sectionOf(page)); ) {
    await press(page);
    if (sectionOf(page) !== section) continue; // It asks nothing that has to be answered.
    await picture(`application-${section}-mistakes`);
    await fillInPage(page);
    if (section === 'people') await fillIn(page, { contact_email: 'zoe@gmail.com' });
    await press(page);
    if (section === 'people') {
      await picture('application-people-questionable');
      await press(page);
    }
  }
  await page.goto(`${address}/link`);
  await picture('application-link');
  await askForLink(page, address, 'zoe@');
  await picture('application-link-mistake');
  await askForLink(page, address, 'link@example.com');
  await picture('application-link-sent');
  for (let time = 2; time <= 6; time += 1) await askForLink(page, address, 'link@example.com');
  await picture('application-link-too-often');
  const [link] = await stack.mailbox('link@example.com');
  const continued = await openLink(page, link, '/join/');
  const mailed = continued.url();
  await continued.close();
  await page.goto(mailed);
  await picture('application-continue');
  await press(page);
  await page.goto(address);
  await picture('application-moved');

  await start(page);
  await answerEverything(page, (section) => picture(`application-${section}`));
  await picture('application-check');
  await press(page);
  await picture('application-received');
  const [receipt] = await stack.mailbox(ANSWERS.people.contact_email, 'Application received');
  const sent = addressOf(page);
  const tab = await openLink(page, receipt, '/join/');
  const status = tab.url();
  await tab.close();
  await page.goto(status);
  await picture('application-status-only');
  await page.goto(`${sent}/confirm`);
  await picture('application-confirm');
  await fillIn(page, { code: '2345-6789' });
  await press(page);
  await picture('application-confirm-wrong-code');
  await fillIn(page, { code: await codeIn({ open: fetch }, receipt) });
  await press(page);
  await picture('application-confirmed');
  await page.goto(status);
  await picture('application-status-confirmed');
  await page.goto(`${sent}/replace`);
  await picture('application-replace');
  await press(page);
  await picture('application-replaced');
  await page.locator('main .actions a').click();
  await page.locator('summary').click();
  await picture('application-received-answers');
  for (const part of ['copy', 'withdraw']) {
    await page.goto(`${addressOf(page)}/${part}`);
    await picture(`application-${part}`);
  }
  await press(page);
  await picture('application-withdrawn');
  await page.goto(`${addressOf(page)}/erase`);
  await picture('application-erase');
  await press(page);
  await picture('application-erased');
  await page.goto(addressOf(page));
  await picture('application-nothing');

  for (const steps of [['in_review', 'more_information', 'in_review', 'accepted'], ['in_review', 'declined']]) {
    const address = await apply(page, 'decided@example.com');
    for (const status of steps) {
      await stack.decide(address, status);
      await page.goto(address);
      await picture(`application-${status}`);
    }
  }
  await page.goto(stack.outbox);
  await picture('outbox');
  for (const [name, { url }] of Object.entries(await everyMessage(page, stack, 'staff@acro.example'))) {
    await page.goto(url);
    await picture(`outbox-${name}`);
    await page.goto(`${url}/html`);
    await picture(`message-${name}`);
  }
} finally {
  await browser.close();
  await stack.stop();
}
console.log(`Pictures are in ${folder}`);
