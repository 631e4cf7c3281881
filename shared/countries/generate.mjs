// Prints the lines of countries.txt from CLDR's English names: see README.md.

import { readFileSync } from 'node:fs';

// CLDR also names groups of countries, exceptional reservations and codes for tests. ISO 3166-1 assigns none of these,
// and neither does it assign XK, which stays because everybody uses it for Kosovo.
const UNASSIGNED = new Set('AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ'.split(' '));

const { main } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const named = main.en.localeDisplayNames.territories;
const territories = Object.entries(named);
const countries = territories.filter(([code]) => /^[A-Z]{2}$/.test(code) && !UNASSIGNED.has(code));
// Where CLDR adds whose territory it is, the short name is the one that people use.
const common = ([code, name]) => [code, / SAR China$/.test(name) ? named[`${code}-alt-short`] : name];
const { compare } = new Intl.Collator('en');
for (const [code, name] of countries.map(common).sort(([, one], [, other]) => compare(one, other))) {
  console.log(`${code}\t${name}`);
}
