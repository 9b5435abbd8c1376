import { z } from 'zod';
import { UserId } from '../users/ids.ts';
import { state } from './scope.ts';

/** Points. A win against another human gives 100 (DESIGN). */
const Points = z.number().int().min(0);

export const Score = z.object({ id: UserId, alias: z.string(), score: Points });
export type Score = z.output<typeof Score>;

/** At most three, best first; of equals, whoever got there first. */
export const TopThree = z.array(Score).max(3);
export type TopThree = z.output<typeof TopThree>;

export const score = state('score', Score);
export const topThree = state('topThree', TopThree);
