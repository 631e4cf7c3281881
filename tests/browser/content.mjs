// The content pages.

/** The sites whose pages are checked, whatever they contain. */
export const SITES = ['shared/site', 'tests/site'];

/** Returns one of these pages of each kind: two of each folder, the folder's with a filter, and a search. */
export function kinds(addresses) {
  const folder = (address) => address.slice(0, address.lastIndexOf('/'));
  const folders = [...new Set(addresses.map(folder))];
  const first = folders.flatMap((one) => addresses.filter((address) => folder(address) === one).slice(0, 2));
  const lists = folders.filter((one) => addresses.includes(one));
  return [...new Set([...first, ...lists, ...lists.map((list) => `${list}?year=2020&q=a`), '/search?q=a'])];
}
