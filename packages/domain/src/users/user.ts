import { z } from 'zod';
import { state } from '../kit/state.ts';
import { UserId } from './ids.ts';

/** What everybody may know of a user. */
export const PublicUser = z.object({ id: UserId, alias: z.string() });
export type PublicUser = z.output<typeof PublicUser>;

export const user = state('user', PublicUser);

/** Found by `aliasKey`: whoever holds it is the only user of that name. */
export const aliasOwner = state('alias', z.object({ key: z.string(), userId: UserId }), {
  indexes: { user: ({ userId }) => [userId] },
});
