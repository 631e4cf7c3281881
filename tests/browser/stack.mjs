// The local stack: the program that `cargo run` starts.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { mailbox } from './mailbox.mjs';
import { decide } from './staff.mjs';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const program = `${process.env.CARGO_TARGET_DIR ?? `${repository}/target`}/debug/local`;

/**
 * Starts a stack with a site on free ports, with an empty database or the one in the directory `data`. Staff sign in with
 * `issuer`, which knows the site as `client`, or with the stack's own. With `demo`, it has sample applications and members.
 */
export async function startStack({ data, issuer, client, demo = false, source = 'tests/site' } = {}) {
  if (!existsSync(program)) throw new Error(`${program} is not there: cargo build --package local`);
  const storage = data ? ['--data', data] : ['--memory'];
  const signIn = issuer ? ['--issuer', issuer, '--client-id', client] : ['--issuer-port', '0'];
  const flags = [...storage, ...signIn, ...(demo ? ['--demo'] : []), '--undo-seconds', '0', '--site', source, '--port', '0', '--dynamodb-port', '0'];
  const child = spawn(program, flags, { cwd: repository, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.once('exit', () => child.kill()); // even if the tests crash
  const { site, dynamodb, table, outbox } = await announced(child.stdout);

  const database = (operation, input) => callDatabase(dynamodb, operation, { TableName: table, ...input });

  return {
    url: site,
    outbox,
    applications: () => applications(database),
    mailbox: (...query) => mailbox(outbox, ...query),
    async decide(address, status) {
      const current = (await applications(database)).find(({ pk }) => pk.S.endsWith(address.split('/').at(-1)));
      return decide(site, current, status);
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Waits until the stack prints `site URL`, `dynamodb URL table NAME` and `outbox URL`. */
async function announced(stdout) {
  const announcement = {};
  for await (const line of createInterface({ input: stdout })) {
    const [key, value, , table] = line.split(' ');
    Object.assign(announcement, { [key]: value }, table && { table });
    if (announcement.site && announcement.dynamodb && announcement.outbox) return announcement;
  }
  throw new Error('the stack ended before it was ready');
}

/** Calls the embedded database. */
async function callDatabase(dynamodb, operation, input) {
  const response = await fetch(dynamodb, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      // The embedded database requires a signature, but does not check it.
      'x-amz-date': '20260101T000000Z',
      authorization: 'AWS4-HMAC-SHA256 Credential=a/20260101/b/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify(input),
  });
  if (!response.ok) throw new Error(`${operation}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** Returns every application in the table. */
async function applications(database) {
  const { Items } = await database('Scan', { ConsistentRead: true });
  return Items.filter((item) => item.entity_type?.S === 'application');
}
