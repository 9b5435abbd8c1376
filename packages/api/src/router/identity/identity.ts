import type { Guard, Rejection } from '@tic-tac-toe/domain/kit';
import { actingBy } from '@tic-tac-toe/domain/contracts';
import type { PublicUser, SessionId, SocketSessionId, UserId } from '@tic-tac-toe/domain';

export type { SessionId, SocketSessionId };

/** A sign-in that was valid when the call, or the connection, began, and has not been signed out of since. */
export interface Identity {
  readonly sessionId: SessionId;
  readonly userId: UserId;
  /** Milliseconds since the Unix epoch. A connection outlives many calls: each call looks again. */
  readonly expiresAt: number;
}

/** What is asked for by a sign-in is done while that lasts. */
export const guardOf = ({ sessionId }: Identity): Guard => actingBy(sessionId);

/** A session that was started for a user, or why there is none. */
export type StartedSession =
  | {
      readonly ok: true;
      readonly userId: UserId;
      readonly token: string;
      readonly expiresAt: number;
      readonly position: number;
    }
  | { readonly ok: false; readonly rejection: Rejection };

/** A device link that was made, or why there is none. */
export type MadeDeviceLink =
  | { readonly ok: true; readonly secret: string; readonly expiresAt: number; readonly position: number }
  | { readonly ok: false; readonly rejection: Rejection };

/** What only the server can do for the session procedures: make tokens, hash them, set cookies. */
export interface SessionGate {
  /**
   * The name for the user, a new random 256-bit token, and the session kept for it: all of it or nothing. Sets the
   * cookie where the transport has one.
   */
  start(user: PublicUser): Promise<StartedSession>;
  /** A link that signs another device in as this user, once and soon: its secret, 256 random bits. */
  makeDeviceLink(identity: Identity): Promise<MadeDeviceLink>;
  /** Whose link this is the secret of; null where it is of no use. */
  ownerOf(secret: string): Promise<UserId | null>;
  /**
   * Uses the link up for a new session, as `start` makes one.
   * @param by told again where the answer was lost, and by nobody else
   */
  startFromLink(secret: string, by: string): Promise<StartedSession>;
  /** Whether the caller has brought the cookie that this sets, for the caller to bring the next time. */
  keepsCookie(): boolean;
  /**
   * Ends the caller's sign-in on this device: its sessions and their connections; clears the cookie.
   * @returns the position that what this led to stands at in the log; 0 where there was nothing to end any more
   */
  end(identity: Identity): Promise<number>;
  /** The same for who has become somebody else on this device: the cookie is theirs already. */
  leave(identity: Identity): Promise<void>;
  /**
   * From now on the connection ends with this session, which has said whose it is. With null, for a session that has
   * ended meanwhile, it ends now.
   */
  adopt(connection: SocketSessionId, identity: Identity | null): void;
}
