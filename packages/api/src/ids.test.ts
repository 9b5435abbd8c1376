import { GameId } from '@tic-tac-toe/domain/contracts';
import { expect, test, vi } from 'vitest';
import { newId, newUuid } from './ids.ts';

test('ids are UUIDs of version 7, all different', () => {
  const ids = Array.from({ length: 1_000 }, newUuid);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('ids of a later millisecond come after those of an earlier one', () => {
  vi.useFakeTimers();
  try {
    const ids = [0, 1, 0x0f_ff_ff_ff, Date.UTC(2026), Date.UTC(2026) + 1].map((instant) => {
      vi.setSystemTime(instant);
      return newUuid();
    });
    expect(ids.toSorted()).toEqual(ids);
    // The example of RFC 9562, appendix A.6.
    vi.setSystemTime(0x01_7f_22_e2_79_b0);
    expect(newUuid()).toMatch(/^017f22e2-79b0-7/);
  } finally {
    vi.useRealTimers();
  }
});

test('all bits that are not the time or the version are random', () => {
  const seen = Array.from({ length: 200 }, newUuid).map((id) =>
    Array.from(id.replaceAll('-', '').slice(12), (digit) => Number.parseInt(digit, 16)),
  );
  const bits = [0x0, 0xf, 0xf, 0xf, 0x3, ...Array.from({ length: 15 }, () => 0xf)];
  for (const [place, changing] of bits.entries()) {
    const digits = seen.map((each) => each[place] ?? NaN);
    const ever = digits.reduce((sum, digit) => sum | digit, 0);
    const always = digits.reduce((sum, digit) => sum & digit, 0xf);
    expect(ever & ~always, `digit ${place}`).toBe(changing);
  }
});

test('an id is of the kind that is asked for', () => {
  expect(GameId.safeParse(newId(GameId)).success).toBe(true);
});
