import { z } from 'zod';
import { UserId } from '../users/ids.ts';
import { TopThree } from './score.ts';
import { event } from './scope.ts';

export const PlayerScoreChanged = event(
  'PlayerScoreChanged',
  z.object({ playerId: UserId, alias: z.string(), score: z.number().int().min(0) }),
);

/** Told only when the list has changed. */
export const TopThreeListUpdated = event(
  'TopThreeListUpdated',
  z.object({ previous: TopThree, current: TopThree }),
);
