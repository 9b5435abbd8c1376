import { HandlerRetried, NEVER, SYSTEM } from '@tic-tac-toe/domain/kit';
import { expect, test } from 'vitest';
import { failedHandlers, retryFailed } from './failed.ts';
import { commitOf, timerOf } from '../testing/drafts.ts';
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

test('what has failed for good is listed beside a running server, and set to be tried again: one of it, or all', async () => {
  const file = temporaryFile();
  const { store } = open(file);
  await store.commit(commitOf({ timers: waiting }));

  expect(failedHandlers(file)).toEqual([
    {
      key: 'retry/1',
      handler: 'GameEnded → score',
      nth: 0,
      actor: SYSTEM,
      operation: 'one',
      failures: 6,
      error: 'no such player',
      data: { gameId: 'g1' },
    },
    expect.objectContaining({ key: 'retry/2', operation: 'two' }),
  ]);
  const due = async () => (await store.timersDue(0, 10)).map(({ key }) => key);
  expect(retryFailed(file, 'retry/3')).toBe(0);
  expect(await due()).toEqual([]);
  expect(retryFailed(file, 'retry/2')).toBe(1);
  expect(await due()).toEqual(['retry/2']);
  expect(retryFailed(file, null)).toBe(1);
  expect(await due()).toEqual(['retry/1', 'retry/2']);
  expect(failedHandlers(file)).toEqual([]);
});
