import type { Receipt } from '@tic-tac-toe/domain/kit';
import type { Contracts, PublicUser, SocketSessionId } from '@tic-tac-toe/domain/contracts';
import type { Mutation, Query } from '../procedure.types.ts';

/** A sign-in, as `sessions.start` answers it. Browsers have it in a cookie as well; scripts keep the token. */
export interface SignIn extends Receipt {
  readonly user: PublicUser;
  readonly token: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** Who the caller is. */
export interface Me {
  /** Null for who is not signed in. */
  readonly user: PublicUser | null;
  /** The connection that asked; null over HTTP. */
  readonly sessionId: SocketSessionId | null;
}

type StartReason = Contracts['users']['commands']['CreateUser']['$reason'];
type StartInput = Pick<Contracts['users']['commands']['CreateUser']['$data'], 'alias'>;

/** The procedures that no contract has: they need what only the wire knows, tokens and callers. */
export type SessionProcedures = {
  start: Mutation<StartInput, SignIn, StartReason>;
  me: Query<{}, Me, never>;
  /** Over HTTP: sets a cookie that means nothing, and answers whether the caller has brought it. */
  keepsCookie: Query<{}, boolean, never>;
  end: Mutation<{}, Receipt, never>;
};
