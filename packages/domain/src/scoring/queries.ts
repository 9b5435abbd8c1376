import { z } from 'zod';
import { UserId } from '../users/ids.ts';
import { Results } from './results.ts';
import { TopThree } from './score.ts';
import { query } from './scope.ts';

export const GetTopThreePlayers = query(
  'GetTopThreePlayers',
  z.object({}).prefault({}),
  z.object({ list: TopThree, position: z.number().int().min(0) }),
  { access: 'anyone' },
);

/** How a player's games came out; null while that is being counted, after an update of the server. */
export const GetResults = query(
  'GetResults',
  z.object({ userId: UserId }),
  z.object({ results: Results.nullable() }),
  { access: 'anyone' },
);
