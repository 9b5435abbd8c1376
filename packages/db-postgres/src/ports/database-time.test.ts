import { expect, test } from 'vitest';
import { createDatabaseTime } from './database-time.ts';

test('the time is the database’s, as exactly as the answers tell', () => {
  let steady = 100;
  const time = createDatabaseTime(() => steady);
  // Asked at 100, answered at 140: it said so somewhen between.
  time.saw(5_000, 100, 140);
  steady = 140;
  expect(time.now()).toBe(5_020);
  // A slow answer that agrees changes nothing.
  time.saw(5_100, 150, 350);
  expect(time.now()).toBe(5_020);
  // The database's clock was 1 000 ms ahead of what was known, at least.
  time.saw(7_000, 1_000, 1_010);
  steady = 1_010;
  expect(time.now()).toBe(7_000);
  // And then behind it, at most.
  time.saw(5_000, 1_020, 1_030);
  steady = 1_030;
  expect(time.now()).toBe(5_010);
});
