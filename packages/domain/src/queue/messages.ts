import { z } from 'zod';
import { GameId } from '../games/ids.ts';
import { Players } from '../games/seats.ts';
import { RulesName } from '../games/rules/rules.ts';
import { UserId } from '../users/ids.ts';
import { event } from './scope.ts';

export { enterQueue as EnterQueue, leaveQueue as LeaveQueue } from './contract/commands.ts';
export { getQueue as GetQueue } from './contract/queries.ts';

/** Two have found each other, and sit at a game that has begun. */
export const OpponentFound = event('OpponentFound', z.object({ gameId: GameId, players: Players }), {
  audience: ({ players }) => players,
});

/* Said and heard inside the server only. */

/** Somebody who waits looks for the next who waits, `passed` left out. */
export const OpponentSought = event(
  'OpponentSought',
  z.object({ player: UserId, rules: RulesName, passed: z.array(UserId) }),
  { live: true },
);

/** This is the next: the two may play if `other` is still there. */
export const OpponentMet = event(
  'OpponentMet',
  z.object({ player: UserId, other: UserId, passed: z.array(UserId) }),
  { live: true },
);
