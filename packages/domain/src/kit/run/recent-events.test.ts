import { expect, test } from 'vitest';
import type { RecordedEvent } from '../ports.ts';
import { createRecentEvents } from './recent-events.ts';

const event = (topic: string | null, position: number, previous: number) =>
  ({ topic, position, previous, name: 'games.MarkPlaced' }) as RecordedEvent;
const commit = (...events: readonly RecordedEvent[]) => ({ events, live: [] });
const positions = (events: readonly RecordedEvent[] | null) => events?.map(({ position }) => position);

test('the events of a topic after a position are at hand from where this server saw them', () => {
  const recent = createRecentEvents();
  recent.take(commit(event('a', 3, 0), event('b', 4, 2), event('a', 5, 3)));
  recent.take(commit(event('a', 8, 5)));
  expect(positions(recent.after('a', 0))).toEqual([3, 5, 8]);
  expect(positions(recent.after('a', 5))).toEqual([8]);
  expect(positions(recent.after('a', 8))).toEqual([]);
  expect([recent.head('a'), recent.head('b'), recent.head('c')]).toEqual([8, 4, null]);
});

test('what came before, and what no event of the topic has, is in the log', () => {
  const recent = createRecentEvents();
  recent.take(commit(event('b', 4, 2), event('b', 7, 4), event(null, 8, 0)));
  expect(positions(recent.after('b', 2))).toEqual([4, 7]);
  expect(recent.after('b', 1)).toBeNull();
  expect(recent.after('b', 0)).toBeNull();
  // A restored backup has undone it, or it is a position of another topic.
  expect(recent.after('b', 5)).toBeNull();
  expect(recent.after('b', 99)).toBeNull();
  expect(recent.after('c', 0)).toBeNull();
});

test('an event that was left out ends what is known before it', () => {
  const recent = createRecentEvents();
  recent.take(commit(event('a', 3, 0)));
  recent.take(commit(event('a', 9, 6)));
  expect(recent.after('a', 0)).toBeNull();
  expect(recent.after('a', 3)).toBeNull();
  expect(positions(recent.after('a', 6))).toEqual([9]);
});

test('a topic that never ends keeps its newest, and pushes out no other', () => {
  const recent = createRecentEvents(600);
  recent.take(commit(event('a', 1, 0)));
  for (let position = 2; position <= 2_000; position += 1)
    recent.take(commit(event('b', position, position === 2 ? 0 : position - 1)));
  expect(positions(recent.after('a', 0))).toEqual([1]);
  expect(recent.after('b', 0)).toBeNull();
  expect(positions(recent.after('b', 1_990))).toEqual([
    1991, 1992, 1993, 1994, 1995, 1996, 1997, 1998, 1999, 2000,
  ]);
  expect(recent.after('b', 1_800)).toHaveLength(200);
});

test('so many are kept, of the topics that had some lately', () => {
  const recent = createRecentEvents(6);
  recent.take(commit(event('a', 1, 0), event('b', 2, 0)));
  recent.take(commit(event('a', 3, 1), event('c', 4, 0)));
  recent.take(commit(event('a', 5, 3), event('d', 6, 0)));
  expect(positions(recent.after('a', 0))).toEqual([1, 3, 5]);
  expect(recent.after('b', 0)).toBeNull();
  recent.clear();
  expect([recent.after('a', 0), recent.head('a')]).toEqual([null, null]);
});
