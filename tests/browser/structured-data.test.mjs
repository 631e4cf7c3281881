// Structured data, checked with a JSON-LD processor.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import jsonld from 'jsonld';
import { SITES } from './content.mjs';
import { useSite } from './site.mjs';

const SCHEMA = 'http://schema.org/';
const ADDRESSES = [
  'contentUrl', 'eventAttendanceMode', 'eventStatus', 'image', 'item', 'logo', 'mainEntityOfPage', 'sameAs', 'url',
];

const PUBLICATION = {
  must: ['name', 'abstract', 'datePublished', 'inLanguage', 'author', 'publisher'],
  may: ['image', 'encoding', 'url'],
};

/** The required and the optional properties of each type. */
const TYPES = {
  Organization: {
    must: ['name', 'alternateName', 'url', 'logo', 'description', 'contactPoint'],
    may: ['sameAs', 'address'],
  },
  ContactPoint: { must: ['contactType', 'email'], may: ['telephone'] },
  WebPage: { must: ['url', 'name', 'description', 'inLanguage', 'publisher'], may: ['dateModified', 'image'] },
  Article: {
    must: ['url', 'headline', 'description', 'inLanguage', 'datePublished', 'author', 'publisher', 'image'],
    may: ['dateModified', 'mainEntityOfPage'],
  },
  Event: {
    must: [
      'url', 'name', 'description', 'startDate', 'endDate', 'eventStatus', 'eventAttendanceMode', 'location', 'organizer',
    ],
    may: [],
  },
  Place: { must: ['name', 'address'], may: [] },
  VirtualLocation: { must: ['url'], may: [] },
  Person: { must: ['url', 'name', 'jobTitle', 'affiliation'], may: ['image'] },
  Report: PUBLICATION,
  CreativeWork: PUBLICATION,
  MediaObject: { must: ['contentUrl'], may: [] },
  BreadcrumbList: { must: ['itemListElement'], may: [] },
  ListItem: { must: ['position', 'name', 'item'], may: [] },
};

for (const source of SITES) {
  const site = useSite({ source });

  test(`structured data of every page of ${source} is valid and complete`, async () => {
    for (const path of await site.addresses()) {
      const html = await (await site.open(path)).text();
      const blocks = [...html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)];
      assert.equal(blocks.length, 1, path);
      // Safe mode: unknown terms are errors instead of being dropped.
      const nodes = await jsonld.flatten(JSON.parse(blocks[0][1]), null, { documentLoader, safe: true });
      for (const node of nodes) inspect(node, path);
      const types = nodes.flatMap((node) => node['@type']);
      assert.ok(types.includes(`${SCHEMA}Organization`), path);
      assert.equal(types.includes(`${SCHEMA}BreadcrumbList`), path !== '/', path);
    }
  });
}

/** Returns schema.org's context for these types without a network. */
async function documentLoader(url) {
  assert.equal(url, 'https://schema.org');
  const properties = Object.values(TYPES).flatMap(({ must, may }) => [...must, ...may]);
  const context = Object.fromEntries([...Object.keys(TYPES), ...properties].map((term) => [term, SCHEMA + term]));
  for (const term of ADDRESSES) context[term] = { '@id': SCHEMA + term, '@type': '@id' };
  return { documentUrl: url, document: { '@context': context } };
}

function inspect(node, path) {
  const [type] = node['@type'] ?? assert.fail(`${path}: ${JSON.stringify(node)} has no type`);
  const { must, may } = TYPES[type.slice(SCHEMA.length)];
  const properties = Object.keys(node).filter((key) => key.startsWith(SCHEMA)).map((key) => key.slice(SCHEMA.length));
  assert.deepEqual(must.filter((property) => !properties.includes(property)), [], `${path}: ${type} lacks these`);
  assert.deepEqual(properties.filter((property) => ![...must, ...may].includes(property)), [], `${path}: ${type} has these`);
}
