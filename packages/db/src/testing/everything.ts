import { standsAt } from '@tic-tac-toe/domain/kit/testing';
import type { Database } from '../database.ts';
import {
  commitOf,
  draft,
  endedGame,
  eventOf,
  game,
  gameOf,
  put,
  receiptOf,
  timerOf,
  user,
} from './drafts.ts';

const update = { every: 1_000, event: eventOf('games.Tick', { left: 3 }) };

/** Writes rows to every table. Each nullable column is null at least once. */
export async function writeEverything({ store }: Pick<Database, 'store'>): Promise<void> {
  await store.commit(
    commitOf({
      states: [
        put('g1', 0, gameOf('ann', 'bea')),
        put('g2', 0, endedGame),
        put('u1', 0, { id: 'u1', alias: 'Änn 🎲' }, user),
      ],
      events: [
        draft({ type: 'CreateGame', topic: null, sequence: 0, causation: null }),
        draft({ type: 'GameStarted', data: { players: ['ann', 'bea'] } }),
        draft({ name: 'users.UserInvited', type: 'UserInvited', topic: 'users', audience: ['bea'] }),
      ],
      timers: [
        { set: timerOf('games.g1/turn', 5_000) },
        { set: timerOf('games.g1/clock', 1_000, { due: 9_000, update }) },
      ],
      receipts: [receiptOf('operation-1', 3)],
    }),
  );
  await store.commit(
    commitOf({
      states: [put('g1', 1, gameOf('ann', 'cleo'))],
      events: [draft({ type: 'MarkPlaced', operation: 'operation-2' })],
      receipts: [
        receiptOf('operation-2', 1),
        receiptOf('operation-3', 1, { actor: 'bea', rejection: 'NOT_YOUR_TURN' }),
      ],
    }),
  );
}

/** Everything that a database answers after `writeEverything`. */
export async function readEverything({ store, reader, log }: Pick<Database, 'store' | 'reader' | 'log'>) {
  return {
    games: await reader.all(game),
    users: await reader.all(user),
    found: await reader.where(game, 'player', 'cleo'),
    lost: await reader.where(game, 'player', 'bea'),
    game: await store.load(game, 'g1'),
    log: await log.read('games/g1', 0, 100),
    userLog: await log.read('users', 0, 100),
    head: await standsAt(store),
    floors: [await log.floor('games/g1'), await log.floor('users')],
    timers: await store.timersDue(10_000, 10),
    nextWake: await store.nextWake(),
    receipts: [
      await store.receipt('ann', 'operation-1'),
      await store.receipt('ann', 'operation-2'),
      await store.receipt('bea', 'operation-3'),
    ],
  };
}
