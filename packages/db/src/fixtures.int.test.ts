import { copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { commitOf, draft, endedGame, game, gameOf, put } from './testing/drafts.ts';
import { readEverything } from './testing/everything.ts';
import { open, temporaryFile } from './testing/world.ts';

/** A copy of an earlier version's file; the fixture itself is never opened. */
function fixture(name: string): string {
  const file = temporaryFile();
  copyFileSync(fileURLToPath(new URL(`../fixtures/${name}.sqlite`, import.meta.url)), file);
  return file;
}

/** Fields that are the same in all events of the fixture. */
const common = {
  correlation: 'correlation-1',
  causation: 0,
  sequence: 1,
  actor: 'ann',
  recordedAt: 1_700_000_000_000,
};
const mark = { gameId: 'g1', x: 1, y: 2 };

test.each([
  ['0000-first-schema', 0],
  ['0001-timers-and-refusals', 0],
  ['0002-stored-shapes', 0],
  // From here on, an event keeps the position of the previous one even after that is pruned.
  ['0004-names-of-modules', 1],
  ['0005-entries', 1],
])('a file of %s is read whole, and goes on', async (name, pruned) => {
  const database = open(fixture(name));

  expect(await readEverything(database)).toEqual({
    games: [
      { id: 'g1', version: 2, position: 5, state: gameOf('ann', 'cleo') },
      { id: 'g2', version: 1, position: 4, state: endedGame },
    ],
    users: [{ id: 'u1', version: 1, position: 4, state: { id: 'u1', alias: 'Änn 🎲' } }],
    found: [{ id: 'g1', version: 2, position: 5, state: gameOf('ann', 'cleo') }],
    lost: [],
    game: { id: 'g1', version: 2, position: 5, state: gameOf('ann', 'cleo') },
    log: [
      {
        ...common,
        position: 3,
        previous: 0,
        name: 'games.GameStarted',
        type: 'GameStarted',
        data: { players: ['ann', 'bea'] },
        topic: 'games/g1',
        audience: 'everyone',
        operation: 'operation-1',
      },
      {
        ...common,
        position: 5,
        previous: 3,
        name: 'games.MarkPlaced',
        type: 'MarkPlaced',
        data: mark,
        topic: 'games/g1',
        audience: 'everyone',
        operation: 'operation-2',
      },
    ],
    userLog: [
      {
        ...common,
        position: 4,
        previous: pruned,
        name: 'users.UserInvited',
        type: 'UserInvited',
        data: mark,
        topic: 'users',
        audience: ['bea'],
        operation: 'operation-1',
      },
    ],
    head: 5,
    floors: [0, 1],
    timers: [
      {
        key: 'games.g1/clock',
        due: 9_000,
        wakeAt: 1_000,
        event: {
          kind: 'event',
          name: 'games.TurnTimeout',
          type: 'TurnTimeout',
          data: { gameId: 'g1/clock' },
        },
        update: {
          every: 1_000,
          event: { kind: 'event', name: 'games.Tick', type: 'Tick', data: { left: 3 } },
        },
        correlation: 'correlation-1',
        setAt: 0,
      },
      {
        key: 'games.g1/turn',
        due: 5_000,
        wakeAt: 5_000,
        event: {
          kind: 'event',
          name: 'games.TurnTimeout',
          type: 'TurnTimeout',
          data: { gameId: 'g1/turn' },
        },
        update: null,
        correlation: 'correlation-1',
        setAt: 0,
      },
    ],
    nextWake: 1_000,
    receipts: [
      {
        actor: 'ann',
        operation: 'operation-1',
        request: { name: 'games.PlaceMark', data: { x: 1 } },
        position: 4,
        rejection: null,
        recordedAt: 1_700_000_000_000,
      },
      {
        actor: 'ann',
        operation: 'operation-2',
        request: { name: 'games.PlaceMark', data: { x: 1 } },
        position: 5,
        rejection: null,
        recordedAt: 1_700_000_000_000,
      },
      {
        actor: 'bea',
        operation: 'operation-3',
        request: { name: 'games.PlaceMark', data: { x: 1 } },
        position: 5,
        rejection: 'NOT_YOUR_TURN',
        recordedAt: 1_700_000_000_000,
      },
    ],
  });

  const { store, reader } = database;
  expect(await store.commit(commitOf({ states: [put('g1', 2, gameOf('dora'))], events: [draft()] }))).toEqual(
    { before: 5 },
  );
  expect(await reader.where(game, 'player', 'cleo')).toEqual([]);
  expect(await reader.where(game, 'player', 'dora')).toHaveLength(1);
});
