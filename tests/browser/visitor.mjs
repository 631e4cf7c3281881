// An applicant's actions. They find fields by name, so labels can change freely.

import assert from 'node:assert/strict';

/** Valid answers by section; arrays are multiple choices. */
export const ANSWERS = {
  organization: {
    legal_name: 'Ångström & Söhne "Klinik" GmbH',
    public_name: "O'Neill <Trials>",
    website: 'www.example.com',
    kind: 'both',
    country: 'CH',
    registration_number: 'CHE-123.456.789',
  },
  profile: {
    services: ['clinical-operations', 'safety'],
    regions: ['europe'],
    employees: '50-249',
    why_join: 'We want to help to write the rules that we work by.',
  },
  people: {
    contact_name: 'Zoë Παπαδοπούλου',
    contact_title: 'Head of policy',
    contact_email: 'zoe@example.com',
    contact_phone: '+41 44 668 18 00',
    representative_same: 'yes',
  },
  declarations: {
    committees: ['responsible-ai'],
    code_of_ethics: 'yes',
    antitrust: 'yes',
    authority: 'yes',
    privacy_notice: 'yes',
  },
};

/** Starts an application, and returns its private link. */
export async function start(page) {
  await page.goto('/join');
  await page.locator('a[href="/join/start"]').first().click();
  await page.waitForURL('**/organization');
  return addressOf(page);
}

/** Returns the private link of the page's application. */
export function addressOf(page) {
  return /^.*\/join\/[^/]+/.exec(page.url())[0];
}

/** Fills in the fields of a page. */
export async function fillIn(page, answers) {
  for (const [name, answer] of Object.entries(answers)) {
    const field = page.locator(`[name="${name}"]`);
    const type = await field.first().evaluate((control) => control.type);
    if (type === 'radio' || type === 'checkbox') {
      for (const value of [answer].flat()) await page.locator(`[name="${name}"][value="${value}"]`).check();
    } else if (type === 'select-one') {
      await field.selectOption(answer);
    } else {
      await field.fill(answer);
    }
  }
}

/** Presses the only button on a page, and waits for the next page. */
export async function press(page) {
  await Promise.all([page.waitForEvent('load'), page.locator('main form button').click()]);
}

/** Fills in what a page asks. Another site may ask the same on other pages. */
export async function fillInPage(page, everything = ANSWERS) {
  const asked = await page.locator('main form [name]').evaluateAll((controls) => controls.map(({ name }) => name));
  const answers = Object.values(everything).flatMap((section) => Object.entries(section));
  await fillIn(page, Object.fromEntries(answers.filter(([name]) => asked.includes(name))));
}

/** Fills in every section, up to the check page. `onPage` runs before each. */
export async function answerEverything(page, onPage = () => {}, everything = ANSWERS) {
  const sections = new Set();
  for (let section; (section = sectionOf(page)); ) {
    assert.ok(!sections.has(section), `${section} was not accepted`);
    sections.add(section);
    await onPage(section);
    await fillInPage(page, everything);
    await press(page);
  }
}

/** Returns the section of an application that a page shows; nothing on the page to check the answers. */
export function sectionOf(page) {
  return new URL(page.url()).pathname.split('/')[3];
}

/** Submits an application with this email address, and returns its private link. */
export async function apply(page, email, onPage) {
  const address = await start(page);
  await answerEverything(page, onPage, { ...ANSWERS, people: { ...ANSWERS.people, contact_email: email } });
  await press(page);
  return address;
}

/** Starts a draft, leaves it at the second section, and returns its private link. */
export async function begin(page) {
  const address = await start(page);
  await fillIn(page, ANSWERS.organization);
  await press(page);
  return address;
}

/** Begins a draft, opens its page about people, and returns its private link. */
export async function beginAtPeople(page) {
  const address = await begin(page);
  await page.goto(`${address}/people`);
  return address;
}

/** Requests a link to a draft. */
export async function askForLink(page, address, email) {
  await page.goto(`${address}/link`);
  await fillIn(page, { email });
  await press(page);
}

/** Returns the reference on the status page. */
export function reference(page) {
  return page.locator('.reference').innerText();
}
