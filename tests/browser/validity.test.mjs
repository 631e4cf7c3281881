// Validity of pages, messages, style sheets and SVG images, checked with the W3C's validator.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import vnu from 'vnu-jar';
import { kinds, SITES } from './content.mjs';
import { everyMessage } from './messages.mjs';
import { useSite } from './site.mjs';
import { signIn } from './staff.mjs';
import { ANSWERS } from './visitor.mjs';

const site = useSite();
const sites = SITES.map((source) => useSite({ source }));
const saved = new Map(); // descriptions by file name
let folder;

// Of CSS Anchor Positioning Level 1 (https://www.w3.org/TR/css-anchor-position-1/), which the validator doesn't know yet.
const UNKNOWN_TO_THE_VALIDATOR = /CSS: “position-area”: Property “position-area” doesn't exist/;

const ASSET = /\/assets\/[^"]+\.(css|svg)/g;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'validity-'));
});
after(() => rm(folder, { recursive: true }));

test('every page, message, style sheet and SVG image is valid', async () => {
  const pages = [];
  for (const one of sites) {
    const addresses = await one.addresses();
    const own = [await save('a missing page', await one.open('/nothing-here'), 404)];
    for (const path of new Set([...addresses, ...kinds(addresses), '/search', '/search?q=xyzzy'])) {
      own.push(await save(path, await one.open(path), 200));
    }
    for (const asset of new Set(own.join().match(ASSET))) {
      await save(asset, await one.open(asset), 200, asset.split('.').at(-1));
    }
  }
  pages.push(...(await application()));
  const { page } = await site.visit();
  for (const { subject, url } of Object.values(await everyMessage(page, site))) {
    await save(subject, await site.open(`${url}/html`), 200);
  }

  await staffPages();

  for (const asset of new Set(pages.join().match(ASSET))) {
    await save(asset, await site.open(asset), 200, asset.split('.').at(-1));
  }
  const mistakes = (await check(folder)).split('\n').filter((line) => !UNKNOWN_TO_THE_VALIDATOR.test(line));
  assert.equal(mistakes.join('\n'), '');
});

/** Saves the pages of staff, for each list, and its first application if it has one. */
async function staffPages() {
  const { cookie } = await signIn(new URL(site.url('/')).origin, 'administrator');
  const open = async (path, status = 200, extension = undefined) =>
    save(path, await fetch(site.url(path), { headers: { cookie } }), status, extension);
  for (const list of ['received', 'in_review', 'accepted', 'declined', 'withdrawn', 'suspect']) {
    const [application] = (await open(`/staff?status=${list}`)).match(/\/staff\/applications\/\w+/) ?? [];
    if (application) await open(application);
    if (list === 'accepted') for (const removal of ['anonymise', 'erase']) await open(`${application}/${removal}`);
  }
  for (const path of ['/staff', '/staff/search', '/staff/search?q=ex', '/staff/exports', '/staff/people']) await open(path);
  const [member] = (await open('/staff/members')).match(/\/staff\/members\/\w+/);
  for (const path of [member, `${member}/edit`, '/members', '/members?q=xyzzy', '/staff/dues', '/staff/import']) await open(path);
  const [page] = (await open('/members?letter=')).match(/\/members\/[\w-]+/g).filter((path) => path !== '/members/feed');
  await open(page);
  await open('/staff/styles.css', 200, 'css');
  await open('/staff/nothing', 404);
}

/** Returns every page of an application, empty and with mistakes, from the first section to confirmation. */
async function application() {
  const pages = [];
  const first = await site.open('/join/start');
  const address = first.url.slice(0, first.url.lastIndexOf('/'));
  for (const [section, answers] of Object.entries(ANSWERS)) {
    const questions = `${address}/${section}`;
    const empty = await save(section, await site.open(questions), 200);
    pages.push(empty, await save(`${section} with mistakes`, await send(empty), 422));
    await send(empty, answers);
  }
  const link = await save('requesting a link', await site.open(`${address}/link`), 200);
  pages.push(link, await save('requesting a link with a mistake', await send(link, { email: 'zoe@' }), 422));
  pages.push(await save('the link is sent', await send(link, { email: 'zoe@example.com' }), 200));
  const answers = await save('the check page', await site.open(address), 200);
  pages.push(answers, await save('the status page', await send(answers), 200));
  const confirm = await save('confirming an address', await site.open(`${address}/confirm`), 200);
  pages.push(confirm, await save('confirming an address with a wrong code', await send(confirm, { code: 'x' }), 422));
  const receipt = await openFirstLink('Application received', ANSWERS.people.contact_email);
  pages.push(await save('the status without answers', receipt, 200));
  const replace = await save('replacing a link', await site.open(`${address}/replace`), 200);
  pages.push(replace, await save('a link that was replaced', await send(replace), 200));
  pages.push(await save('an application that has moved', await site.open(address), 410));
  const ask = await save('asking for a link of a member', await site.open('/membership'), 200);
  pages.push(ask, await save('asking with a mistake', await send(ask, { email: 'zoe@' }), 422));
  pages.push(await save('a link that leads nowhere', await site.open('/membership/nothing'), 404));
  return pages;
}

/** Opens the application link in a message. */
async function openFirstLink(subject, to) {
  const [message] = await site.mailbox(to, subject);
  const text = await (await site.open(`${message.url}/text`)).text();
  return site.open(/http\S+\/join\/\S+/.exec(text)[0]);
}

/** Posts the form on a page with these answers, as a browser does. */
function send(page, answers = {}) {
  const hidden = [...page.matchAll(/<input type="hidden" name="(.*?)" value="(.*?)"/g)].map(([, ...field]) => field);
  const fields = Object.entries(answers).flatMap(([name, values]) => [values].flat().map((value) => [name, value]));
  const form = /<form method="post" action="(.*?)"/.exec(page)[1];
  return site.open(form, { method: 'POST', body: new URLSearchParams([...hidden, ...fields]) });
}

async function save(description, response, status, extension = 'html') {
  assert.equal(response.status, status, description);
  const content = await response.text();
  const name = `${saved.size}.${extension}`;
  saved.set(name, description);
  await writeFile(join(folder, name), content);
  return content;
}

/** Returns the validator's errors and warnings, without its hints about trailing slashes. */
function check(folder) {
  const flags = ['--also-check-css', '--also-check-svg', '--skip-info-messages', '--stdout'];
  return new Promise((resolve) => {
    execFile('java', ['-jar', `${vnu}`, ...flags, folder], { maxBuffer: 1e8 }, (error, stdout, stderr) => {
      const readable = stdout.replaceAll(/"file:.*\/(.*?)"/g, (_, name) => saved.get(name) ?? name);
      resolve(readable || stderr || (error ? error.message : ''));
    });
  });
}
