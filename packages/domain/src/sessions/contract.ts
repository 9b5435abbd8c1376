import { contract } from '../kit/define/index.ts';
import { AssociateUserToSession, SessionDisconnected, UserConnected } from './messages.ts';
import { name } from './scope.ts';

export const sessions = contract({
  name,
  commands: { AssociateUserToSession },
  queries: {},
  events: {},
  accepts: { SessionDisconnected, UserConnected },
});
