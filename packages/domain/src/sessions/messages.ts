import { z } from 'zod';
import { ActorId, Instant } from '../kit/define/index.ts';
import { DEVICE_LINK_NOT_VALID, SESSION_ALREADY_EXISTS, SESSION_NOT_FOUND } from './rejections.ts';
import { DeviceLinkId, Session, SessionId, SocketSessionId } from './session.ts';
import { command, event, query } from './scope.ts';

export { associateUserToSession as AssociateUserToSession } from './contract/commands.ts';
export { getMyDevices as GetMyDevices } from './contract/queries.ts';

export const SessionDisconnected = event('SessionDisconnected', z.object({ sessionId: SocketSessionId }), {
  live: true,
});

/** A user has one more connection. */
export const UserConnected = event(
  'UserConnected',
  z.object({ userId: ActorId, sessionId: SocketSessionId }),
  { live: true },
);

/* Said and heard inside the server only. */

export const StartSession = command(
  'StartSession',
  z.object({ id: SessionId, userId: ActorId, cameBy: DeviceLinkId.exactOptional() }),
  { access: 'service', rejections: [SESSION_ALREADY_EXISTS] },
);

/** The caller wants to act on another device, too: whoever shows the secret of this link, once and soon, is signed in there. */
export const MakeDeviceLink = command('MakeDeviceLink', z.object({ id: DeviceLinkId, userId: ActorId }), {
  access: 'service',
  rejections: [SESSION_NOT_FOUND, DEVICE_LINK_NOT_VALID],
});

/** `by` tells a retry, whose answer was lost, from somebody else who has got hold of the link. */
export const UseDeviceLink = command(
  'UseDeviceLink',
  z.object({ id: DeviceLinkId, by: z.string().min(32).max(128), session: SessionId }),
  { access: 'service', rejections: [DEVICE_LINK_NOT_VALID] },
);

/** Whose link it is, as long as it is of use. */
export const GetDeviceLink = query(
  'GetDeviceLink',
  z.object({ id: DeviceLinkId }),
  z.object({ userId: ActorId, expiresAt: Instant }),
  { access: 'service', rejections: [DEVICE_LINK_NOT_VALID] },
);

export const DeviceLinkExpired = event('DeviceLinkExpired', z.object({ id: DeviceLinkId }));

/** Moves the expiry of a session in use; the server asks for it at most once a day. */
export const RenewSession = command('RenewSession', z.object({ id: SessionId }), {
  access: 'service',
  rejections: [SESSION_NOT_FOUND],
});

export const EndSession = command('EndSession', z.object({ id: SessionId, userId: ActorId }), {
  access: 'service',
  rejections: [SESSION_NOT_FOUND],
});

/** Ends all sessions of a user, where there are any: as if the user had signed out everywhere. */
export const EndSessionsOf = command('EndSessionsOf', z.object({ userId: ActorId }), {
  access: 'service',
  rejections: [SESSION_NOT_FOUND],
});

export const GetSession = query('GetSession', z.object({ id: SessionId }), Session, {
  access: 'service',
  rejections: [SESSION_NOT_FOUND],
});

export const SessionConnected = event('SessionConnected', z.object({ sessionId: SocketSessionId }), {
  live: true,
});

export const SessionStarted = event(
  'SessionStarted',
  z.object({ id: SessionId, userId: ActorId, expiresAt: Instant }),
);

export const SessionExpired = event('SessionExpired', z.object({ id: SessionId, userId: ActorId }));

/**
 * Signed out or expired: the server closes the connections of this session. `last`: it was the user's only one,
 * so that nobody can act as this user any more.
 */
export const SessionEnded = event(
  'SessionEnded',
  z.object({ id: SessionId, userId: ActorId, last: z.boolean() }),
  { acrossServers: true },
);
