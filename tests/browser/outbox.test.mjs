// The outbox, as developers see it.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { assertAccessible } from './accessibility.mjs';
import { useSite } from './site.mjs';

const WIDTHS = [1280, 320];
const NAME = '0123456789abcdef'.repeat(2);

const data = mkdtempSync(join(tmpdir(), 'outbox-'));
const site = useSite({ data });
after(() => rmSync(data, { recursive: true }));

/** Puts a message into the outbox, as the site does. */
function send(html) {
  const message = `From: ACRO <membership@acro.example>
To: ${'a'.repeat(60)}@example.com
Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= <script>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=one

--one
Content-Type: text/plain; charset=utf-8

Read on at http://localhost/${'path'.repeat(60)}
--one
Content-Type: text/html; charset=utf-8

${html}
--one--
`;
  mkdirSync(join(data, 'outbox'), { recursive: true });
  writeFileSync(join(data, 'outbox', `${NAME}.eml`), message);
}

test('the outbox is accessible: empty, as a list and as a message', async () => {
  const { page, complaints } = await site.visit();
  await page.goto(site.outbox());
  assert.match(await page.locator('main').innerText(), /no messages yet/);
  await assertAccessible(page, WIDTHS);

  const style = '<style>p { color: light-dark(#000, #fff) }</style>';
  send(`<!doctype html><html lang="en"><title>Hello</title>${style}<main><h1>Hello</h1></main></html>`);
  await page.goto(site.outbox());
  await assertAccessible(page, WIDTHS);
  await page.getByRole('link', { name: 'Grüße <script>' }).click();
  assert.equal(await page.frameLocator('iframe').getByRole('heading').innerText(), 'Hello');
  await assertAccessible(page, WIDTHS);
  assert.deepEqual(await complaints(), []);
});

test('a link in a message opens in a new tab and works', async () => {
  send(`<p><a href="${site.url('/join')}">Apply</a></p>`);
  const { page, complaints } = await site.visit();
  await page.goto(`${site.outbox()}/${NAME}`);
  const [opened] = await Promise.all([
    page.context().waitForEvent('page'),
    page.frameLocator('iframe').getByRole('link').click(),
  ]);
  await opened.waitForURL('**/join');
  await opened.getByRole('link', { name: 'Start' }).first().click();
  await opened.waitForURL('**/organization');
  assert.deepEqual(await complaints(), []);
});

for (const part of ['', '/html']) {
  test(`a message runs no script, loads nothing and does not navigate, at ${part || 'its page'}`, async (t) => {
    const requests = [];
    const server = createServer(({ url }, response) => response.end(`${requests.push(url)}`)).listen(0);
    t.after(() => server.closeAllConnections() ?? server.close());
    const origin = `http://localhost:${server.address().port}`;
    send(`<meta http-equiv="refresh" content="0;url=${origin}/refresh"><base href="${origin}/">
      <script>top.document.title = 'run'</script><img src="${origin}/a.png" onerror="top.document.title = 'run'">
      <link rel="stylesheet" href="${origin}/a.css"><iframe src="${origin}/"></iframe>
      <form action="${origin}/sent"><button>Send</button></form>
      <a href="javascript:top.document.title='run'">Run</a>`);
    const { page } = await site.visit();
    const address = `${site.outbox()}/${NAME}${part}`;
    await page.goto(address);
    const title = await page.title();
    const message = part ? page : page.frameLocator('iframe').first();
    await message.getByRole('button').click();
    await message.getByRole('link', { name: 'Run' }).click();
    for (const opened of page.context().pages()) await opened.waitForLoadState();
    assert.equal(await page.title(), title);
    assert.equal(page.url(), address);
    assert.deepEqual(requests, []);
  });
}
