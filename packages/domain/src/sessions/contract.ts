import { contract } from '../kit/define/index.ts';
import { AssociateUserToSession, GetMyDevices, SessionDisconnected, UserConnected } from './messages.ts';
import { name } from './scope.ts';

export const sessions = contract({
  name,
  commands: { AssociateUserToSession },
  queries: { GetMyDevices },
  events: {},
  accepts: { SessionDisconnected, UserConnected },
});
