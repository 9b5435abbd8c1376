import { expect, test } from 'vitest';
import { withstand } from './withstand.ts';

test('whatever a stranger sends, the server answers in order, shows nothing of its inside, and games go on', async () => {
  const { tally, memory, rounds, finished, problems } = await withstand({
    rounds: 1,
    frames: 1_500,
    seed: 20,
    quietMs: 1_500,
    timeoutMs: 2_000,
  });
  expect(problems).toEqual([]);
  expect(tally.answers).toBeGreaterThan(500);
  expect(tally.kinds['connectionParams never sent: ended by the server']).toBe(40);
  expect(tally.kinds['a slow body: ended by the server']).toBe(40);
  for (const flood of ['a burst of messages', 'a message in crumbs', 'requests without end'])
    expect(tally.kinds[`${flood}: ended by the server`]).toBe(20);
  expect(rounds[0]?.attacked.length).toBeGreaterThan(60);
  expect(finished).toBeGreaterThan(0);
  // What the attack has left behind is what an idle server may vary by.
  expect(memory.after.heapMiB).toBeLessThan(memory.before.heapMiB + 12);
  // The hostile side has the lowest priority: on a busy machine it takes its time.
}, 180_000);
