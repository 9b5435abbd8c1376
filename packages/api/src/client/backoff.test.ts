import { expect, test } from 'vitest';
import { backoff } from './backoff.ts';

test('the longest wait doubles with each attempt, up to the most', () => {
  const longest = backoff({ firstMs: 250, mostMs: 5_000 }, () => 1);
  expect([0, 1, 2, 3, 4, 5, 60].map(longest)).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
});

test('each client waits for a time of its own', () => {
  const waits = new Set(Array.from({ length: 100 }, () => backoff({ firstMs: 1_000, mostMs: 5_000 })(3)));
  expect(waits.size).toBeGreaterThan(90);
});
