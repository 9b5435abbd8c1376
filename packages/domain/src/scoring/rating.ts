import { z } from 'zod';
import { UserId } from '../users/ids.ts';
import type { Strength } from './glicko.ts';
import { state } from './scope.ts';

const Count = z.number().int().min(0);

/** How strong a player is, by Glicko-2. */
export const Rating = z.object({
  id: UserId,
  rating: z.number(),
  deviation: z.number().positive(),
  volatility: z.number().positive(),
  /** Rated games. */
  games: Count,
  /** Milliseconds since the Unix epoch: the last of them. */
  ratedAt: z.number(),
});
export type Rating = z.output<typeof Rating>;

export const rating = state('rating', Rating);

/** Two players, in whatever order, and when a game of theirs was rated last: milliseconds since the Unix epoch. */
export const pairing = state('pairing', z.object({ ratedAt: z.number() }));

export const pairOf = (one: string, other: string): string => [one, other].toSorted().join('/');

/**
 * The strength that a player has at least, with 95 % confidence: two deviations less than the rating. Whoever has played
 * little is unknown, and begins at 800; it grows as one wins, and as one plays.
 */
export const leastStrength = ({ rating: most, deviation }: Pick<Strength, 'rating' | 'deviation'>): number =>
  Math.round(most - 2 * deviation);

/** A place on the ladder. Its id is in the order of strength. */
export const LadderRow = z.object({
  id: UserId,
  alias: z.string(),
  strength: z.number().int(),
  games: Count,
});
export type LadderRow = z.output<typeof LadderRow>;

export const ladder = state('ladder', LadderRow);

const DIGITS = 4;
const HIGHEST = 10 ** DIGITS - 1;

/** What ids of the same strength begin with, and all of more strength come before. */
export const rankKey = (strength: number): string =>
  `${String(HIGHEST - Math.min(HIGHEST, Math.max(0, strength))).padStart(DIGITS, '0')}/`;

export const ladderId = (id: string, strength: number): string => `${rankKey(strength)}${id}`;
