/**
 * Glicko-2, as in Mark E. Glickman, "Example of the Glicko-2 system" (2022, glicko.net/glicko/glicko2.pdf). The numbers of
 * its steps are those of the paper.
 */

/** How strong somebody is, as far as that is known. */
export interface Strength {
  /** 1500 for who has not played yet. */
  readonly rating: number;
  /** RD: the true strength is within two of these, with 95 % confidence. */
  readonly deviation: number;
  /** σ: how much the strength is expected to change. */
  readonly volatility: number;
}

/** A game against somebody: 1 for a win, ½ for a draw, 0 for a loss. */
export interface Encounter {
  readonly opponent: Strength;
  readonly score: 0 | 0.5 | 1;
}

/** Step 1: of who has not played yet. */
export const UNKNOWN_STRENGTH: Strength = { rating: 1500, deviation: 350, volatility: 0.06 };

/** Step 1: the system constant τ, between 0.3 and 1.2. As in the paper's example. */
const TAU = 0.5;

/** Step 2: between the scale that people see and the one that is computed with. */
const SCALE = 173.7178;

/** Step 5: the convergence tolerance ε. */
const TOLERANCE = 0.000001;

/** Step 3: how much a game counts whose opponent's strength is known so well. */
const weight = (phi: number): number => 1 / Math.sqrt(1 + (3 * phi ** 2) / Math.PI ** 2);

/** Step 3: the score that is expected. */
const expected = (mu: number, muOf: number, phiOf: number): number =>
  1 / (1 + Math.exp(-weight(phiOf) * (mu - muOf)));

/** Step 5: the new volatility, by the Illinois algorithm. */
function volatilityAfter({ sigma, phi, v, delta }: Record<'sigma' | 'phi' | 'v' | 'delta', number>): number {
  const a = Math.log(sigma ** 2);
  const f = (x: number): number => {
    const e = Math.exp(x);
    return (e * (delta ** 2 - phi ** 2 - v - e)) / (2 * (phi ** 2 + v + e) ** 2) - (x - a) / TAU ** 2;
  };
  let A = a;
  let B = Math.log(delta ** 2 - phi ** 2 - v);
  if (Number.isNaN(B) || delta ** 2 <= phi ** 2 + v) {
    let k = 1;
    while (f(a - k * TAU) < 0) k += 1;
    B = a - k * TAU;
  }
  let [fA, fB] = [f(A), f(B)];
  while (Math.abs(B - A) > TOLERANCE) {
    const C = A + ((A - B) * fA) / (fB - fA);
    const fC = f(C);
    if (fC * fB <= 0) [A, fA] = [B, fB];
    else fA /= 2;
    [B, fB] = [C, fC];
  }
  return Math.exp(A / 2);
}

/**
 * The strength after a rating period.
 * @param encounters the games of the period, at least one
 */
export function rate(
  { rating, deviation, volatility: sigma }: Strength,
  encounters: readonly Encounter[],
): Strength {
  const mu = (rating - UNKNOWN_STRENGTH.rating) / SCALE;
  const phi = deviation / SCALE;
  let information = 0;
  let surprise = 0;
  for (const { opponent, score } of encounters) {
    const phiOf = opponent.deviation / SCALE;
    const chance = expected(mu, (opponent.rating - UNKNOWN_STRENGTH.rating) / SCALE, phiOf);
    information += weight(phiOf) ** 2 * chance * (1 - chance);
    surprise += weight(phiOf) * (score - chance);
  }
  // Steps 3 and 4.
  const v = 1 / information;
  const volatility = volatilityAfter({ sigma, phi, v, delta: v * surprise });
  // Steps 6 and 7.
  const phiBefore = Math.hypot(phi, volatility);
  const phiAfter = 1 / Math.sqrt(1 / phiBefore ** 2 + 1 / v);
  return {
    rating: UNKNOWN_STRENGTH.rating + SCALE * (mu + phiAfter ** 2 * surprise),
    deviation: Math.min(SCALE * phiAfter, UNKNOWN_STRENGTH.deviation),
    volatility,
  };
}

/**
 * Step 6, for who has not played for some rating periods: what is known of them becomes less certain, up to not at all.
 * @param periods need not be whole
 */
export function rested(strength: Strength, periods: number): Strength {
  const deviation = Math.hypot(strength.deviation, SCALE * strength.volatility * Math.sqrt(periods));
  return { ...strength, deviation: Math.min(deviation, UNKNOWN_STRENGTH.deviation) };
}
