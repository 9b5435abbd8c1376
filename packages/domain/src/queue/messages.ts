import { z } from 'zod';
import { GameId } from '../games/ids.ts';
import { Players } from '../games/seats.ts';
import { event } from './scope.ts';

export { enterQueue as EnterQueue, leaveQueue as LeaveQueue } from './contract/commands.ts';
export { getQueue as GetQueue } from './contract/queries.ts';

/** Two have found each other, and sit at a game that has begun. */
export const OpponentFound = event('OpponentFound', z.object({ gameId: GameId, players: Players }), {
  live: true,
  audience: ({ players }) => players,
});
