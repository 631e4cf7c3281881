// Signing in with an issuer that we did not write: oidc-provider, a certified implementation of OpenID Connect.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import Provider from 'oidc-provider';
import { assertAccessible } from './accessibility.mjs';
import { launch } from './browser.mjs';
import { startStack } from './stack.mjs';

/** The roles of everyone whom the issuer knows, by what they type as their login. Any password will do. */
const ROLES = { ada: ['administrator'], robin: ['reviewer'], eve: ['visitor'] };

let browser, stack, server;

before(async () => {
  browser = await launch();
  server = createServer().listen(0, 'localhost');
  await new Promise((resolve) => server.once('listening', resolve));
  const issuer = `http://localhost:${server.address().port}`;
  stack = await startStack({ issuer, client: 'site' });
  server.on('request', provider(issuer, stack.url).callback());
});

after(async () => {
  await browser?.close();
  await stack?.stop();
  server?.closeAllConnections();
  server?.close();
});

function provider(issuer, site) {
  const client = {
    client_id: 'site',
    token_endpoint_auth_method: 'none',
    redirect_uris: [`${site}/staff/callback`],
    post_logout_redirect_uris: [`${site}/staff/signed-out`],
  };
  return new Provider(issuer, {
    clients: [client],
    claims: { openid: ['sub', 'cognito:groups'], profile: ['name'], email: ['email'] },
    conformIdTokenClaims: false,
    cookies: { keys: ['tests'] },
    features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    findAccount: (_, accountId) => ({
      accountId,
      claims: () => ({ sub: accountId, name: `Name of ${accountId}`, 'cognito:groups': ROLES[accountId] }),
    }),
    // Nobody is asked for consent.
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
  });
}

async function newPage() {
  const context = await browser.newContext({ baseURL: stack.url });
  return context.newPage();
}

/** Opens a page of staff and signs in on the issuer's page. */
async function signIn(page, login, path = '/staff') {
  await page.goto(path);
  await page.locator('input[name="login"]').fill(login);
  await page.locator('input[name="password"]').fill('any');
  await page.locator('button[type="submit"]').click();
  await page.waitForURL(`${stack.url}/**`);
}

test('staff sign in, get the page they asked for, and sign out of both', async () => {
  const page = await newPage();
  await signIn(page, 'ada', '/staff/people');
  assert.equal(page.url(), `${stack.url}/staff/people`);
  assert.match(await page.locator('main').innerText(), /Name of ada/);
  await assertAccessible(page);
  const cookies = await page.context().cookies(stack.url);
  const { httpOnly, secure, sameSite } = cookies.find(({ name }) => name === '__Host-session');
  assert.deepEqual({ httpOnly, secure, sameSite }, { httpOnly: true, secure: true, sameSite: 'Lax' });

  await page.locator('form[action="/staff/sign-out"] button').first().click();
  // The issuer asks whether to end its own session.
  await page.locator('button[name="logout"]').click();
  await page.waitForURL(`${stack.url}/staff/signed-out`);
  assert.equal(await page.locator('h1').innerText(), 'You are signed out');
  await assertAccessible(page);
  await page.goto('/staff');
  assert.equal(await page.locator('input[name="login"]').count(), 1, 'the issuer asks again');
});

test('a reviewer sees no pages of administrators', async () => {
  const page = await newPage();
  await signIn(page, 'robin');
  assert.equal(page.url(), `${stack.url}/staff`);
  assert.equal((await page.goto('/staff/people')).status(), 403);
  await assertAccessible(page);
});

test('somebody without a role learns so, and whom to ask', async () => {
  const page = await newPage();
  await signIn(page, 'eve');
  assert.equal(await page.locator('h1').innerText(), 'You have no access');
  assert.equal(await page.locator('main a[href^="mailto:"]').count(), 1);
  await assertAccessible(page);
});

test('somebody who gives up at the issuer can begin again', async () => {
  const page = await newPage();
  await page.goto('/staff');
  await page.locator('a[href$="/abort"]').click();
  await page.waitForURL(`${stack.url}/**`);
  assert.equal(await page.locator('h1').innerText(), 'You are not signed in');
  await page.locator('main a.button').click();
  assert.equal(await page.locator('input[name="login"]').count(), 1);
});
