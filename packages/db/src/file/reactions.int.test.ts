import { BusHandlerFailed, HandlerRetried, NEVER, SYSTEM } from '@tic-tac-toe/domain/kit';
import { expect, test } from 'vitest';
import { failedReactions, retryReactions } from './reactions.ts';
import { commitOf, draft, timerOf } from '../testing/drafts.ts';
import { open, temporaryFile } from '../testing/world.ts';

const retried = (operation: string) =>
  HandlerRetried({
    handler: 'GameEnded → score',
    nth: 0,
    effect: { kind: 'event', name: 'games.GameEnded', type: 'GameEnded', data: { gameId: 'g1' } },
    actor: SYSTEM,
    operation,
    failures: 6,
    error: 'no such player',
  });
const waiting = [
  { set: timerOf('retry/1', NEVER, { event: retried('one') }) },
  { set: timerOf('retry/2', NEVER, { event: retried('two') }) },
  { set: timerOf('retry/3', 5_000, { event: retried('still tried') }) },
  { set: timerOf('turn/g1', 5_000) },
];

const failure = (operation: string, retry: string | null) =>
  draft({
    name: BusHandlerFailed.name,
    topic: null,
    data: {
      handler: 'GameEnded → score',
      effect: 'games.GameEnded',
      operation,
      error: 'no such player',
      retry,
    },
    operation,
    sequence: 2,
    causation: 1,
    actor: SYSTEM,
  });

const told = { handler: 'GameEnded → score', failures: 6, error: 'no such player', data: { gameId: 'g1' } };

test('what has failed and was not done since is listed beside a running server, and set to be tried again: one of it, or all', async () => {
  const file = temporaryFile();
  const { store } = open(file);
  const events = [failure('one', 'retry/1'), failure('one', 'retry/1'), failure('done', 'retry/0')];
  await store.commit(commitOf({ timers: waiting, events }));

  expect(failedReactions(file)).toEqual([
    { ...told, position: null, key: 'retry/2', operation: 'two', state: 'FAILED' },
    { ...told, position: null, key: 'retry/3', operation: 'still tried', state: 'WAITING' },
    { ...told, position: 1, key: 'retry/1', operation: 'one', state: 'FAILED' },
  ]);
  const due = async () => (await store.timersDue(0, 10)).map(({ key }) => key);
  expect(retryReactions(file, { key: 'turn/g1' })).toBe(0);
  // It was done since.
  expect(retryReactions(file, { position: 3 })).toBe(0);
  expect(() => retryReactions(file, { position: 4 })).toThrow('The log tells of no failure at 4.');
  expect(await due()).toEqual([]);
  expect(retryReactions(file, { position: 2 })).toBe(1);
  expect(await due()).toEqual(['retry/1']);
  expect(retryReactions(file, 'all')).toBe(1);
  expect(await due()).toEqual(['retry/1', 'retry/2']);
  expect(retryReactions(file, { key: 'retry/3' })).toBe(1);
  expect(await due()).toEqual(['retry/1', 'retry/2', 'retry/3']);
  expect(failedReactions(file).map(({ state }) => state)).toEqual(['WAITING', 'WAITING', 'WAITING']);
});

test('what was lost before anything was tried again is tried once, if the log still has what it failed at', async () => {
  const file = temporaryFile();
  const { store, log } = open(file);
  const ended = { name: 'games.GameEnded', data: { gameId: 'g1' }, causation: null, actor: SYSTEM };
  await store.commit(
    commitOf({
      events: [draft({ ...ended, operation: 'old' }), failure('old', null), failure('gone', null)],
    }),
  );
  expect(failedReactions(file)).toEqual([
    { ...told, failures: 1, position: 2, key: null, operation: 'old', state: 'LOST' },
    { ...told, failures: 1, position: 3, key: null, operation: 'gone', state: 'LOST', data: undefined },
  ]);
  expect(() => retryReactions(file, { position: 3 })).toThrow(
    'no longer has what the handler at 3 failed at',
  );
  expect(retryReactions(file, { position: 2 })).toBe(1);
  const [timer, ...others] = await store.timersDue(0, 10);
  expect(others).toEqual([]);
  expect(timer?.event).toMatchObject({
    name: HandlerRetried.name,
    data: {
      handler: 'GameEnded → score',
      operation: 'old',
      effect: { type: 'GameEnded', data: { gameId: 'g1' } },
    },
  });
  await store.commit(commitOf({ timers: [{ cancel: timer?.key ?? '' }] }));
  expect(retryReactions(file, { position: 2 })).toBe(0);
  expect(await store.timersDue(0, 10)).toEqual([]);
  expect(await log.head('games/g1')).toBe(1);
});
