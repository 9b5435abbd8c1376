import { z } from 'zod';
import { query } from '../kit/message.ts';
import { TopThree } from './score.ts';

export const GetTopThreePlayers = query(
  'GetTopThreePlayers',
  z.object({}).prefault({}),
  z.object({ list: TopThree, position: z.number().int().min(0) }),
  { access: 'anyone' },
);
