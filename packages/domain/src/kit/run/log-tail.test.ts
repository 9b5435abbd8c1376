import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RecordedEvent } from '../ports.ts';
import { createLogTail } from './log-tail.ts';

const event = (position: number, name = 'games.MarkPlaced', topic: string | null = 'games/1') =>
  ({ topic, position, name }) as RecordedEvent;
const commit = (...events: readonly RecordedEvent[]) => ({ events });
const NAMES = new Set(['games.MarkPlaced']);
const LIMIT = 10;

const page = (tail: ReturnType<typeof createLogTail>, after: number, limit = LIMIT) => {
  const found = tail.after(after, limit);
  return found && [found.events.map(({ position }) => position), found.upTo, found.isLast];
};

test('what follows the first commit is at hand, whatever else it holds', () => {
  const tail = createLogTail(NAMES);
  expect(page(tail, 0)).toBeNull();
  tail.take(commit(event(4), event(5, 'games.Other'), event(6, 'games.MarkPlaced', null)));
  tail.take(commit(event(7)));
  expect(page(tail, 2)).toBeNull();
  expect(page(tail, 3)).toEqual([[4, 7], 7, true]);
  expect(page(tail, 4)).toEqual([[7], 7, true]);
  expect(page(tail, 7)).toEqual([[], 7, true]);
  // The log was read further than was told.
  expect(page(tail, 8)).toBeNull();
});

test('a commit of somebody else between two leaves the log to be read', () => {
  const tail = createLogTail(NAMES);
  tail.take(commit(event(1)));
  tail.take(commit(event(3)));
  expect(page(tail, 0)).toBeNull();
  expect(page(tail, 1)).toBeNull();
  expect(page(tail, 2)).toEqual([[3], 3, true]);
});

test('what was kept for long enough is in the log', () => {
  const tail = createLogTail(NAMES, 4);
  for (let position = 1; position <= 5; position += 1) tail.take(commit(event(position)));
  expect(page(tail, 2)).toBeNull();
  expect(page(tail, 3)).toEqual([[4, 5], 5, true]);
});

test('pages that follow each other leave nothing out, and double nothing', () => {
  const commits = fc.array(
    fc.array(fc.constantFrom('games.MarkPlaced', 'games.Other'), { minLength: 1, maxLength: 5 }),
    { minLength: 1, maxLength: 30 },
  );
  fc.assert(
    fc.property(commits, fc.integer({ min: 1, max: 7 }), (names, limit) => {
      const tail = createLogTail(NAMES);
      let position = 0;
      const wanted: number[] = [];
      for (const each of names) {
        const events = each.map((name) => event((position += 1), name));
        wanted.push(...events.filter(({ name }) => NAMES.has(name)).map((one) => one.position));
        tail.take(commit(...events));
      }
      const read: number[] = [];
      let after = 0;
      for (let isLast = false; !isLast;) {
        const found = tail.after(after, limit);
        if (!found) throw new Error('All of it is here.');
        read.push(...found.events.map((one) => one.position));
        ({ upTo: after, isLast } = found);
      }
      expect([read, after]).toEqual([wanted, position]);
    }),
  );
});
