/** What the documents name is where they say. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** In ARCHITECTURE.md, the folders of the domain are named without the way to them. */
const WITHIN_THE_DOMAIN = /^(kit|games|scoring|sessions|users)\//;

/** No files, and not meant to be. */
const PLACEHOLDERS = [
  // All of them.
  'packages/db/src/**/*.int.test.ts',
];

/** Of other files a bare name may do where their folder has been named; tests are what promises rest on. */
const isPath = (code: string) =>
  /\.(ts|tsx|mjs|md)$/.test(code) && (code.includes('/') || code.includes('.test.'));

const pathsIn = (document: string) =>
  [...readFileSync(`${root}${document}`, 'utf8').matchAll(/`([^`\n]+)`/g)]
    .map(([, code = '']) => code)
    .filter(isPath);

const isThere = (path: string) =>
  existsSync(`${root}${path}`) ||
  (WITHIN_THE_DOMAIN.test(path) && existsSync(`${root}packages/domain/src/${path}`));

const DOCUMENTS = [
  'README.md',
  'ARCHITECTURE.md',
  'SECURITY.md',
  'docs/one-server.md',
  'docs/several-servers.md',
  'docs/operating.md',
];

test.each(DOCUMENTS)('every file that %s names exists', (document) => {
  const paths = pathsIn(document);
  expect(paths).not.toEqual([]);
  expect(paths.filter((path) => !PLACEHOLDERS.includes(path) && !isThere(path))).toEqual([]);
});

test('what is listed as no file is none, and is named', () => {
  const named = DOCUMENTS.flatMap(pathsIn);
  for (const placeholder of PLACEHOLDERS) {
    expect(named).toContain(placeholder);
    expect(isThere(placeholder)).toBe(false);
  }
});
