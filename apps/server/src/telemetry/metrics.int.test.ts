/** What Prometheus is told of a server agrees with what was played there. */
import { createServer } from 'node:http';
import { newId } from '@tic-tac-toe/api';
import { onPostgres } from '@tic-tac-toe/db-postgres/testing';
import { GameId } from '@tic-tac-toe/domain';
import { expect, test } from 'vitest';
import type { Config } from '../config.ts';
import { listen } from '../listen.ts';
import { type MetricsText, parseMetrics } from '../testing/metrics-text.ts';
import { TOP_ROW } from '../testing/top-row.ts';
import { startWorld, type World } from '../testing/world.ts';

const ON: Partial<Config> = { METRICS_PORT: 0 };

async function scrape({ server: { metricsPort } }: World): Promise<MetricsText> {
  const response = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  return parseMetrics(await response.text());
}

/** A game of five marks, with one that is refused, before the eyes of two subscribers. */
async function play(world: World): Promise<{ readonly heard: readonly string[] }> {
  const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
  const gameId = await world.game(ann, bea);
  const { position } = await ann.api.games.getGame.query({ gameId });
  const heard: string[] = [];
  for (const { api } of [ann, bea])
    api.games.events.subscribe(
      { gameId, lastEventId: position },
      { onData: ({ data }) => void heard.push(data.type) },
    );
  await expect.poll(async () => (await scrape(world)).value('tictactoe_subscribers')).toBe(2);
  for (const [index, [x, y]] of TOP_ROW.entries()) {
    const { api } = index % 2 === 0 ? ann : bea;
    await api.games.placeMark.mutate({ gameId, x, y });
    if (index === 0)
      await expect(api.games.placeMark.mutate({ gameId, x, y })).rejects.toThrow('can not play');
  }
  await expect.poll(() => heard.filter((type) => type === 'GameEnded')).toHaveLength(2);
  return { heard };
}

async function agreesWithTheGame(world: World): Promise<void> {
  const before = await scrape(world);
  const { heard } = await play(world);
  const after = await scrape(world);

  const calls = (path: string, outcome: string) => after.value('tictactoe_calls_total', { path, outcome });
  expect(calls('games.placeMark', 'OK')).toBe(TOP_ROW.length);
  expect(calls('games.placeMark', 'FORBIDDEN')).toBe(1);
  expect(calls('games.joinGame', 'OK')).toBe(2);
  expect(calls('games.getGame', 'OK')).toBe(1);
  expect(calls('sessions.start', 'OK')).toBe(2);
  const called = after.sum('tictactoe_calls_total');
  expect(after.sum('tictactoe_call_seconds_count')).toBe(called);

  const moves = { message: 'games.PlaceMark' };
  expect(after.value('tictactoe_operations_total', { ...moves, outcome: 'accepted' })).toBe(TOP_ROW.length);
  expect(after.value('tictactoe_operations_total', { ...moves, outcome: 'refused' })).toBe(1);
  expect(after.value('tictactoe_operations_in_hand')).toBe(0);
  expect(after.value('tictactoe_decision_seconds_count')).toBeGreaterThan(TOP_ROW.length);

  // Each commit is in the histograms once, and the log has grown by what was committed, and by nothing else.
  const commits = after.value('tictactoe_commit_seconds_count', { outcome: 'committed' });
  expect(after.value('tictactoe_commit_operations_count')).toBe(commits);
  expect(after.value('tictactoe_commit_operations_sum')).toBeGreaterThanOrEqual(commits);
  const grown = (name: string) => after.value(name) - before.value(name);
  expect(grown('tictactoe_log_position')).toBe(grown('tictactoe_events_committed_total'));
  expect(grown('tictactoe_log_position')).toBeGreaterThan(TOP_ROW.length);
  expect(after.value('tictactoe_database_bytes')).toBeGreaterThan(10_000);

  expect(after.value('tictactoe_events_told_total')).toBe(heard.length);
  expect(after.value('tictactoe_connections', { kind: 'socket' })).toBe(2);
  expect(after.value('tictactoe_connections', { kind: 'stream' })).toBe(0);
  expect(after.value('tictactoe_timers_due')).toBe(0);
  expect(after.value('tictactoe_readers_waiting')).toBe(0);
  expect(after.sum('tictactoe_slow_readers_cut_off_total')).toBe(0);
  expect(after.value('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
}

test('after a game, the metrics of a server with a file agree with what was played', async () => {
  await using world = await startWorld(ON);
  await agreesWithTheGame(world);
});

onPostgres((cluster) => {
  test('after a game, the metrics of a server on PostgreSQL agree with what was played', async () => {
    await using world = await startWorld({ ...ON, DATABASE_URL: await cluster().createDatabase() });
    await agreesWithTheGame(world);
  });
});

test('calls of both ways are counted once, and paths that do not exist are not', async () => {
  await using world = await startWorld(ON);
  const { url } = world;
  await fetch(`${url}/trpc/games.no-such-thing`);
  await fetch(`${url}/trpc/games.getGame?input=7`);
  const ann = await world.signIn('Ann');
  await ann.api.sessions.me.query(undefined, { context: { viaSocket: true } });
  await expect(ann.api.games.getGame.query({ gameId: newId(GameId) })).rejects.toThrow();
  const { samples } = await scrape(world);
  const counted = samples.filter(({ name }) => name === 'tictactoe_calls_total');
  expect(counted.map(({ labels, value }) => [labels['path'], labels['outcome'], value])).toEqual(
    expect.arrayContaining([
      ['games.getGame', 'BAD_REQUEST', 1],
      ['games.getGame', 'NOT_FOUND', 1],
      ['sessions.me', 'OK', 1],
      ['sessions.start', 'OK', 1],
    ]),
  );
  expect(counted).toHaveLength(4);
});

test('without a port for them there are none, and the port of the game never has them', async () => {
  await using quiet = await startWorld();
  expect(quiet.server.metricsPort).toBeNull();
  await using world = await startWorld(ON);
  for (const { url } of [quiet, world]) {
    const response = await fetch(`${url}/metrics`, { headers: { accept: 'text/plain' } });
    expect(await response.text()).not.toContain('tictactoe_');
  }
  expect((await fetch(`http://127.0.0.1:${world.server.metricsPort}/`)).status).toBe(404);
});

test('a server whose port for metrics is in use refuses to start, and names the setting', async () => {
  const taken = createServer();
  const port = await listen(taken, { HOST: '127.0.0.1', PORT: 0 });
  await expect(startWorld({ METRICS_PORT: port })).rejects.toThrow('choose another METRICS_PORT');
  taken.close();
});
