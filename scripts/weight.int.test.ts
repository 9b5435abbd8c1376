/** What a phone loads before it shows anything, as `npm run build` has left it. */
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const DIST = new URL('../apps/web/dist/', import.meta.url);

/** The files that the page names, whose names end like this, with their sizes in kB of gzip. */
function weigh(ending: string): ReadonlyMap<string, number> {
  const index = new URL('index.html', DIST);
  if (!existsSync(index)) throw new Error('There is nothing to weigh: npm run build comes first.');
  const names = [...readFileSync(index, 'utf8').matchAll(/(?:href|src)="\.\/([^"]+)"/g)].map(
    ([, name]) => name ?? '',
  );
  return sizesOf(names.filter((name) => name.endsWith(ending)));
}

const sizesOf = (names: readonly string[]): ReadonlyMap<string, number> =>
  new Map(
    names.map((name) => [name, gzipSync(readFileSync(new URL(name, DIST)), { level: 9 }).length / 1_000]),
  );

const total = (files: ReadonlyMap<string, number>): number =>
  [...files.values()].reduce((sum, size) => sum + size, 0);

test('the scripts of a start are 100 kB at most', () => {
  const scripts = weigh('.js');
  expect([...scripts.keys()].some((name) => name.startsWith('assets/libraries'))).toBe(true);
  expect(total(scripts)).toBeLessThanOrEqual(100);
});

/** What is loaded when somebody goes there, or once a game is over. */
test.each([
  ['lobby-page', 7],
  ['welcome-page', 4],
  ['ladder-page', 3],
  ['profile-page', 3],
  ['review', 3],
])('the scripts of the %s are %i kB at most, beside those', (page, most) => {
  // By the names that the start has for them: a build leaves those of before where they are.
  const start = [...weigh('.js').keys()].map((name) => readFileSync(new URL(name, DIST), 'utf8')).join('\n');
  const names = [...new Set(start.match(new RegExp(`\\b${page}-[\\w-]+\\.js`, 'g')))];
  expect(names).toHaveLength(1);
  expect(total(sizesOf(names.map((name) => `assets/${name}`)))).toBeLessThanOrEqual(most);
});

test('the styles are 10 kB at most, and one file', () => {
  const styles = weigh('.css');
  expect(styles.size).toBe(1);
  expect(total(styles)).toBeLessThanOrEqual(10);
});

test('one font is asked for before it is met', () => {
  expect([...weigh('.woff2').keys()]).toEqual([expect.stringContaining('inter-latin-opsz')]);
});
