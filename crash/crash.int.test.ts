import { expect, test } from 'vitest';
import { crashRounds } from './rounds.ts';

test('whatever moment the server is killed at, what it acknowledged is there, once, and every game goes on', async () => {
  const report = await crashRounds({ rounds: 8, pairs: 4 });
  expect(report.problems).toEqual([]);
  expect(report.acknowledged).toBeGreaterThan(0);
  expect(report.finished).toBeGreaterThan(0);
}, 120_000);
