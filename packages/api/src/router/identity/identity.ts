import type { Rejection } from '@tic-tac-toe/domain/kit';
import type { PublicUser, SessionId, SocketSessionId, UserId } from '@tic-tac-toe/domain';

export type { SessionId, SocketSessionId };

/** A sign-in that was valid when the call, or the connection, began, and has not been signed out of since. */
export interface Identity {
  readonly sessionId: SessionId;
  readonly userId: UserId;
  /** Milliseconds since the Unix epoch. A connection outlives many calls: each call looks again. */
  readonly expiresAt: number;
}

/** A session that was started for a user, or why there is none. */
export type StartedSession =
  | { readonly ok: true; readonly token: string; readonly expiresAt: number; readonly position: number }
  | { readonly ok: false; readonly rejection: Rejection };

/** What only the server can do for the session procedures: make tokens, hash them, set cookies. */
export interface SessionGate {
  /**
   * The name for the user, a new random 256-bit token, and the session kept for it: all of it or nothing. Sets the
   * cookie where the transport has one.
   */
  start(user: PublicUser): Promise<StartedSession>;
  /** Whether the caller has brought the cookie that this sets, for the caller to bring the next time. */
  keepsCookie(): boolean;
  /**
   * Ends the caller's sign-in: its sessions and their connections; clears the cookie.
   * @returns the position that what this led to stands at in the log; 0 where there was nothing to end any more
   */
  end(identity: Identity): Promise<number>;
  /**
   * From now on the connection ends with this session, which has said whose it is. With null, for a session that has
   * ended meanwhile, it ends now.
   */
  adopt(connection: SocketSessionId, identity: Identity | null): void;
}
