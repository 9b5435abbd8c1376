import type { Application, Rejection } from '@tic-tac-toe/domain/kit';
import type { PublicUser, SessionId, SocketSessionId, UserId } from '@tic-tac-toe/domain';

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
  /** Ends the caller's sign-in: its sessions and their connections; clears the cookie. */
  /** @returns the position that what this led to stands at in the log; 0 where there was nothing to end any more */
  end(identity: Identity): Promise<number>;
  /**
   * From now on the connection ends with this session, which has said whose it is. With null, for a session that has
   * ended meanwhile, it ends now.
   */
  adopt(connection: SocketSessionId, identity: Identity | null): void;
}

/** The named limits that procedures consume; the server decides on the numbers. */
export interface Limits {
  /** @throws TRPCError TOO_MANY_REQUESTS */
  consume(limit: 'call' | 'lasting' | 'subscription' | 'signIn', context: Context): Promise<void>;
  /** Counts one more subscription of the caller; the returned function gives it back. @throws TRPCError TOO_MANY_REQUESTS */
  subscription(context: Context): () => void;
}

/**
 * What a procedure knows of its caller. Made by the server, once for each HTTP request and once for each
 * WebSocket connection; who is not known is anonymous, and procedures refuse.
 */
export interface Context {
  readonly app: Application;
  /** To be read when it counts, not earlier: null from the end of the session on. */
  readonly identity: Identity | null;
  /** The caller holds the service token. */
  readonly trusted: boolean;
  /** The connection that the call arrived on, a WebSocket or a stream of events; null for other calls over HTTP. */
  readonly socketSessionId: SocketSessionId | null;
  /** Where the client is, as the limits count: its IPv4 address, or the /64 of its IPv6 address. */
  readonly network: string;
  readonly sessions: SessionGate;
  readonly limits: Limits;
  /** Null where the connection has room for more. Else resolves when it has, and rejects where it was cut off. */
  readonly drained: () => Promise<void> | null;
  /** The clock that sessions expire by, in milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** A version-independent UUID for a name: the same name always gives the same id, which tells nothing of the name. */
  readonly idFor: (name: string) => string;
}
