// Lighthouse scores of each kind of page on a phone, as medians of three
// runs. Not a *.test.mjs, because it measures time and so runs alone.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch as launchChrome } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { FLAGS, PROGRAM } from './browser.mjs';
import { kinds } from './content.mjs';
import { useSite } from './site.mjs';

const MINIMUM = { performance: 99, accessibility: 100, 'best-practices': 100, seo: 100 };
const RUNS = 3;
// Search is deliberately not indexed.
const EXEMPT = { '/search?q=a': ['is-crawlable'] };

const site = useSite({ source: 'shared/site' });
let chrome;

before(async () => {
  chrome = await launchChrome({ chromePath: PROGRAM, chromeFlags: FLAGS });
});
after(() => chrome.kill());

test('each kind of page scores', async (t) => {
  const paths = kinds(await site.addresses()).filter((kind) => !kind.includes('year='));
  for (const path of paths) {
    await t.test(path, async (t) => {
      const results = [];
      for (let run = 0; run < RUNS; run += 1) results.push(await runLighthouse(path));

      const scores = Object.fromEntries(
        Object.keys(MINIMUM).map((category) => [category, median(results.map(({ categories }) => percent(categories[category])))]),
      );
      t.diagnostic(JSON.stringify(scores));
      const failed = Object.keys(MINIMUM).filter((category) => scores[category] < MINIMUM[category]);
      assert.deepEqual(failed.flatMap((category) => failedAudits(results.at(-1), category)), [], JSON.stringify(scores));
    });
  }
});

/** Runs Lighthouse, and retries if Chromium loses its trace, which happens on a busy machine. */
async function runLighthouse(path, tries = 3) {
  const { lhr } = await lighthouse(site.url(path), {
    port: chrome.port,
    onlyCategories: Object.keys(MINIMUM),
    skipAudits: EXEMPT[path] ?? null,
    disableFullPageScreenshot: true,
    logLevel: 'error',
  });
  if (lhr.runtimeError?.code === 'NO_NAVSTART' && tries > 1) return runLighthouse(path, tries - 1);
  assert.equal(lhr.runtimeError, undefined);
  return lhr;
}

function percent({ score }) {
  return Math.round(score * 100);
}

function median(numbers) {
  return numbers.sort((a, b) => a - b)[(numbers.length - 1) / 2];
}

/** Returns the audits that a page fails, with details. */
function failedAudits({ categories, audits }, category) {
  return categories[category].auditRefs
    .filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 1)
    .map(({ id }) => `${id}: ${audits[id].title}: ${JSON.stringify(audits[id].details?.items ?? audits[id].displayValue)}`);
}
