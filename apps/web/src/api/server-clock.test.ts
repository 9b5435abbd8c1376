import { describe, expect, test } from 'vitest';
import { estimate, narrow, unknown } from './server-clock.ts';

/** An answer whose `Date` header was written `afterMs` into the exchange, by a server ahead by `aheadMs`. */
function answer({ sentAt = 1_000_000, roundTrip = 80, afterMs = 40, aheadMs = 0 }) {
  const exact = sentAt + afterMs + aheadMs;
  const serverTime = Math.floor(exact / 1000) * 1000;
  return { sentAt, receivedAt: sentAt + roundTrip, serverTime, precision: 1000 };
}

describe('the difference to the server’s clock', () => {
  test('is taken as none while nothing is known', () => {
    expect(estimate(unknown)).toBe(0);
  });

  test('is known to within a second after one answer', () => {
    const found = estimate(narrow(unknown, answer({ aheadMs: 90_000 })));
    expect(Math.abs(found - 90_000)).toBeLessThanOrEqual(540);
  });

  test('becomes exact with more answers', () => {
    let difference = unknown;
    for (let count = 0; count < 40; count += 1) {
      difference = narrow(difference, answer({ sentAt: 1_000_000 + count * 1_037, aheadMs: -7_250 }));
    }
    expect(Math.abs(estimate(difference) + 7_250)).toBeLessThan(60);
  });

  test('has the true value within its bounds, always', () => {
    let difference = unknown;
    for (let count = 0; count < 60; count += 1) {
      const afterMs = (count * 13) % 80;
      difference = narrow(difference, answer({ sentAt: 5_000 + count * 733, afterMs, aheadMs: 3_333 }));
      expect(difference.atLeast).toBeLessThanOrEqual(3_333);
      expect(difference.atMost).toBeGreaterThanOrEqual(3_333);
    }
  });

  test('begins anew when a clock is set', () => {
    const before = narrow(unknown, answer({ aheadMs: 0 }));
    const after = narrow(before, answer({ sentAt: 1_010_000, aheadMs: 3_600_000 }));
    expect(Math.abs(estimate(after) - 3_600_000)).toBeLessThanOrEqual(540);
  });

  test('begins anew where this computer slept, and its steady clock stood still', () => {
    let difference = unknown;
    for (let count = 0; count < 40; count += 1)
      difference = narrow(difference, answer({ sentAt: 1_000_000 + count * 1_037 }));
    const awake = narrow(difference, answer({ sentAt: 1_050_000, aheadMs: 1_800_000 }));
    expect(Math.abs(estimate(awake) - 1_800_000)).toBeLessThanOrEqual(540);
  });

  test('is at least what an event says that has just arrived', () => {
    const heard = { sentAt: -Infinity, receivedAt: 1_000_000, serverTime: 1_004_950, precision: Infinity };
    expect(estimate(narrow(unknown, heard))).toBe(4_950);
  });
});
