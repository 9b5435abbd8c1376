import { z } from 'zod';
import { state } from '../kit/state.ts';
import { Instant } from '../kit/time.ts';
import { SocketSessionId } from '../users/events.ts';
import { UserId } from '../users/ids.ts';

/** A sign-in. Its id is the hash of its token: the token itself is nowhere but with its holder. */
export const SessionId = z.string().min(32).max(128).brand('SessionId');
export type SessionId = z.output<typeof SessionId>;

export const Session = z.object({ id: SessionId, userId: UserId, startedAt: Instant, expiresAt: Instant });
export type Session = z.output<typeof Session>;

export const session = state('session', Session, { indexes: { user: ({ userId }) => [userId] } });

/** An open connection, and whose it is once somebody has said so. */
export const SocketSession = z.object({ id: SocketSessionId, userId: UserId.nullable() });

export const socketSession = state('socketSession', SocketSession, { live: true });
