import { z } from 'zod';
import { ActorId, type Guard, Instant, rejection } from '../kit/define/index.ts';
import { state } from './scope.ts';

/** A sign-in. Its id is the hash of its token: the token itself is nowhere but with its holder. */
export const SessionId = z.string().min(32).max(128).brand('SessionId');
export type SessionId = z.output<typeof SessionId>;

/** The hash of a device link's secret. */
export const DeviceLinkId = z.string().min(32).max(128).brand('DeviceLinkId');
export type DeviceLinkId = z.output<typeof DeviceLinkId>;

/** `cameBy` is the link by which a further device has come to it; absent on the device where the user began. */
export const Session = z.object({
  id: SessionId,
  userId: ActorId,
  startedAt: Instant,
  expiresAt: Instant,
  cameBy: DeviceLinkId.exactOptional(),
});
export type Session = z.output<typeof Session>;

export const session = state('session', Session, {
  // Further devices were added: a session of before is of the first.
  version: 2,
  upcasts: { 1: (old: unknown) => old },
  indexes: { user: ({ userId }) => [userId] },
});

/** The session has ended, perhaps at another server, before what it asked for was done. */
export const SIGN_IN_REQUIRED = rejection('SIGN_IN_REQUIRED', 'UNAUTHORIZED');

/** Whoever acts by a session does nothing after its end, at whichever server. */
export const actingBy = (id: SessionId): Guard => ({ definition: session, id, refusal: SIGN_IN_REQUIRED });

/** Socket sessions: one per open connection, told apart by a random id. */
export const SocketSessionId = z.uuid().brand('SocketSessionId');
export type SocketSessionId = z.output<typeof SocketSessionId>;

/** An open connection, and whose it is once somebody has said so. */
export const SocketSession = z.object({ id: SocketSessionId, userId: ActorId.nullable() });

export const socketSession = state('socketSession', SocketSession, { live: true });
