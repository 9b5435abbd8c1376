import { standsAt } from '@tic-tac-toe/domain/kit/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Commit,
  type EventLog,
  memoryStore,
  type StateReader,
  type Store,
  NO_READS,
} from '@tic-tac-toe/domain/kit';
import { openDatabase } from '../database.ts';
import { draft, endedGame, game, gameOf, put, receiptOf, timerOf, user } from '../testing/drafts.ts';
import { temporaryFile } from '../testing/world.ts';

/* Few ids, names and instants, so that commits touch the same data. */
const id = fc.constantFrom('', 'a', 'b', 'B', '\u{1f600}', '\uff21');
const player = fc.constantFrom('ann', 'bea', '');
const UUID = 'c0ffee00-0000-4000-8000-00000000000a';
const instant = fc.integer({ min: 0, max: 5 });

const state = fc.oneof(
  fc.array(player, { maxLength: 3 }).map((players) => gameOf(...players)),
  fc.constant(endedGame),
  fc.jsonValue().map((note) => ({ ...gameOf('ann'), note })),
  fc.constant(undefined),
);
const write = fc
  .tuple(fc.constantFrom(game, user), id, fc.integer({ min: 0, max: 2 }), state)
  .map(([definition, ...rest]) => put(...rest, definition));

/** Some of these reads are still valid, most are stale. */
const reads = fc.record({
  states: fc.array(
    fc.record({ definition: fc.constantFrom(game, user), id, version: fc.integer({ min: 0, max: 1 }) }),
    { maxLength: 1 },
  ),
  lookups: fc.array(
    fc.oneof(
      fc.record({
        definition: fc.constant(user),
        by: fc.constant(null),
        ids: fc.array(id, { maxLength: 1 }),
      }),
      fc.record({
        definition: fc.constant(game),
        by: player.map((value) => ({ index: 'player', value })),
        ids: fc.array(id, { maxLength: 1 }),
      }),
    ),
    { maxLength: 1 },
  ),
  timers: fc.array(
    fc.record({
      key: id,
      found: fc.option(
        fc.tuple(id, instant).map((of) => timerOf(...of)),
        { nil: undefined },
      ),
    }),
    { maxLength: 1 },
  ),
});

const commit: fc.Arbitrary<Commit> = fc.record({
  reads: fc.oneof({ weight: 3, arbitrary: fc.constant(NO_READS) }, { weight: 1, arbitrary: reads }),
  // A commit writes a state once.
  states: fc.uniqueArray(write, {
    maxLength: 3,
    selector: ({ definition, id: key }) => `${definition.kind} ${key}`,
  }),
  events: fc.array(
    fc
      .record({
        topic: fc.constantFrom('games/a', 'users', null),
        data: fc.oneof(fc.jsonValue(), fc.constant({ id: UUID, [UUID]: { of: [UUID, 'a'] } })),
        operation: fc.constantFrom('a', UUID),
        actor: fc.constantFrom('ann', UUID),
        sequence: fc.integer({ min: 1, max: 3 }),
        audience: fc.option(fc.array(player), { nil: 'everyone' as const }),
      })
      .map(draft),
    { maxLength: 3 },
  ),
  timers: fc.array(
    fc.oneof(
      fc.tuple(id, instant).map(([key, wakeAt]) => ({ set: timerOf(key, wakeAt) })),
      id.map((cancel) => ({ cancel })),
    ),
    { maxLength: 3 },
  ),
  receipts: fc.uniqueArray(
    fc
      .tuple(
        fc.oneof(id, fc.constant(UUID)),
        fc.oneof(player, fc.constant(UUID)),
        fc.option(player),
        fc.integer({ min: 0, max: 2 }),
      )
      .map(([operation, actor, rejection, position]) => receiptOf(operation, position, { actor, rejection })),
    { maxLength: 2, selector: ({ actor, operation }) => `${actor} ${operation}` },
  ),
});

interface Stores {
  readonly store: Store;
  readonly reader: StateReader;
  readonly log: EventLog;
}

async function outcomeOf(store: Store, part: Commit): Promise<unknown> {
  try {
    return await store.commit(part);
  } catch (error) {
    return error instanceof Error ? error.name : error;
  }
}

async function everythingOf({ store, reader, log }: Stores) {
  return {
    games: await reader.all(game),
    users: await reader.all(user),
    page: await reader.page(game, 'a', 3),
    ann: await reader.where(game, 'player', 'ann'),
    nobody: await reader.where(game, 'player', ''),
    // What the store remembers, beside what the file has.
    remembered: [await store.where(game, 'player', 'ann'), await store.where(game, 'player', 'bea')],
    loaded: await store.load(game, 'b'),
    log: [await log.read('games/a', 0, 1_000), await log.read('users', 1, 2)],
    heard: [
      await log.readFor('ann', 'users', 0, 1_000),
      await log.readFor('', 'users', 1, 2),
      await log.readFor(null, 'games/a', 0, 3),
    ],
    head: await standsAt(store),
    due: await store.timersDue(3, 4),
    next: await store.nextWake(),
    receipts: [
      await store.receipt('ann', ''),
      await store.receipt('ann', 'a'),
      await store.receipt('bea', 'b'),
      await store.receipt('ann', UUID),
      await store.receipt(UUID, UUID),
    ],
  };
}

test('whatever is committed, memory and SQLite come to the same, and say the same of it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(commit, { maxLength: 12 }), async (parts) => {
      const memory = memoryStore();
      const sqlite = openDatabase({ file: temporaryFile(), kept: [] });
      try {
        for (const part of parts) {
          expect(await outcomeOf(sqlite.store, part)).toEqual(await outcomeOf(memory.store, part));
          expect(await everythingOf(sqlite)).toEqual(await everythingOf(memory));
        }
      } finally {
        await sqlite.close();
      }
    }),
    { numRuns: 40 },
  );
}, 120_000);
