import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rate, rested, type Strength, UNKNOWN_STRENGTH } from './glicko.ts';

const strength: fc.Arbitrary<Strength> = fc.record({
  rating: fc.double({ min: 200, max: 3_000, noNaN: true }),
  deviation: fc.double({ min: 20, max: 350, noNaN: true }),
  volatility: fc.double({ min: 0.02, max: 0.12, noNaN: true }),
});

describe('Glicko-2', () => {
  test('gives the numbers of the paper’s example', () => {
    const after = rate({ rating: 1500, deviation: 200, volatility: 0.06 }, [
      { opponent: { rating: 1400, deviation: 30, volatility: 0.06 }, score: 1 },
      { opponent: { rating: 1550, deviation: 100, volatility: 0.06 }, score: 0 },
      { opponent: { rating: 1700, deviation: 300, volatility: 0.06 }, score: 0 },
    ]);
    expect(after.rating).toBeCloseTo(1464.06, 1);
    expect(after.deviation).toBeCloseTo(151.52, 1);
    expect(after.volatility).toBeCloseTo(0.05999, 4);
  });

  test('a win never costs, a loss never pays, and nobody is less known than a newcomer', () => {
    fc.assert(
      fc.property(strength, strength, (player, opponent) => {
        const [won, drawn, lost] = [after(1), after(0.5), after(0)];
        function after(score: 0 | 0.5 | 1) {
          return rate(player, [{ opponent, score }]);
        }
        expect(won.rating).toBeGreaterThanOrEqual(player.rating);
        expect(lost.rating).toBeLessThanOrEqual(player.rating);
        expect(drawn.rating).toBeGreaterThanOrEqual(lost.rating);
        expect(drawn.rating).toBeLessThanOrEqual(won.rating);
        for (const known of [won, drawn, lost]) {
          expect(known.deviation).toBeLessThanOrEqual(UNKNOWN_STRENGTH.deviation);
          expect(known.volatility).toBeGreaterThan(0);
        }
      }),
    );
  });

  test('two who are alike, and of whom one wins, part by as much as each other', () => {
    const won = rate(UNKNOWN_STRENGTH, [{ opponent: UNKNOWN_STRENGTH, score: 1 }]);
    const lost = rate(UNKNOWN_STRENGTH, [{ opponent: UNKNOWN_STRENGTH, score: 0 }]);
    expect(won.rating - 1500).toBeCloseTo(1500 - lost.rating, 9);
    expect(won.deviation).toBeLessThan(UNKNOWN_STRENGTH.deviation);
  });

  test('who rests becomes less certain, by the paper’s φ* = √(φ² + σ²) for one period, and never less than a newcomer', () => {
    const { deviation } = rested({ rating: 1600, deviation: 200, volatility: 0.06 }, 1);
    expect(deviation).toBeCloseTo(Math.hypot(200, 0.06 * 173.7178), 9);
    expect(rested({ rating: 1600, deviation: 200, volatility: 0.06 }, 1e9).deviation).toBe(350);
  });
});
