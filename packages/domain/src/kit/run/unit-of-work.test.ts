import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { memoryStore } from '../memory/memory-store.ts';
import type { Timer } from '../ports.ts';
import { Batch } from './unit-of-work.ts';
import { scope } from '../define/scope.ts';

const { event, state } = scope('kitchen');

/* A batch of operations, of which the last one fails: nothing is left of it, and everything of the others. */

const Rang = event('Rang', z.object({}));
const sum = state('sum', z.object({ value: z.number() }));

const timer = (due: number): Timer => ({
  key: 'egg',
  due,
  wakeAt: due,
  event: Rang({}),
  update: null,
  correlation: '',
  setAt: 0,
});

function createTestBatch() {
  const { store } = memoryStore();
  const batch = new Batch(store, memoryStore().store);
  return {
    batch,
    set: (due: number) => batch.setTimer(timer(due), false),
    cancel: () => batch.cancelTimer('egg'),
    async change(...values: readonly number[]) {
      const [tracked] = batch.select(sum, { by: 'id', id: 'x' });
      if (!tracked) throw new Error('There is none.');
      for (const value of values) batch.change(tracked, { value });
    },
    /** What would be written. */
    written: () => ({
      timers: batch.durable()?.timers.map((write) => ('set' in write ? write.set.due : 'cancelled')) ?? [],
      states: batch.durable()?.states.map(({ next }) => next) ?? [],
    }),
  };
}

type TestBatch = ReturnType<typeof createTestBatch>;

const befores: readonly (readonly [string, (batch: TestBatch) => void, readonly unknown[]])[] = [
  ['never was', () => {}, []],
  ['an earlier operation has set', ({ set }) => set(1), [1]],
  ['an earlier operation has called off', ({ cancel }) => cancel(), ['cancelled']],
];

describe.each(befores)('a timer that %s is as before', (_before, prepare, kept) => {
  test.each<readonly [string, (batch: TestBatch) => void]>([
    ['sets it', ({ set }) => set(2)],
    ['calls it off', ({ cancel }) => cancel()],
    ['sets it twice', ({ set }) => [2, 3].forEach(set)],
    ['sets it and calls it off', ({ set, cancel }) => [() => set(2), cancel].forEach((act) => act())],
    ['calls it off and sets it', ({ set, cancel }) => [cancel, () => set(2)].forEach((act) => act())],
  ])('after an operation that %s, and fails', async (_what, act) => {
    const world = createTestBatch();
    world.batch.begin();
    prepare(world);
    world.batch.begin();
    act(world);
    world.batch.undo();
    expect(world.written().timers).toEqual(kept);
    const [due] = kept;
    expect(world.batch.timer('egg')).toEqual(typeof due === 'number' ? timer(due) : undefined);
  });
});

describe('a state that an operation changes twice before it fails is as before', () => {
  test('where it never was', async () => {
    const world = createTestBatch();
    world.batch.begin();
    await world.change(1, 2);
    world.batch.undo();
    expect(world.batch.select(sum, { by: 'id', id: 'x' })).toMatchObject([{ state: undefined }]);
    expect(world.written().states).toEqual([]);
  });

  test('where an earlier operation has changed it', async () => {
    const world = createTestBatch();
    world.batch.begin();
    await world.change(1, 2);
    world.batch.begin();
    await world.change(3, 4);
    world.batch.undo();
    expect(world.written().states).toEqual([{ value: 2 }]);
    // Once more, after what was undone already.
    world.batch.begin();
    await world.change(5, 6);
    world.batch.undo();
    expect(world.written().states).toEqual([{ value: 2 }]);
  });
});
