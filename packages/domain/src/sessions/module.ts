import { implement } from '../kit/define/index.ts';
import { sessions } from './contract.ts';
import {
  EndSession,
  EndSessionsOf,
  GetSession,
  RenewSession,
  SESSION_NOT_FOUND,
  SessionConnected,
  SessionEnded,
  SessionExpired,
  SessionStarted,
  StartSession,
} from './messages.ts';
import { session, socketSession } from './session.ts';
import {
  endSession,
  endSessionsOf,
  renewSession,
  sessionExpired,
  sessionPostponed,
  startSession,
} from './sign-in.ts';
import { associateUser, closeSocket, openSocket } from './sockets.ts';

/** @param settings.sessionLifetime milliseconds from sign-in, or from the last renewal, to expiry */
export const sessionsModule = ({ sessionLifetime }: { readonly sessionLifetime: number }) =>
  implement(sessions, {
    internal: {
      commands: { StartSession, RenewSession, EndSession, EndSessionsOf },
      queries: { GetSession },
      events: { SessionConnected, SessionStarted, SessionExpired, SessionEnded },
    },
    states: [session, socketSession],
    commands: {
      AssociateUserToSession: associateUser,
      StartSession: startSession(sessionLifetime),
      RenewSession: renewSession(sessionLifetime),
      EndSession: endSession,
      EndSessionsOf: endSessionsOf,
    },
    queries: {
      GetSession: async ({ id }, read) => (await read.get(session, id))?.state ?? SESSION_NOT_FOUND,
    },
    reactions: [openSocket, closeSocket, sessionExpired, sessionPostponed],
  });
