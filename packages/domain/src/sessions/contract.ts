import { contract } from '../kit/contract.ts';
import { AssociateUserToSession, SessionDisconnected } from './messages.ts';

export const sessions = contract({
  name: 'sessions',
  commands: { AssociateUserToSession },
  queries: {},
  events: {},
  accepts: { SessionDisconnected },
});
