import type { Contracts, UserId } from '@tic-tac-toe/domain/contracts';

type Users = Contracts['users'];
export type Invitation = Users['queries']['GetMyInvitations']['$answer']['invitations'][number];

/** A published event of the users module, as a subscription tells it. */
export type UsersEvent = {
  readonly [Type in keyof Users['events']]: {
    readonly type: Type;
    readonly data: Users['events'][Type]['$data'];
  };
}[keyof Users['events']];

/** Folds one event into the invitations that wait for `me`. */
export function withEvent(
  before: readonly Invitation[],
  event: UsersEvent,
  me: UserId,
): readonly Invitation[] {
  switch (event.type) {
    case 'UserInvited': {
      const { host, invited, game } = event.data;
      return invited === me ? [...without(before, game), { host, game }] : before;
    }
    case 'InvitationWithdrawn':
    case 'InvitationDeclined':
      return event.data.invited === me ? without(before, event.data.game) : before;
    case 'UsersOnlineUpdated':
      return before;
    default:
      return event satisfies never;
  }
}

const without = (invitations: readonly Invitation[], game: Invitation['game']) =>
  invitations.filter((invitation) => invitation.game !== game);
