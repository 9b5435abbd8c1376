import { expect, test } from 'vitest';
import { backoff, reconnectDelay } from './backoff.ts';

test('the longest wait doubles with each attempt, up to the most', () => {
  const longest = backoff({ firstMs: 250, mostMs: 5_000 }, () => 1);
  expect([0, 1, 2, 3, 4, 5, 60].map(longest)).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
});

test('the bound may stay for some attempts before that', () => {
  const longest = backoff({ firstMs: 250, mostMs: 5_000, patient: 3 }, () => 1);
  expect([0, 1, 2, 3, 4, 60].map(longest)).toEqual([250, 250, 250, 500, 1_000, 5_000]);
});

test('who has lost the server is back within a second of its return, for as long as a restart takes', () => {
  const waits = Array.from({ length: 20 }, (_, attempt) => reconnectDelay(attempt));
  for (const wait of waits) expect(wait).toBeLessThan(1_000);
});

test('each client waits for a time of its own', () => {
  const waits = new Set(Array.from({ length: 100 }, () => backoff({ firstMs: 1_000, mostMs: 5_000 })(3)));
  expect(waits.size).toBeGreaterThan(90);
});
