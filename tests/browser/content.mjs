// The content pages there are.

import { readdirSync } from 'node:fs';

/** The path of every content page; each is a file. */
export const PATHS = readdirSync(new URL('../../shared/site/content', import.meta.url))
  .filter((file) => file.endsWith('.md'))
  .map((file) => (file === 'index.md' ? '/' : `/${file.slice(0, -'.md'.length)}`));
