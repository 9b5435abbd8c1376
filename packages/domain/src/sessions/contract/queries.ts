import { z } from 'zod';
import { query } from '../scope.ts';

/** On how many devices the caller is signed in. */
export const getMyDevices = query(
  'GetMyDevices',
  z.object({}).prefault({}),
  z.object({ devices: z.number().int().min(0) }),
);
