import { toInstant } from '@tic-tac-toe/domain/contracts';
import { describe, expect, test } from 'vitest';
import { clockText, countdown } from './countdown.ts';

const NOON = Date.UTC(2026, 0, 1, 12);
const turn = { deadline: toInstant(NOON + 20_000), timeout: 20_000 };

describe('the countdown', () => {
  test('begins with the whole turn', () => {
    expect(countdown(turn, NOON)).toEqual({ seconds: 20, hurry: false });
  });

  test('shows a second until it is over', () => {
    expect(countdown(turn, NOON + 19_001).seconds).toBe(1);
    expect(countdown(turn, NOON + 20_000).seconds).toBe(0);
  });

  test('never goes below nothing', () => {
    expect(countdown(turn, NOON + 60_000)).toEqual({ seconds: 0, hurry: true });
  });

  test('hurries in the last five seconds', () => {
    expect(countdown(turn, NOON + 14_000).hurry).toBe(false);
    expect(countdown(turn, NOON + 15_000)).toEqual({ seconds: 5, hurry: true });
  });

  test('shows a turn that was given more time as full', () => {
    expect(countdown(turn, NOON - 5_000)).toMatchObject({ seconds: 20 });
  });

  test('reads as minutes and seconds', () => {
    expect([0, 7, 60, 599].map((seconds) => clockText(seconds))).toEqual(['0:00', '0:07', '1:00', '9:59']);
    expect([600, 599, 0].map((seconds) => clockText(seconds, 600))).toEqual(['10:00', '09:59', '00:00']);
  });
});
