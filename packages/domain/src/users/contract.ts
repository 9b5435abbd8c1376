import { contract } from '../kit/define/index.ts';
import { ClaimWin, CreateUser, DeclineInvitation, InviteUser } from './commands.ts';
import {
  InvitationDeclined,
  InvitationWithdrawn,
  InvitedToRematch,
  UserInvited,
  UsersOnlineUpdated,
} from './events.ts';
import { GetFreeAlias, GetMyInvitations, GetPresence, GetUser, GetUsersOnline } from './queries.ts';
import { name } from './scope.ts';

export const users = contract({
  name,
  commands: { CreateUser, InviteUser, DeclineInvitation, ClaimWin },
  queries: { GetUser, GetUsersOnline, GetPresence, GetMyInvitations, GetFreeAlias },
  events: { UserInvited, InvitationDeclined, InvitationWithdrawn, InvitedToRematch, UsersOnlineUpdated },
  accepts: { UserInvited },
});
