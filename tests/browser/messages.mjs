// Every message that the site sends.

import { STAFF, codeIn } from './mailbox.mjs';
import { apply, askForLink, begin, fillIn, press } from './visitor.mjs';

/** Triggers every message, and returns them by name. `site` may also be a stack; `staff` is the address of its staff. */
export async function everyMessage(page, site, staff = STAFF) {
  const messages = {};
  const open = site.open ?? fetch;
  const collect = async (name, address, beginning) => ([messages[name]] = await site.mailbox(address, beginning));
  const confirm = async (application, address) => {
    const [receipt] = await site.mailbox(address, 'Application received');
    await page.goto(`${application}/confirm`);
    await fillIn(page, { code: await codeIn({ open }, receipt) });
    await press(page);
  };

  await askForLink(page, await begin(page), 'draft@example.com');
  const shortName = await page.locator('.brand b').textContent();
  await collect('link', 'draft@example.com', `Continue your ${shortName} application`);

  let address = await apply(page, 'welcome@example.com');
  await collect('received', 'welcome@example.com', 'Application received');
  await collect('arrived', staff, 'New application');
  for (const status of ['in_review', 'more_information']) await site.decide(address, status);
  await collect('more_information', 'welcome@example.com', 'Please answer a question');
  await confirm(address, 'welcome@example.com');
  for (const status of ['in_review', 'accepted']) await site.decide(address, status);
  await collect('answer_received', 'welcome@example.com', 'We received your answer');
  await collect('answered', staff, 'The applicant answered your question');
  await collect('accepted', 'welcome@example.com', 'Your application was accepted');

  await page.goto('/join/return');
  await fillIn(page, { email: 'welcome@example.com' });
  await press(page);
  await collect('return_link', 'welcome@example.com', 'Return to your application');

  await page.goto('/membership');
  await page.locator('#email').fill('welcome@example.com');
  await press(page);
  await collect('member_link', 'welcome@example.com', 'Your membership details');

  address = await apply(page, 'declined@example.com');
  await confirm(address, 'declined@example.com');
  for (const status of ['in_review', 'declined']) await site.decide(address, status);
  await collect('declined', 'declined@example.com', 'Your application was declined');

  address = await apply(page, 'withdrawn@example.com');
  await confirm(address, 'withdrawn@example.com');
  await page.goto(`${address}/withdraw`);
  await press(page);
  await collect('withdrawn', 'withdrawn@example.com', 'Your application was withdrawn');

  const fillInHiddenField = () => page.locator('#remarks').evaluate((field) => (field.value = 'anything'));
  await apply(page, 'program@example.com', fillInHiddenField);
  await collect('set_aside', staff, `1 ${shortName} application set aside`);
  return messages;
}
