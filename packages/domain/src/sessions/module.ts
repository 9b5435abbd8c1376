import { implement } from '../kit/define/index.ts';
import { sessions } from './contract.ts';
import { deviceLink, deviceLinkReactions, isValid, makeDeviceLink, useDeviceLink } from './device-link.ts';
import {
  DEVICE_LINK_NOT_VALID,
  DeviceLinkExpired,
  EndSession,
  EndSessionsOf,
  GetDeviceLink,
  GetSession,
  MakeDeviceLink,
  RenewSession,
  SESSION_NOT_FOUND,
  SessionConnected,
  SessionEnded,
  SessionExpired,
  SessionStarted,
  StartSession,
  UseDeviceLink,
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
      commands: { StartSession, RenewSession, EndSession, EndSessionsOf, MakeDeviceLink, UseDeviceLink },
      queries: { GetSession, GetDeviceLink },
      events: { SessionConnected, SessionStarted, SessionExpired, SessionEnded, DeviceLinkExpired },
    },
    states: [session, socketSession, deviceLink],
    commands: {
      AssociateUserToSession: associateUser,
      StartSession: startSession(sessionLifetime),
      RenewSession: renewSession(sessionLifetime),
      EndSession: endSession,
      EndSessionsOf: endSessionsOf,
      MakeDeviceLink: makeDeviceLink,
      UseDeviceLink: useDeviceLink,
    },
    queries: {
      GetSession: async ({ id }, read) => (await read.get(session, id))?.state ?? SESSION_NOT_FOUND,
      GetDeviceLink: async ({ id }, read, { now }) => {
        const link = (await read.get(deviceLink, id))?.state;
        if (!link || !isValid(link, now, null)) return DEVICE_LINK_NOT_VALID;
        return { userId: link.userId, expiresAt: link.expiresAt };
      },
      GetMyDevices: async (_data, read, { actor }) => {
        const mine = await read.where(session, 'user', actor);
        return { devices: new Set(mine.map(({ state }) => state.cameBy)).size };
      },
    },
    reactions: [openSocket, closeSocket, sessionExpired, sessionPostponed, ...deviceLinkReactions],
  });
