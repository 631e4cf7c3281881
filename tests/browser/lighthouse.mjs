// Lighthouse's audits of each kind of page on a phone. Not a *.test.mjs, because
// its times are only worth reading if it runs alone. The score for performance
// is printed, but not tested: it is made of times, which a busy machine doubles.
// What makes these pages quick is tested: few, small files that never shift.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch as launchChrome } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { FLAGS, PROGRAM } from './browser.mjs';
import { kinds } from './content.mjs';
import { eventually } from './eventually.mjs';
import { useSite } from './site.mjs';

const PERFECT = ['accessibility', 'best-practices', 'seo'];
const MOST_FILES = 8;
const MOST_BYTES = 120_000;
// Search and the pages of members are deliberately not indexed.
const EXEMPT = { '/search?q=a': ['is-crawlable'], '/membership': ['is-crawlable'] };

const site = useSite({ source: 'shared/site', demo: true });
let chrome;

before(async () => {
  chrome = await launchChrome({ chromePath: PROGRAM, chromeFlags: FLAGS });
});
after(() => chrome.kill());

test('each kind of page passes', async (t) => {
  const paths = kinds(await site.addresses()).filter((kind) => !kind.includes('year='));
  const member = await eventually(firstMember, 'no member was published');
  paths.push('/members', new URL(member.url).pathname, '/membership');
  for (const path of paths) {
    await t.test(path, async (t) => {
      const { categories, audits } = await runLighthouse(path);
      // What came from the cache is listed with 0 bytes: the frame of members has the style sheet of the page.
      const files = audits['network-requests'].details.items.filter(({ transferSize }) => transferSize > 0);
      const bytes = files.reduce((sum, { transferSize }) => sum + transferSize, 0);
      t.diagnostic(`performance ${Math.round(categories.performance.score * 100)}, ${files.length} files, ${bytes} bytes`);

      assert.deepEqual(PERFECT.flatMap((category) => failedAudits({ categories, audits }, category)), []);
      assert.equal(audits['cumulative-layout-shift'].numericValue, 0);
      assert.ok(files.length <= MOST_FILES && bytes <= MOST_BYTES, JSON.stringify(files, ['url', 'transferSize']));
    });
  }
});

async function firstMember() {
  const { members } = await (await site.open('/api/members.json')).json();
  return members[0];
}

/** Runs Lighthouse, and retries if Chromium loses its trace, which happens on a busy machine. */
async function runLighthouse(path, tries = 3) {
  const { lhr } = await lighthouse(site.url(path), {
    port: chrome.port,
    onlyCategories: ['performance', ...PERFECT],
    skipAudits: EXEMPT[path] ?? null,
    disableFullPageScreenshot: true,
    logLevel: 'error',
  });
  if (lhr.runtimeError?.code === 'NO_NAVSTART' && tries > 1) return runLighthouse(path, tries - 1);
  assert.equal(lhr.runtimeError, undefined);
  return lhr;
}

/** Returns the audits that a page fails, with details. */
function failedAudits({ categories, audits }, category) {
  return categories[category].auditRefs
    .filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 1)
    .map(({ id }) => `${id}: ${audits[id].title}: ${JSON.stringify(audits[id].details?.items ?? audits[id].displayValue)}`);
}
