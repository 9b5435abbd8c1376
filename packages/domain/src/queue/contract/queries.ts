import { z } from 'zod';
import { query } from '../scope.ts';
import { Waiting } from '../waiting.ts';

/** Those who wait for an opponent, longest first. */
export const getQueue = query(
  'GetQueue',
  z.object({}).prefault({}),
  z.object({ waiting: z.array(Waiting) }),
  {
    access: 'anyone',
  },
);
