import { z } from 'zod';
import { MAX_TOLD, WatchedGame } from '../games/running-game.ts';
import { Waiting } from '../queue/waiting.ts';

/** What can be seen in the lobby of others: who waits for an opponent, longest first, and the games that have begun last, newest first, of `total`. */
export const Lists = z.object({
  games: z.array(WatchedGame).max(MAX_TOLD),
  total: z.number().int().min(0),
  waiting: z.array(Waiting),
});
export type Lists = z.output<typeof Lists>;
