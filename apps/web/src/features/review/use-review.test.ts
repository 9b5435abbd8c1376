import { expect, test } from 'vitest';
import { moveIn } from './use-review.ts';

test.each([
  ['', 7],
  ['?move=4', 4],
  ['?move=0', 0],
  ['?move=7', 7],
  ['?move=8', 7],
  ['?move=-1', 7],
  ['?move=four', 7],
  ['?move=1e2', 7],
  ['?from=link&move=2', 2],
])('of seven marks, the address %s shows %i', (search, move) => {
  expect(moveIn(new URLSearchParams(search), 7)).toBe(move);
});
