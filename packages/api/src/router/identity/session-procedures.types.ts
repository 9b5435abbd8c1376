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

/** A device link, as `sessions.makeDeviceLink` answers it. */
export interface DeviceLink extends Receipt {
  readonly secret: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

interface LinkInput {
  readonly secret: string;
}

type StartReason = Contracts['users']['commands']['createUser']['$reason'];
type StartInput = Pick<Contracts['users']['commands']['createUser']['$data'], 'alias'>;

/** The procedures that no contract has: they need what only the wire knows, tokens and callers. */
export type SessionProcedures = {
  start: Mutation<StartInput, SignIn, StartReason>;
  me: Query<{}, Me, never>;
  /** Over HTTP: sets a cookie that means nothing, and answers whether the caller has brought it. */
  keepsCookie: Query<{}, boolean, never>;
  end: Mutation<{}, Receipt, never>;
  /** A secret that signs another device in as the caller: once, and until it expires. */
  makeDeviceLink: Mutation<{}, DeviceLink, never>;
  /** Whose link it is, for who is to be asked first. It changes nothing; a query would have the secret in its address. */
  whoseDeviceLink: Mutation<LinkInput, { readonly user: PublicUser }, never>;
  /** Signs in as the user who has made the link. `leave` says that who is signed in here as somebody else gives that up. */
  useDeviceLink: Mutation<LinkInput & { readonly leave?: boolean | undefined }, SignIn, never>;
};
