// A slow connection: a proxy that sends pages in pieces, so that browsers show them before they are complete.

import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

const PIECE = 400; // bytes, at least
const PAUSE = 40; // milliseconds: longer than a frame

/** Starts a proxy for the site at `origin`. The header of a page comes at once, the rest line by line. */
export async function startSlowProxy(origin) {
  const server = createServer(async (request, response) => {
    const answer = await fetch(new URL(request.url, origin));
    const type = answer.headers.get('content-type');
    response.writeHead(answer.status, { 'content-type': type, 'cache-control': 'no-store' });
    if (!type.startsWith('text/html')) return response.end(Buffer.from(await answer.arrayBuffer()));
    for (const piece of pieces(await answer.text())) {
      response.write(piece);
      await wait(PAUSE);
    }
    response.end();
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return { url: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}

function pieces(html) {
  const start = html.indexOf('<main');
  const pieces = [html.slice(0, start), ''];
  for (const line of html.slice(start).split(/(?<=\n)/)) {
    if (pieces.at(-1).length > PIECE) pieces.push('');
    pieces[pieces.length - 1] += line;
  }
  return pieces;
}
