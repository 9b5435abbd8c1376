import { standsAt } from '@tic-tac-toe/domain/kit/testing';
import SQLite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { EVENTS_KEPT_MS, RECEIPTS_KEPT_MS, REFUSALS_KEPT_MS } from './retention.ts';
import { commitOf, draft, receiptOf } from '../testing/drafts.ts';
import { open, temporaryFile } from '../testing/world.ts';

const NOW = 1_800_000_000_000;
const AGO = (milliseconds: number) => NOW - milliseconds;

test('receipts are kept for seven days, of refusals for ten minutes, and events, but for those of games, for thirty', () => {
  expect([RECEIPTS_KEPT_MS, REFUSALS_KEPT_MS, EVENTS_KEPT_MS]).toEqual([
    7 * 86_400_000,
    600_000,
    30 * 86_400_000,
  ]);
});

test('a receipt goes when its time has passed, and not before', async () => {
  const { store, prune } = open(temporaryFile());
  const receipts = [
    receiptOf('old', 0, { recordedAt: AGO(RECEIPTS_KEPT_MS) - 1 }),
    receiptOf('old', 0, { recordedAt: AGO(RECEIPTS_KEPT_MS) - 1, actor: 'bea' }),
    receiptOf('old', 0, { recordedAt: AGO(RECEIPTS_KEPT_MS), actor: 'cleo' }),
    receiptOf('new', 0, { recordedAt: NOW }),
  ];
  await store.commit(commitOf({ receipts }));

  expect(await prune({ now: NOW })).toEqual({ receipts: 2, events: 0, more: false });
  expect(await store.receipt('ann', 'old')).toBeUndefined();
  expect(await store.receipt('bea', 'old')).toBeUndefined();
  expect(await store.receipt('cleo', 'old')).toBeDefined();
  expect(await store.receipt('ann', 'new')).toBeDefined();
});

test('a receipt that is kept with the events of its operation goes in the same time, and they stay', async () => {
  const { store, log, prune } = open(temporaryFile());
  const move = (operation: string, recordedAt: number) =>
    commitOf({
      events: [1, 2, 3].map((sequence) => draft({ operation, recordedAt, sequence })),
      receipts: [receiptOf(operation, 3, { recordedAt })],
    });
  await store.commit(move('old', AGO(RECEIPTS_KEPT_MS) - 1));
  await store.commit(move('older than its neighbour', AGO(RECEIPTS_KEPT_MS) - 1));
  await store.commit(move('new', AGO(RECEIPTS_KEPT_MS)));

  expect(await prune({ now: NOW })).toEqual({ receipts: 2, events: 0, more: false });
  expect(await store.receipt('ann', 'old')).toBeUndefined();
  expect(await store.receipt('ann', 'older than its neighbour')).toBeUndefined();
  expect(await store.receipt('ann', 'new')).toEqual(
    receiptOf('new', 9, { recordedAt: AGO(RECEIPTS_KEPT_MS) }),
  );
  expect(await log.read('games/g1', 0, 10)).toHaveLength(9);
  // It is done anew, as after any receipt's time.
  await store.commit(move('old', NOW));
  expect(await prune({ now: NOW })).toEqual({ receipts: 0, events: 0, more: false });
  expect(await prune({ now: NOW + 1 })).toEqual({ receipts: 1, events: 0, more: false });
  expect(await store.receipt('ann', 'old')).toMatchObject({ position: 12 });
});

test('events that are kept together go together, and are counted one by one', async () => {
  const { store, log, prune } = open(temporaryFile());
  const recordedAt = AGO(EVENTS_KEPT_MS) - 1;
  const told = (topic: string, at: number) =>
    [1, 2, 3].map((sequence) => draft({ topic, sequence, recordedAt: at }));
  await store.commit(commitOf({ events: [...told('users', recordedAt), ...told('users', NOW)] }));
  expect(await prune({ now: NOW })).toMatchObject({ events: 3 });
  expect(await log.floor('users')).toBe(3);
  expect((await log.read('users', 0, 9)).map(({ position, previous }) => [previous, position])).toEqual([
    [3, 4],
    [4, 5],
    [5, 6],
  ]);
});

test('a receipt of a refusal goes when its shorter time has passed, and not before', async () => {
  const { store, prune } = open(temporaryFile());
  const rejection = 'NOT_YOUR_TURN';
  const receipts = [
    receiptOf('old', 0, { rejection, recordedAt: AGO(REFUSALS_KEPT_MS) - 1 }),
    receiptOf('new', 0, { rejection, recordedAt: AGO(REFUSALS_KEPT_MS) }),
    receiptOf('done', 0, { recordedAt: AGO(REFUSALS_KEPT_MS) - 1 }),
  ];
  await store.commit(commitOf({ receipts }));

  expect(await prune({ now: NOW })).toEqual({ receipts: 1, events: 0, more: false });
  expect(await store.receipt('ann', 'old')).toBeUndefined();
  expect(await store.receipt('ann', 'new')).toBeDefined();
  expect(await store.receipt('ann', 'done')).toBeDefined();
});

test('refusals, however many come in a day, leave no more in the file than those of some minutes', async () => {
  const file = temporaryFile();
  const { store, prune } = open(file);
  const MINUTE_MS = 60_000;
  let now = NOW;
  /** Pages in use, and those that are free to be used again. */
  const pages = () => {
    const client = new SQLite(file, { readonly: true });
    const count = client.pragma('page_count', { simple: true });
    client.close();
    return Number(count);
  };
  const hour = async (name: string) => {
    for (let minute = 0; minute < 60; minute += 1) {
      now += MINUTE_MS;
      const receipts = Array.from({ length: 100 }, (_, index) =>
        receiptOf(`${name} ${minute} ${index}`, 0, { rejection: 'NOT_YOUR_TURN', recordedAt: now }),
      );
      await store.commit(commitOf({ receipts }));
      await prune({ now });
    }
  };
  await hour('first');
  const grown = pages();
  await hour('second');
  await hour('third');
  expect(pages()).toBeLessThanOrEqual(grown * 1.1);
});

test('old events go, games keep theirs, and cursors below the floor are told', async () => {
  const { store, log, prune } = open(temporaryFile());
  const old = { recordedAt: AGO(EVENTS_KEPT_MS) - 1 };
  const events = [
    draft({ ...old, topic: 'games/g1' }),
    draft({ ...old, topic: 'users' }),
    draft({ ...old, topic: null }),
    draft({ ...old, topic: 'gamesters' }),
    draft({ topic: 'users', recordedAt: AGO(EVENTS_KEPT_MS) }),
    draft({ topic: 'games/g1', recordedAt: NOW }),
    // Out of order, as after a correction of the clock: kept until those before it are deleted.
    draft({ ...old, topic: 'users' }),
  ];
  await store.commit(commitOf({ events }));
  const positions = async (topic: string) => (await log.read(topic, 0, 100)).map(({ position }) => position);

  expect(await prune({ now: NOW })).toEqual({ receipts: 0, events: 3, more: false });
  expect(await positions('games/g1')).toEqual([1, 6]);
  expect(await positions('users')).toEqual([5, 7]);
  expect(await positions('gamesters')).toEqual([]);
  expect([await log.floor('games/g1'), await log.floor('users'), await log.floor('gamesters')]).toEqual([
    0, 4, 4,
  ]);
  expect(await standsAt(store)).toBe(7);

  expect(await prune({ now: NOW })).toEqual({ receipts: 0, events: 0, more: false });
  expect(await prune({ now: NOW + 1 })).toEqual({ receipts: 0, events: 1, more: false });
  expect(await positions('users')).toEqual([7]);
  expect(await log.floor('users')).toBe(5);
});

test('which modules keep their events is for the application to say: two, or none', async () => {
  const topics = ['games/g1', 'draughts', 'draughts/d1', 'users'];
  const leftBy = async (kept: readonly string[]) => {
    const { store, log, prune } = open(temporaryFile(), { kept });
    const recordedAt = AGO(EVENTS_KEPT_MS) - 1;
    await store.commit(commitOf({ events: topics.map((topic) => draft({ topic, recordedAt })) }));
    await prune({ now: NOW });
    const lengths = await Promise.all(topics.map(async (topic) => (await log.read(topic, 0, 9)).length));
    const floors = await Promise.all(topics.map(async (topic) => log.floor(topic)));
    return { lengths, floors };
  };
  expect(await leftBy(['games', 'draughts'])).toEqual({ lengths: [1, 1, 1, 0], floors: [0, 0, 0, 4] });
  expect(await leftBy(['users'])).toEqual({ lengths: [0, 0, 0, 1], floors: [4, 4, 4, 0] });
  expect(await leftBy([])).toEqual({ lengths: [0, 0, 0, 0], floors: [4, 4, 4, 4] });
});

test('a call does a portion, says whether there is more, and the calls come to an end', async () => {
  const { store, log, prune } = open(temporaryFile());
  const recordedAt = AGO(2 * EVENTS_KEPT_MS);
  const topicOf = (index: number) => (index % 2 === 0 ? 'games/g1' : 'users');
  await store.commit(
    commitOf({
      events: Array.from({ length: 2_500 }, (_, index) => draft({ recordedAt, topic: topicOf(index) })),
      receipts: Array.from({ length: 1_200 }, (_, index) => receiptOf(`o${index}`, 0, { recordedAt })),
    }),
  );

  expect(await prune({ now: NOW })).toEqual({ receipts: 1_000, events: 500, more: true });
  expect(await log.floor('users')).toBe(1_000);
  expect(await prune({ now: NOW })).toEqual({ receipts: 200, events: 500, more: true });
  expect(await prune({ now: NOW })).toEqual({ receipts: 0, events: 250, more: false });
  expect(await prune({ now: NOW })).toEqual({ receipts: 0, events: 0, more: false });
  expect(await log.read('games/g1', 0, 5_000)).toHaveLength(1_250);
  expect(await log.read('users', 0, 5_000)).toEqual([]);
});
