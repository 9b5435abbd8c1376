/** Servers whose clocks are wrong. */
import { newId } from '@tic-tac-toe/api';
import { onPostgres } from '@tic-tac-toe/db-postgres/testing';
import { GameId } from '@tic-tac-toe/domain/contracts';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { signIn } from '../support/players.ts';
import { startServer } from '../support/server-process.ts';

const TURN_MS = 1_500;
const GAMES = 6;

/** Each turn that ran out: when it was to, when its game was told to wait, and when the database kept that it had. */
const TURNS = `
  SELECT waiting.topic, count(*)::integer AS rung,
    min(extract(epoch FROM over.at) * 1000 - deadline)::float8 AS late,
    min(deadline - extract(epoch FROM begun.at) * 1000)::float8 AS lasted
  FROM (
    SELECT topic, position, extract(epoch FROM (data ->> 'deadline')::timestamptz) * 1000 AS deadline
    FROM events WHERE name = 'games.WaitingForPlayerPlay'
  ) AS waiting
  JOIN events rang ON rang.topic = waiting.topic AND rang.name = 'games.TurnTimeout'
  JOIN LATERAL (SELECT at FROM commits WHERE before < rang.position ORDER BY before DESC, at DESC LIMIT 1) AS over ON true
  JOIN LATERAL (SELECT at FROM commits WHERE before < waiting.position ORDER BY before DESC, at DESC LIMIT 1) AS begun ON true
  GROUP BY waiting.topic`;

onPostgres((cluster) => {
  async function start(DATABASE_URL: string, ahead: number) {
    const port = await freePort();
    const preload = new URL('../support/clock-ahead.mjs', import.meta.url).href;
    const server = await startServer(port, {
      DATABASE_URL,
      TURN_TIMEOUT_MS: String(TURN_MS),
      NODE_OPTIONS: `--import=${preload}`,
      CLOCK_AHEAD_MS: String(ahead),
    });
    onTestFinished(() => server.kill());
    return `http://127.0.0.1:${port}/trpc`;
  }

  test('each turn runs out once, and not before the database’s clock says so, with clocks that are two seconds off', async () => {
    const url = await cluster().createDatabase();
    const [ahead, behind] = [await start(url, 2_000), await start(url, -2_000)];
    const [ann, bea] = [await signIn(ahead, 'Ann'), await signIn(behind, 'Bea')];
    await Promise.all(
      Array.from({ length: GAMES }, async (_, number) => {
        const gameId = newId(GameId);
        const [first, second] = number % 2 === 0 ? [ann, bea] : [bea, ann];
        await first.client.api.games.createGame.mutate({ gameId });
        await first.client.api.games.joinGame.mutate({ gameId });
        await second.client.api.games.joinGame.mutate({ gameId });
      }),
    );
    const database = new pg.Client(url);
    await database.connect();
    onTestFinished(() => database.end());
    const turns = async () =>
      (await database.query<{ rung: number; late: number; lasted: number }>(TURNS)).rows;
    await expect.poll(async () => (await turns()).length).toBe(GAMES);
    for (const { rung, late, lasted } of await turns()) {
      expect(rung).toBe(1);
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThan(2_000);
      expect(Math.abs(lasted - TURN_MS)).toBeLessThan(500);
    }
  });
});
