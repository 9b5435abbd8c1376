import { z } from 'zod';
import { TopThree } from './score.ts';
import { query } from './scope.ts';

export const GetTopThreePlayers = query(
  'GetTopThreePlayers',
  z.object({}).prefault({}),
  z.object({ list: TopThree, position: z.number().int().min(0) }),
  { access: 'anyone' },
);
