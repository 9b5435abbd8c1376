import { z } from 'zod';
import { UserId } from './ids.ts';
import { state } from './scope.ts';

/** What everybody may know of a user. */
export const PublicUser = z.object({ id: UserId, alias: z.string() });
export type PublicUser = z.output<typeof PublicUser>;

export const user = state('user', PublicUser);

/**
 * `guest`: signed in by themselves, and has not sat at a game yet. Absent for all others, and for those of before
 * there were guests.
 */
const AliasOwner = z.object({ key: z.string(), userId: UserId, guest: z.literal(true).optional() });
export type AliasOwner = z.output<typeof AliasOwner>;

/** Found by `aliasKey`: whoever holds it is the only user of that name. Who holds none any more has left for good. */
export const aliasOwner = state('alias', AliasOwner, { indexes: { user: ({ userId }) => [userId] } });
