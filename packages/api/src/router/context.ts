import type { Application } from '@tic-tac-toe/domain/kit';
import type { Identity, SessionGate, SocketSessionId } from './identity/identity.ts';
import type { SignInFirst } from './identity/sign-in-first.ts';
import type { Observer } from './observer.ts';

/** The named limits that procedures consume; the server decides on the numbers. */
export interface Limits {
  /** @throws TRPCError TOO_MANY_REQUESTS */
  consume(limit: 'call' | 'lasting' | 'subscription' | 'signIn', context: Context): void;
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
  /** What the other calls of the same request wait for. */
  readonly signInFirst: SignInFirst | null;
  readonly limits: Limits;
  /** Null where the connection has room for more. Else resolves when it has, and rejects where it was cut off. */
  readonly drained: () => Promise<void> | null;
  /** The clock that sessions expire by, in milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Null where nobody looks. */
  readonly observer: Observer | null;
  /** A version-independent UUID for a name: the same name always gives the same id, which tells nothing of the name. */
  readonly idFor: (name: string) => string;
}
