import type { ModuleEvent, Resync } from '@tic-tac-toe/api';
import type { Contracts, UserId } from '@tic-tac-toe/domain/contracts';

export type Invitation = Contracts['users']['queries']['getMyInvitations']['$answer']['invitations'][number];

/** What the users module tells its subscribers. */
export type UsersEvent = Exclude<ModuleEvent<'users'>, Resync>;

/** Folds one event into the invitations that wait for `me`. */
export function withEvent(
  before: readonly Invitation[],
  event: UsersEvent,
  me: UserId | null,
): readonly Invitation[] {
  switch (event.type) {
    case 'UserInvited': {
      const { host, invited, game } = event.data;
      return invited === me ? [...without(before, game), { host, game }] : before;
    }
    case 'InvitationWithdrawn':
    case 'InvitationDeclined':
      return event.data.invited === me ? without(before, event.data.game) : before;
    case 'InvitedToRematch':
    case 'UsersOnlineUpdated':
      return before;
    default:
      // Of a newer server: no invitation that this page knows of.
      event satisfies never;
      return before;
  }
}

const without = (invitations: readonly Invitation[], game: Invitation['game']) =>
  invitations.filter((invitation) => invitation.game !== game);
