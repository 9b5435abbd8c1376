import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

test('the script that README shows is the example that is checked and run', () => {
  const scripts = [...read('README.md').matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code);
  expect(scripts).toEqual([read('examples/play.ts')]);
});
