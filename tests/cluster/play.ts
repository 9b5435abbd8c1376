import pg from 'pg';
import { brokenPromises, type LoggedEvent, unheardOf } from '../crash/check.ts';
import { createSetting } from '../crash/server-under-players.ts';
import { freePort } from '../support/free-port.ts';
import { pause } from '../support/pause.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { startAskers } from './askers.ts';
import { startBalancer } from './balancer.ts';

export interface KillOptions {
  /** An empty database. */
  readonly url: string;
  readonly servers: number;
  /** How often one of them ends, and begins again. */
  readonly kills: number;
  /** By SIGKILL, or by SIGTERM as a deploy does. */
  readonly by: 'kill' | 'stop';
  /** Pairs of players, each with one game after the other. */
  readonly pairs: number;
}

export interface KillReport {
  readonly acknowledged: number;
  readonly finished: number;
  /** Requests of who asks once, and no second time. */
  readonly asked: number;
  /** Those of them that were refused or cut off, and how. */
  readonly unanswered: readonly string[];
  /** Connections that the balancer had for a server that did not take them any more. */
  readonly refused: number;
  /** Calls of players that they had to send again. */
  readonly repeated: number;
  /** Turns that ran out. */
  readonly lostTurns: number;
  readonly problems: readonly string[];
}

/** A turn outlasts any death; a deploy leaves players half the time that they have by default. */
const TURN_MS = { kill: '120000', stop: '10000' };

/** Between two kills, in milliseconds. */
const BETWEEN_KILLS = { least: 300, most: 900 };

/** Ends one of several servers, at random moments, while players play on; then compares what they saw with the log. */
export async function killServers({ url, servers, kills, by, pairs }: KillOptions): Promise<KillReport> {
  using setting = await createSetting({ DATABASE_URL: url, TURN_TIMEOUT_MS: TURN_MS[by] });
  const { witness, failed } = setting;
  const ports = await Promise.all(Array.from({ length: servers }, freePort));
  const running: ServerProcess[] = await Promise.all(ports.map(async (port) => setting.start(port)));
  const balancer = await startBalancer(ports);
  const askers = startAskers(`http://127.0.0.1:${balancer.port}`);
  await setting.letPlay(`http://127.0.0.1:${balancer.port}/trpc`, pairs);
  for (let kill = 0; kill < kills && failed.length === 0; kill += 1) {
    await pause(BETWEEN_KILLS.least + Math.random() * (BETWEEN_KILLS.most - BETWEEN_KILLS.least));
    const index = kill % servers;
    await running[index]?.[by]();
    const port = ports[index];
    if (port !== undefined) running[index] = await setting.start(port);
  }
  const { asked, unanswered } = await askers.stop();
  await setting.finish();
  const problems = [...failed.map(String), ...(await problemsOf(url, witness))];
  await Promise.all(running.map(async (server) => server.stop()));
  await balancer.close();
  const { acknowledged, finished, repeated } = witness;
  const lostTurns = await countTimeouts(url);
  const { refused } = balancer.count;
  return {
    acknowledged: acknowledged.length,
    finished,
    asked,
    unanswered,
    refused,
    repeated,
    lostTurns,
    problems,
  };
}

async function countTimeouts(url: string): Promise<number> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::integer FROM events WHERE name = 'games.TurnTimeout'`,
  );
  await client.end();
  return rows[0]?.count ?? 0;
}

async function problemsOf(
  url: string,
  witness: Parameters<typeof brokenPromises>[1],
): Promise<readonly string[]> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query<Omit<LoggedEvent, 'position'> & { readonly position: string }>(
    'SELECT position, topic, operation, sequence FROM events ORDER BY position',
  );
  const open = await client.query<{ id: string }>(
    `SELECT id FROM states WHERE kind = 'games.game' AND stage <> 'Ended'`,
  );
  const broken = await client.query<{ topic: string; position: string }>(
    `SELECT topic, position FROM (
       SELECT topic, position, previous, lag(position, 1, 0::bigint) OVER (PARTITION BY topic ORDER BY position) AS before
       FROM events WHERE topic IS NOT NULL
     ) AS chain WHERE previous <> before`,
  );
  await client.end();
  const events = rows.map(({ position, ...event }) => ({ ...event, position: Number(position) }));
  return [
    ...brokenPromises(events, witness),
    ...unheardOf(events, witness),
    ...open.rows.map(({ id }) => `game ${id} was not finished`),
    ...broken.rows.map(({ topic, position }) => `the chain of ${topic} breaks at ${position}`),
  ];
}
