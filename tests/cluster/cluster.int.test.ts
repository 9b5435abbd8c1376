import { onPostgres } from '@tic-tac-toe/db-postgres/testing';
import { expect, test } from 'vitest';
import { killServers } from './kills.ts';

onPostgres((cluster) => {
  test('whichever server is killed, what was acknowledged is there, once, and every game goes on at the other', async () => {
    const url = await cluster().createDatabase();
    const report = await killServers({ url, servers: 2, kills: 6, by: 'kill', pairs: 3 });
    expect(report.problems).toEqual([]);
    expect(report.acknowledged).toBeGreaterThan(0);
    expect(report.finished).toBeGreaterThan(0);
  }, 180_000);

  test('a deploy replaces all servers under play: no request is refused or cut off, and no turn and no move is lost', async () => {
    const url = await cluster().createDatabase();
    const report = await killServers({ url, servers: 2, kills: 2, by: 'stop', pairs: 3 });
    expect(report).toMatchObject({ problems: [], unanswered: [], refused: 0, repeated: 0, lostTurns: 0 });
    expect(report.asked).toBeGreaterThan(0);
    expect(report.finished).toBeGreaterThan(0);
  }, 180_000);
});
