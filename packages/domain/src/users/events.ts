import { z } from 'zod';
import { GameId } from '../games/ids.ts';
import { UserId } from './ids.ts';
import { PublicUser } from './user.ts';
import { event } from './scope.ts';

export const UserCreated = event('UserCreated', z.object({ id: UserId, alias: z.string() }));

/** Nobody can act any more as this user, who will not come back: the last session has ended. */
export const UserLeft = event('UserLeft', z.object({ id: UserId }));

const Invitation = z.object({ host: UserId, invited: UserId, game: GameId });

export const UserInvited = event('UserInvited', Invitation, { audience: ({ invited }) => [invited] });

/** The invited said no: the host hears it, and the invited's own other devices do. */
export const InvitationDeclined = event('InvitationDeclined', Invitation, {
  audience: ({ host, invited }) => [host, invited],
});

/** The game started without the invited, or ended: nothing is left to accept. */
export const InvitationWithdrawn = event('InvitationWithdrawn', Invitation, {
  audience: ({ invited }) => [invited],
});

/** A player of a game that is over wants a rematch of it: the other hears it wherever they are. */
export const InvitedToRematch = event('InvitedToRematch', Invitation, {
  audience: ({ invited }) => [invited],
});

/**
 * Who came and who went since the last of these, and how many are online now: its size is that of the
 * change, not of the crowd. `left`, where there are any, have given up their names, and will not come back. A listener that begins, or was away, asks `users.getUsersOnline`,
 * or `users.getPresence` of those who matter.
 */
export const UsersOnlineUpdated = event(
  'UsersOnlineUpdated',
  z.object({
    online: z.array(PublicUser),
    offline: z.array(UserId),
    left: z.array(UserId).optional(),
    total: z.number().int().min(0),
  }),
  { live: true },
);
