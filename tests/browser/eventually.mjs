// What the stack does a moment later, after the answer: messages, and the published directory.

import { setTimeout } from 'node:timers/promises';

const TIMEOUT = 60_000;

/** Waits until `probe` returns something, and returns it. Fails with `missing` after a minute. */
export async function eventually(probe, missing) {
  const end = Date.now() + TIMEOUT;
  while (Date.now() < end) {
    const found = await probe();
    if (found) return found;
    await setTimeout(50);
  }
  throw new Error(missing);
}
