import { setImmediate } from 'node:timers/promises';
import { virtualClock } from '@tic-tac-toe/domain/kit/testing';
import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import { startPruning } from './pruning.ts';

const MINUTE_MS = 60_000;
const START = 1_800_000_000_000;
const nothing = { receipts: 0, events: 0, more: false };

function started(prune: Parameters<typeof startPruning>[0]['prune']) {
  const lines: unknown[] = [];
  const log = pino({ base: null }, { write: (line) => void lines.push(JSON.parse(line)) });
  const clock = virtualClock(START);
  const pruning = startPruning({ prune }, clock, log);
  return {
    pruning,
    lines,
    async pass(milliseconds: number) {
      await clock.moveTo(clock.now() + milliseconds);
      // What was begun takes a turn of the event loop for each portion.
      for (let turn = 0; turn < 5; turn += 1) await setImmediate();
    },
  };
}

test('it begins a minute after the start, goes on each minute, and ends with the server', async () => {
  const prune = vi.fn(() => Promise.resolve(nothing));
  const { pruning, pass } = started(prune);
  await pass(MINUTE_MS - 1);
  expect(prune).not.toHaveBeenCalled();
  await pass(1);
  expect(prune.mock.calls).toEqual([[{ now: START + MINUTE_MS }]]);
  await pass(MINUTE_MS - 1);
  expect(prune).toHaveBeenCalledTimes(1);
  await pass(1);
  expect(prune).toHaveBeenCalledTimes(2);
  pruning.stop();
  await pass(120 * MINUTE_MS);
  expect(prune).toHaveBeenCalledTimes(2);
});

test('it deletes portion after portion until there is no more', async () => {
  const prune = vi
    .fn(() => Promise.resolve(nothing))
    .mockResolvedValueOnce({ receipts: 1_000, events: 2, more: true });
  const { pruning, pass, lines } = started(prune);
  await pass(MINUTE_MS);
  expect(prune).toHaveBeenCalledTimes(2);
  expect(lines).toMatchObject([{ msg: 'pruned', receipts: 1_000, events: 2 }]);
  pruning.stop();
});

test('one that fails is logged, and the next is tried', async () => {
  const prune = vi.fn(() => Promise.resolve(nothing)).mockRejectedValueOnce(new Error('disk'));
  const { pruning, lines, pass } = started(prune);
  await pass(MINUTE_MS);
  expect(lines).toMatchObject([{ level: 50, msg: 'pruning failed', err: { message: 'disk' } }]);
  await pass(MINUTE_MS);
  expect(prune).toHaveBeenCalledTimes(2);
  pruning.stop();
});
