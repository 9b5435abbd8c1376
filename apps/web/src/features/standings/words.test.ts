import { expect, test } from 'vitest';
import { counted, ordinal } from './words.ts';

test('places are named as people name them', () => {
  expect([1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111].map(ordinal)).toEqual([
    '1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '22nd', '101st', '111th',
  ]); // prettier-ignore
});

test('one is counted as one', () => {
  expect([0, 1, 2].map((count) => counted(count, 'game'))).toEqual(['0 games', '1 game', '2 games']);
});
