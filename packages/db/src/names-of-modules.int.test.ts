/** A file from before names had their module in front. */
import { randomUUID } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import SQLite from 'better-sqlite3';
import { games, modules, UserId } from '@tic-tac-toe/domain';
import { createApplication, NEVER, SYSTEM, toInstant } from '@tic-tac-toe/domain/kit';
import { virtualClock } from '@tic-tac-toe/domain/kit/testing';
import { expect, test } from 'vitest';
import { failedReactions } from './file/reactions.ts';
import { storedEvents } from './file/stored-events.ts';
import { open, temporaryFile } from './testing/world.ts';

const NOW = Date.UTC(2026, 0, 1);
const [ann, bea] = [UserId.parse(randomUUID()), UserId.parse(randomUUID())];
const { gameId } = games.commands.createGame.schema.parse({ gameId: randomUUID() });
const players = [ann, bea];
const nobody = [null, null, null];
const running = {
  stage: 'InProgress',
  gameId,
  players,
  board: [[ann, null, null], [bea, null, null], nobody],
  turn: 3,
  playerId: ann,
  timeout: 20_000,
  deadline: toInstant(NOW + 60_000),
};

type Row = readonly (string | number | null)[];
type Rows = Readonly<Record<string, readonly Row[]>>;

/** A file of the previous schema, with these rows and only these timers. */
function oldFile(rows: Rows): string {
  const file = temporaryFile();
  const fixture = new URL('../fixtures/0001-timers-and-refusals.sqlite', import.meta.url);
  copyFileSync(fileURLToPath(fixture), file);
  const client = new SQLite(file);
  client.exec('DELETE FROM timers');
  for (const [table, values] of Object.entries(rows)) {
    for (const row of values) {
      client.prepare(`INSERT INTO ${table} VALUES (${row.map(() => '?').join(', ')})`).run(row);
    }
  }
  client.close();
  return file;
}

const state = (kind: string, id: string, stage: string | null, data: unknown): Row => [
  kind,
  id,
  stage,
  1,
  5,
  JSON.stringify(data),
];
const event = (position: number, type: string, data: unknown): Row => [
  position,
  type,
  JSON.stringify(data),
  null,
  null,
  'operation',
  'correlation',
  0,
  null,
  SYSTEM,
  NOW,
];
const timer = (key: string, due: number, type: string, data: unknown): Row => [
  key,
  due,
  due,
  type,
  JSON.stringify(data),
  null,
  null,
  null,
  'correlation',
  0,
];
const retried = (handler: string, effect: object) => ({
  handler,
  nth: 0,
  effect,
  actor: SYSTEM,
  operation: 'operation',
  failures: 6,
  error: 'failed',
});

test('a game that was running in it goes on: by a move, by a retry of one, and by its clock', async () => {
  const request = JSON.stringify(['PlaceMark', { gameId, x: 0, y: 0 }]);
  const file = oldFile({
    states: [
      state('game', gameId, 'InProgress', running),
      state('score', ann, null, { id: ann, alias: 'Ann', score: 100 }),
    ],
    state_indexes: players.map((player) => ['game', gameId, 'participant', player]),
    timers: [timer(`turn/${gameId}`, NOW + 60_000, 'TurnTimeout', { gameId, turn: 3 })],
    receipts: [[ann, 'earlier move', request, 4, null, NOW]],
  });
  const { store, reader, log } = open(file);
  const clock = virtualClock(NOW);
  const app = createApplication({
    modules: modules({ turnTimeout: 20_000, sessionLifetime: 1_000_000 }),
    ports: { store, reader, log, clock, newId: randomUUID, defer: (work) => void setImmediate(work) },
  });
  await app.start();
  const { placeMark: PlaceMark } = games.commands;

  expect(
    await app.execute(PlaceMark({ gameId, x: 0, y: 0 }), { actor: ann, operationId: 'earlier move' }),
  ).toEqual({ ok: true, receipt: { operationId: 'earlier move', position: 4 } });
  expect(await app.ask(games.queries.getMyGames({}), { actor: bea })).toMatchObject({
    answer: { games: [{ gameId }] },
  });
  const told = async () => (await log.read(`games/${gameId}`, 0, 99)).map(({ type }) => type);
  expect(await app.execute(PlaceMark({ gameId, x: 1, y: 0 }), { actor: ann })).toMatchObject({ ok: true });
  expect(await told()).toEqual(['MarkPlaced', 'BoardUpdated', 'WaitingForPlayerPlay']);
  await clock.moveTo(NOW + 20_000);
  const lastTold = async () => {
    // What is overdue by now, because commits took their time, rings.
    await clock.moveTo(clock.now());
    return (await told()).at(-1);
  };
  await expect.poll(lastTold).toBe('GameEnded');
  await app.stop();
  // The win is added to a score that was there.
  const scores = await log.read('scoring', 0, 9);
  expect(scores.map(({ data }) => data)).toMatchObject([{ current: [{ alias: 'Ann', score: 200 }] }]);
});

test('what is kept of failures and outages means the same handlers and timers', async () => {
  const late = { kind: 'event', type: 'TurnTimeout', data: { gameId, turn: 3 } };
  const postponed = { key: `turn/${gameId}`, due: NOW, event: late };
  const file = oldFile({
    events: [
      event(101, 'BusHandlerFailed', {
        handler: 'GameEnded → score',
        effect: 'GameEnded',
        operation: 'o',
        error: 'e',
      }),
      event(102, 'BusHandlerFailed', {
        handler: 'StartSession',
        effect: 'StartSession',
        operation: 'o',
        error: 'e',
      }),
      event(103, 'TimerPostponed', postponed),
      event(104, 'SessionEnded', { last: true }),
      event(105, 'NoLongerKnown', {}),
    ],
    timers: [
      timer(
        'retry/1',
        NEVER,
        'HandlerRetried',
        retried('GameEnded → score', { kind: 'event', type: 'GameEnded', data: 1 }),
      ),
      timer(
        'retry/2',
        NEVER,
        'HandlerRetried',
        retried('GuestLeft → session', { kind: 'event', type: 'GuestLeft', data: 2 }),
      ),
      timer(
        'retry/3',
        NEVER,
        'HandlerRetried',
        retried('TimerPostponed → game', { kind: 'event', type: 'TimerPostponed', data: postponed }),
      ),
      timer('session/1', NOW, 'SessionExpired', {}),
      timer('unknown/1', NOW, 'NoLongerKnown', {}),
    ],
  });
  const { store } = open(file);

  const client = new SQLite(file, { readonly: true });
  const kept = storedEvents(client).filter(({ position }) => position > 100);
  client.close();
  const named = { ...postponed, key: `games.turn/${gameId}`, event: { ...late, name: 'games.TurnTimeout' } };
  expect(kept.map(({ name, data }) => [name, data])).toEqual([
    [
      'kit.BusHandlerFailed',
      { handler: 'games.GameEnded → scoring.score', effect: 'games.GameEnded', operation: 'o', error: 'e' },
    ],
    [
      'kit.BusHandlerFailed',
      { handler: 'sessions.StartSession', effect: 'sessions.StartSession', operation: 'o', error: 'e' },
    ],
    ['kit.TimerPostponed', named],
    ['sessions.SessionEnded', { last: true }],
    ['NoLongerKnown', {}],
  ]);
  const failed = failedReactions(file).filter(({ state }) => state === 'FAILED');
  expect(failed.map(({ key, handler, data }) => [key, handler, data])).toEqual([
    ['kit.retry/1', 'games.GameEnded → scoring.score', 1],
    // A handler of users now sends the command that ends the sessions.
    ['kit.retry/2', 'users.GuestLeft', 2],
    ['kit.retry/3', 'kit.TimerPostponed → games.game', named],
  ]);
  const due = await store.timersDue(NOW, 9);
  expect(due.map(({ key, event: { name, type } }) => [key, name, type])).toEqual([
    ['sessions.session/1', 'sessions.SessionExpired', 'SessionExpired'],
    ['unknown/1', 'NoLongerKnown', 'NoLongerKnown'],
  ]);
});
