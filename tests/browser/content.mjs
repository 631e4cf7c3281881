// The content pages.

import { readdirSync } from 'node:fs';

const content = new URL('../../shared/site/content', import.meta.url);

/** The path of every content page, from the file names. */
export const PATHS = readdirSync(content, { recursive: true })
  .filter((file) => file.endsWith('.md'))
  .map((file) => `/${file.slice(0, -'.md'.length)}`.replace(/\/index$/, '') || '/')
  .sort();

/** One page of each kind, and pages that depend on a query. */
export const KINDS = [
  '/',
  '/our-mission',
  '/news',
  PATHS.find((path) => path.startsWith('/news/')),
  '/comment-letters',
  '/comment-letters?region=EU&year=2020',
  PATHS.find((path) => path.startsWith('/comment-letters/')),
  '/search?q=trials',
];
