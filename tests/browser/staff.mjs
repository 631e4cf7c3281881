// Staff and applicants at work without a browser: the requests that their pages would send.

/** What staff do to get from one status to another. */
const ACTIONS = {
  'received in_review': ['take', {}],
  'in_review more_information': ['ask', { question: 'Which services do you offer?' }],
  'in_review accepted': ['accept', {}],
  'in_review declined': ['decline', { reason: 'other', words: 'Your services are not yet for clinical trials. You are welcome to apply again once they are.' }],
};

/** Changes the status of an application, given as its item in the table, as staff or the applicant do. */
export async function decide(site, { pk, reference, status, history_length, review_question_number }, next) {
  if (status.S === 'more_information' && next === 'in_review') {
    const answer = { question: review_question_number.N, answer: 'We plan and run trials. A partner in Lyon manages the data.' };
    return post(`${site}/join/${pk.S.split('#')[1]}/answer`, answer);
  }
  const [action, form] = ACTIONS[`${status.S} ${next}`];
  const { cookie, csrf } = await signIn(site);
  const path = `${site}/staff/applications/${reference.S}/${action}`;
  return post(path, { ...form, csrf, seen: history_length.N }, cookie);
}

/** Signs in with the stack's own issuer. */
export async function signIn(site, role = 'reviewer') {
  const begun = await get(`${site}/staff/sign-in?to=/staff`);
  const page = await (await get(begun.headers.get('location'))).text();
  const form = page.split('<form').find((part) => part.includes(`name="${role}"`));
  const action = form.match(/action="([^"]*)"/)[1].replaceAll('&amp;', '&');
  const chosen = await post(new URL(action, begun.headers.get('location')), { [role]: 'yes' });
  const signedIn = await get(chosen.headers.get('location'), cookies(begun));
  const cookie = cookies(signedIn);
  const queue = await (await get(`${site}/staff`, cookie)).text();
  return { cookie, csrf: queue.match(/name="csrf" value="([^"]*)"/)[1] };
}

function get(url, cookie = '') {
  return fetch(url, { redirect: 'manual', headers: { cookie } });
}

async function post(url, form, cookie = '') {
  const response = await fetch(url, { method: 'POST', redirect: 'manual', headers: { cookie }, body: new URLSearchParams(form) });
  if (response.status !== 302 && response.status !== 303) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response;
}

function cookies(response) {
  return response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; ');
}
