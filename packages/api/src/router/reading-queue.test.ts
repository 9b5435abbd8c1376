import { expect, test } from 'vitest';
import { createReadingQueue, READERS } from './reading-queue.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A clock by which every turn has had its time as soon as it is looked at. */
function hurried() {
  let time = 0;
  return () => (time += 1_000);
}

/** A queue, and who was admitted, in order. */
function watched(now: () => number = hurried()) {
  const queue = createReadingQueue(now);
  const admitted: string[] = [];
  const leaves: (() => void)[] = [];
  return {
    admitted,
    /** The one that has read longest is done. */
    leave: () => leaves.shift()?.(),
    enter(network: string, name = network, signal?: AbortSignal) {
      const { turn, giveUp, leave } = queue.enter(network);
      signal?.addEventListener('abort', giveUp);
      return turn.then((isIn) => {
        if (isIn) leaves.push(leave);
        admitted.push(isIn ? name : `${name} gone`);
      });
    },
  };
}

test('as many as there are places read at once, the others when one leaves', async () => {
  const { admitted, enter, leave } = watched();
  for (let count = 1; count <= READERS + 2; count += 1) void enter('a', `${count}`);
  await turn();
  await turn();
  expect(admitted).toEqual(['1', '2', '3', '4']);
  leave();
  await turn();
  expect(admitted).toEqual(['1', '2', '3', '4', '5']);
});

test('the others read in the same turn, as long as it has time', async () => {
  let time = 0;
  const { admitted, enter, leave } = watched(() => time);
  for (const name of ['1', '2', '3', '4', '5', '6', '7']) void enter('a', name);
  await turn();
  leave();
  await Promise.resolve();
  expect(admitted).toEqual(['1', '2', '3', '4', '5']);
  time = 4;
  leave();
  await Promise.resolve();
  expect(admitted).toHaveLength(6);
  time = 5;
  leave();
  await Promise.resolve();
  expect(admitted).toHaveLength(6);
  await turn();
  expect(admitted).toHaveLength(7);
});

test('nobody is admitted in the turn in which somebody has left, where it has had its time', async () => {
  const { admitted, enter, leave } = watched();
  await enter('a', 'first');
  leave();
  void enter('a', 'second');
  await Promise.resolve();
  expect(admitted).toEqual(['first']);
  await turn();
  expect(admitted).toEqual(['first', 'second']);
});

test('networks take turns, however many wait at one of them', async () => {
  const { admitted, enter, leave } = watched();
  for (let count = 1; count <= 3 * READERS; count += 1) void enter('a');
  for (const network of ['b', 'b', 'c']) void enter(network);
  for (let count = 1; count <= 3 * READERS; count += 1) {
    await turn();
    leave();
  }
  expect(admitted.slice(0, 6)).toEqual(['a', 'b', 'c', 'a', 'b', 'a']);
});

test('who goes before it is its turn leaves the queue at once, and keeps nobody waiting', async () => {
  const { admitted, enter, leave } = watched();
  for (let count = 1; count <= READERS; count += 1) await enter('a');
  const stop = new AbortController();
  const gone = enter('b', 'b', stop.signal);
  void enter('b', 'later');
  stop.abort();
  await gone;
  expect(admitted.at(-1)).toBe('b gone');
  leave();
  await turn();
  expect(admitted.at(-1)).toBe('later');
});

test('who goes while reading keeps its place until it leaves', async () => {
  const { admitted, enter, leave } = watched();
  const stop = new AbortController();
  for (let count = 1; count <= READERS; count += 1) await enter('a', `${count}`, stop.signal);
  void enter('a', 'next');
  stop.abort();
  await turn();
  expect(admitted).not.toContain('next');
  leave();
  await turn();
  expect(admitted.at(-1)).toBe('next');
});
