import { expect, test } from 'vitest';
import { cutConnections } from './cuts.ts';
import { crashRounds } from './rounds.ts';

test('whenever the server is killed, what it acknowledged is there, once, and every game goes on', async () => {
  const report = await crashRounds({ rounds: 6, pairs: 3 });
  expect(report.problems).toEqual([]);
  expect(report.acknowledged).toBeGreaterThan(0);
  expect(report.finished).toBeGreaterThan(0);
}, 180_000);

test('whichever connections are cut, each player hears the log of the game: no gap, no double', async () => {
  const report = await cutConnections({ cuts: 60, pairs: 3 });
  expect(report.problems).toEqual([]);
  expect(report.cuts).toBe(60);
  expect(report.finished).toBeGreaterThan(0);
}, 180_000);
