// The content pages there are.

import { readdirSync } from 'node:fs';

const content = new URL('../../shared/site/content', import.meta.url);

/** The path of every content page; each is a file. */
export const PATHS = readdirSync(content, { recursive: true })
  .filter((file) => file.endsWith('.md'))
  .map((file) => `/${file.slice(0, -'.md'.length)}`.replace(/\/index$/, '') || '/')
  .sort();

/** One of each kind of page, and pages that are made of what is asked. */
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
