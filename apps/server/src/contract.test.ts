import { readFileSync } from 'node:fs';
import { changes, compare, describeProduct, read, write } from '@tic-tac-toe/api/description';
import { expect, test } from 'vitest';
import { productModules } from './testing/product.ts';

const kept = readFileSync(new URL('../../../docs/contract.json', import.meta.url), 'utf8');

test('the contract breaks nothing that others rely on; else mend it, or accept it: npm run contract:accept', () => {
  expect(compare(read(kept), describeProduct(productModules)).map(({ sentence }) => sentence)).toEqual([]);
});

test('docs/contract.json is the contract as it is; else write it down: npm run contract:accept', () => {
  const now = describeProduct(productModules);
  expect(changes(read(kept), now)).toEqual([]);
  expect(kept).toBe(write(now));
});
