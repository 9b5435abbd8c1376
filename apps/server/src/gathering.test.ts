import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createGathering } from './gathering.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'setImmediate', 'performance'] }));
afterEach(() => vi.useRealTimers());

const now = () => performance.now();

/** Has a commit every so often, until that is known. */
function keepBusy(defer: ReturnType<typeof createGathering>, everyMs: number): void {
  for (let commits = 0; commits < 100; commits += 1) {
    defer(() => {}, 1);
    vi.advanceTimersByTime(everyMs);
  }
}

/** @returns for how many milliseconds a command waits, with so many others */
function waits(defer: ReturnType<typeof createGathering>, waiting = 1): number {
  let isDone = false;
  defer(() => {
    isDone = true;
  }, waiting);
  const began = now();
  while (!isDone) vi.advanceTimersToNextTimer();
  return now() - began;
}

test('a server that is alone has nobody wait, however busy it is', () => {
  const defer = createGathering({ others: () => 0, now });
  keepBusy(defer, 5);
  expect(waits(defer)).toBe(0);
});

test('one of several has commands gather while it is busy, the longer, the more there are, up to a hundredth of a second', () => {
  let others = 1;
  const defer = createGathering({ others: () => others, now });
  keepBusy(defer, 20);
  expect(waits(defer)).toBe(3);
  others = 3;
  expect(waits(defer)).toBe(9);
  others = 30;
  expect(waits(defer)).toBe(10);
});

test('where commands come one by one, none of them waits', () => {
  const defer = createGathering({ others: () => 3, now });
  expect(waits(defer)).toBe(0);
  keepBusy(defer, 20);
  expect(waits(defer)).toBe(9);
  keepBusy(defer, 60);
  expect(waits(defer)).toBe(0);
});

test('who has come while the last commit was on its way waits no longer, once they are enough', () => {
  const defer = createGathering({ others: () => 3, now });
  keepBusy(defer, 20);
  expect(waits(defer, 3)).toBe(9);
  expect(waits(defer, 4)).toBe(0);
});
