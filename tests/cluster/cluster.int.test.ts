import { onPostgres } from '@tic-tac-toe/db-postgres/testing';
import { expect, test } from 'vitest';
import { playThrough } from './play.ts';
import { openPrimary } from './primary.ts';

onPostgres((cluster) => {
  test('whatever is killed or cut, what was acknowledged is there, once, and every game goes on', async () => {
    const primary = await openPrimary(cluster(), false);
    const troubles = { kills: 4, restarts: 1, cuts: 1 };
    const report = await playThrough({ primary, servers: 2, pairs: 3, troubles });
    expect(report.problems).toEqual([]);
    expect(report.acknowledged).toBeGreaterThan(0);
    expect(report.finished).toBeGreaterThan(0);
  }, 180_000);

  test('a deploy replaces all servers under play: no request is refused or cut off, and no turn and no move is lost', async () => {
    const primary = await openPrimary(cluster(), false);
    // Players have half the time that they have by default.
    const report = await playThrough({
      primary,
      servers: 2,
      pairs: 3,
      troubles: { stops: 2 },
      turnMs: 10_000,
    });
    expect(report).toMatchObject({ problems: [], unanswered: [], repeated: 0, lostTurns: 0 });
    expect(report.asked).toBeGreaterThan(0);
    expect(report.finished).toBeGreaterThan(0);
  }, 180_000);
});
