import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startPruning } from './pruning.ts';

const MINUTE_MS = 60_000;
const nothing = { receipts: 0, events: 0, more: false };

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

function started(prune: Parameters<typeof startPruning>[0]['prune']) {
  const lines: unknown[] = [];
  const log = pino({ base: null }, { write: (line) => void lines.push(JSON.parse(line)) });
  const clock = { now: () => 1_800_000_000_000 } as Parameters<typeof startPruning>[1];
  return { pruning: startPruning({ prune }, clock, log), lines };
}

test('it begins a minute after the start, goes on each hour, and ends with the server', () => {
  const prune = vi.fn(() => Promise.resolve(nothing));
  const { pruning } = started(prune);
  vi.advanceTimersByTime(MINUTE_MS - 1);
  expect(prune).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(prune.mock.calls).toEqual([[{ now: 1_800_000_000_000 }]]);
  vi.advanceTimersByTime(59 * MINUTE_MS);
  expect(prune).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(MINUTE_MS);
  expect(prune).toHaveBeenCalledTimes(2);
  pruning.stop();
  vi.advanceTimersByTime(120 * MINUTE_MS);
  expect(prune).toHaveBeenCalledTimes(2);
});

test('one that fails is logged, and the next is tried', async () => {
  const prune = vi.fn(() => Promise.resolve(nothing)).mockRejectedValueOnce(new Error('disk'));
  const { pruning, lines } = started(prune);
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(lines).toMatchObject([{ level: 50, msg: 'pruning failed', err: { message: 'disk' } }]);
  vi.advanceTimersByTime(60 * MINUTE_MS);
  expect(prune).toHaveBeenCalledTimes(2);
  pruning.stop();
});
