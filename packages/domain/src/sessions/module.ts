import { implement } from '../kit/define/index.ts';
import { sessions } from './contract.ts';
import { deviceLink, deviceLinkReactions, isValid, makeDeviceLink, useDeviceLink } from './device-link.ts';
import {
  DeviceLinkExpired,
  EndSession,
  EndSessionsOf,
  GetDeviceLink,
  GetSession,
  MakeDeviceLink,
  RenewSession,
  SessionConnected,
  SessionEnded,
  SessionExpired,
  SessionStarted,
  StartSession,
  UseDeviceLink,
} from './messages.ts';
import { DEVICE_LINK_NOT_VALID, SESSION_NOT_FOUND } from './rejections.ts';
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
      commands: {
        startSession: StartSession,
        renewSession: RenewSession,
        endSession: EndSession,
        endSessionsOf: EndSessionsOf,
        makeDeviceLink: MakeDeviceLink,
        useDeviceLink: UseDeviceLink,
      },
      queries: { getSession: GetSession, getDeviceLink: GetDeviceLink },
      events: { SessionConnected, SessionStarted, SessionExpired, SessionEnded, DeviceLinkExpired },
    },
    states: [session, socketSession, deviceLink],
    commands: {
      associateUserToSession: associateUser,
      startSession: startSession(sessionLifetime),
      renewSession: renewSession(sessionLifetime),
      endSession,
      endSessionsOf,
      makeDeviceLink,
      useDeviceLink,
    },
    queries: {
      getSession: async ({ id }, read) => (await read.get(session, id))?.state ?? SESSION_NOT_FOUND,
      getDeviceLink: async ({ id }, read, { now }) => {
        const link = (await read.get(deviceLink, id))?.state;
        if (!link || !isValid(link, now, null)) return DEVICE_LINK_NOT_VALID;
        return { userId: link.userId, expiresAt: link.expiresAt };
      },
      getMyDevices: async (_data, read, { actor }) => {
        const mine = await read.where(session, 'user', actor);
        return { devices: new Set(mine.map(({ state }) => state.cameBy)).size };
      },
    },
    reactions: [openSocket, closeSocket, sessionExpired, sessionPostponed, ...deviceLinkReactions],
  });
