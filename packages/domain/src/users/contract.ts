import { contract } from '../kit/define/index.ts';
import * as commands from './contract/commands.ts';
import * as queries from './contract/queries.ts';
import {
  InvitationDeclined,
  InvitationWithdrawn,
  InvitedToRematch,
  UserInvited,
  UsersOnlineUpdated,
} from './events.ts';
import { name } from './scope.ts';

export const users = contract({
  name,
  commands,
  queries,
  events: { UserInvited, InvitationDeclined, InvitationWithdrawn, InvitedToRematch, UsersOnlineUpdated },
  accepts: { UserInvited },
});
