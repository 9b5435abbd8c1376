/** What the log tells of a call can be followed to its commit. */
import { newId } from '@tic-tac-toe/api';
import { GameId, games } from '@tic-tac-toe/domain/contracts';
import { type Envelope, SYSTEM } from '@tic-tac-toe/domain/kit';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { busLog } from '../bus-log.ts';
import { startWorld } from '../testing/world.ts';

test.each([
  ['a request', {}],
  ['a WebSocket', { context: { viaSocket: true } }],
])('by %s: the lines of a call, its operation and its commit share an id', async (_way, options) => {
  await using world = await startWorld();
  const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
  const gameId = await world.game(ann, bea);
  const { operationId } = await ann.api.games.placeMark.mutate({ gameId, x: 1, y: 1 }, options);
  const of = (message: string) =>
    world.log.filter(({ msg, operations, operation }) => {
      const ids: unknown[] = Array.isArray(operations) ? operations : [operation];
      return msg === message && ids.includes(operationId);
    });
  await expect.poll(() => of('called')).toHaveLength(1);
  expect(of('called')).toMatchObject([{ path: 'games.placeMark', outcome: 'OK', operations: [operationId] }]);
  expect(of('handled')).toContainEqual(expect.objectContaining({ effect: 'games.PlaceMark' }));
  expect(of('committed')).toMatchObject([{ events: expect.any(Number), before: expect.any(Number) }]);
});

test('a call that is refused says so, and each of two at once has its own operation alone', async () => {
  await using world = await startWorld();
  const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
  const gameId = await world.game(ann, bea);
  const place = async ({ api }: typeof ann) =>
    api.games.placeMark.mutate({ gameId, x: 0, y: 0 }).catch(() => null);
  const [placed] = await Promise.all([place(ann), place(bea)]);
  const lines = () => world.log.filter(({ msg, path }) => msg === 'called' && path === 'games.placeMark');
  await expect.poll(lines).toHaveLength(2);
  const ids = lines().map(({ operations }) => operations);
  expect(ids).toContainEqual([placed?.operationId]);
  expect(ids.flat()).toHaveLength(2);
  expect(lines().map(({ outcome }) => outcome)).toContain('OK');
});

test.each([
  [50, 0],
  [51, 1],
])('of a handler that takes %i ms the log warns, this many times: %i', (milliseconds, times) => {
  const lines: unknown[] = [];
  const log = pino({ level: 'info', base: null }, { write: (line) => void lines.push(JSON.parse(line)) });
  let now = 1_000;
  const { beforeHandler, afterHandler } = busLog(log, undefined, () => now);
  const message = games.commands.createGame({ gameId: newId(GameId) });
  const ids = { operation: 'o', correlation: 'c', sequence: 0, causation: null };
  const effect: Envelope = { message, ...ids, actor: SYSTEM };
  beforeHandler?.('games.CreateGame', effect);
  now += milliseconds;
  afterHandler?.('games.CreateGame', effect, () => ({ kind: 'decided', effects: [], subjects: [] }));
  expect(lines).toHaveLength(times);
  for (const line of lines)
    expect(line).toMatchObject({ level: 40, handler: 'games.CreateGame', operation: 'o', milliseconds });
});
