import type { IncomingMessage, ServerResponse } from 'node:http';
import type {
  Context,
  Identity,
  Observer,
  SessionGate,
  SignInFirst,
  SocketSessionId,
} from '@tic-tac-toe/api/router';
import type { Application } from '@tic-tac-toe/domain/kit';
import type { SessionCookie } from './identity/cookie.ts';
import { type Credentials, credentialsOf } from './identity/credentials.ts';
import { identityOf, type SignIns } from './identity/sign-ins.ts';
import { isSameSecret, uuidFor } from './identity/tokens.ts';
import type { Connection } from './wire/connections.ts';
import type { ServerLimits } from './wire/limits.ts';
import type { Sender } from './wire/origin.ts';
import type { Peer } from './wire/peer.ts';

export interface ContextParts {
  readonly app: Application;
  readonly signIns: SignIns;
  readonly limits: ServerLimits;
  readonly serviceToken: string | undefined;
  readonly cookie: SessionCookie;
  /** Ties a connection to the session that said, by what it showed, whose it is. */
  readonly adopt: (connection: SocketSessionId, identity: Identity | null, by: Credentials['by']) => void;
  readonly now: () => number;
  /** Null where nobody looks. */
  readonly observer: Observer | null;
  readonly observerOf: (request: IncomingMessage, response: ServerResponse) => Observer | null;
}

/** Sets the cookie of a session that begins or goes on; clears it for one that ends. */
type KeepCookie = (signIn: { readonly token: string; readonly expiresAt: number } | null) => void;

const sessionGate = (
  { signIns, adopt }: ContextParts,
  by: Credentials['by'],
  become: (token: string) => Promise<void>,
  keepCookie: KeepCookie,
  keepsCookie: () => boolean,
): SessionGate => ({
  adopt: (connection, identity) => adopt(connection, identity, by),
  keepsCookie,
  async start(user) {
    const started = await signIns.start(user);
    if (!started.ok) return started;
    keepCookie(started);
    await become(started.token);
    return started;
  },
  makeDeviceLink: signIns.makeDeviceLink,
  ownerOf: signIns.ownerOf,
  async startFromLink(secret, by) {
    const started = await signIns.startFromLink(secret, by);
    if (started.ok) keepCookie(started);
    return started;
  },
  async leave({ sessionId, userId }) {
    await signIns.end({ id: sessionId, userId });
  },
  async end({ sessionId, userId }) {
    const position = await signIns.end({ id: sessionId, userId });
    keepCookie(null);
    return position;
  },
});

export interface Caller {
  readonly identity: Identity | null;
  readonly trusted: boolean;
  /** The session was renewed: a cookie that holds it must last longer too. */
  readonly renewed: boolean;
}

/** Who shows these credentials. Whoever shows none, or wrong ones, is anonymous. */
export async function callerOf(
  { signIns, serviceToken }: Pick<ContextParts, 'signIns' | 'serviceToken'>,
  { token, by }: Credentials,
  canKeepCookie: boolean,
): Promise<Caller> {
  if (token === null) return { identity: null, trusted: false, renewed: false };
  if (by === 'bearer' && serviceToken !== undefined && isSameSecret(token, serviceToken)) {
    return { identity: null, trusted: true, renewed: false };
  }
  const session = await signIns.find(token);
  if (!session) return { identity: null, trusted: false, renewed: false };
  // Where the cookie cannot be told of it, renewing would let the cookie end before its session.
  const current = by === 'bearer' || canKeepCookie ? await signIns.renew(session) : session;
  return { identity: identityOf(current), trusted: false, renewed: current !== session };
}

/** The context of one HTTP request. */
export async function httpContext(
  parts: ContextParts,
  request: IncomingMessage,
  response: ServerResponse,
  peer: Peer,
  sender: Sender,
  first: SignInFirst | null,
): Promise<Context> {
  const { cookie } = parts;
  const shown = { header: request.headers.cookie, secure: peer.secure };
  const keepCookie: KeepCookie = (signIn) =>
    void response.appendHeader(
      'Set-Cookie',
      signIn ? cookie.keep(shown, signIn.token, signIn.expiresAt) : cookie.clear(shown),
    );
  const keepsCookie = (): boolean => {
    response.appendHeader('Set-Cookie', cookie.probe(shown));
    return cookie.hasProbe(shown);
  };
  const credentials = credentialsOf(request, peer, sender, cookie);
  const watch = (token: string | null) => {
    const watched = parts.signIns.watch(token);
    response.once('close', watched.stop);
    if (response.closed) watched.stop();
    return watched;
  };
  let session = watch(credentials.token);
  const { trusted, renewed, ...caller } = await callerOf(parts, credentials, true);
  let { identity } = caller;
  const become = async (token: string): Promise<void> => {
    // Nobody else asks anything in this request.
    if (first === null) return;
    session = watch(token);
    ({ identity } = await callerOf(parts, { token, by: credentials.by }, true));
  };
  if (renewed && identity && credentials.by === 'cookie' && credentials.token !== null) {
    keepCookie({ token: credentials.token, expiresAt: identity.expiresAt });
  }
  return {
    app: parts.app,
    // The body may come long after the headers: what is asked for in it is for a session that has not ended.
    get identity() {
      return session.ended ? null : identity;
    },
    trusted,
    socketSessionId: null,
    network: peer.network,
    sessions: sessionGate(parts, credentials.by, become, keepCookie, keepsCookie),
    signInFirst: first,
    limits: parts.limits,
    drained: () => null,
    now: parts.now,
    observer: parts.observerOf(request, response),
    idFor: uuidFor,
  };
}

/** The context of one WebSocket connection, for as long as it lasts. */
export const socketContext = (parts: ContextParts, connection: Connection, trusted: boolean): Context => ({
  app: parts.app,
  get identity() {
    return connection.identity;
  },
  trusted,
  socketSessionId: connection.id,
  network: connection.peer.network,
  // A connection that is open is told nothing of cookies.
  sessions: sessionGate(
    parts,
    'none',
    async () => {},
    () => {},
    () => false,
  ),
  signInFirst: null,
  limits: parts.limits,
  drained: () => connection.outlet.drained(),
  now: parts.now,
  observer: parts.observer,
  idFor: uuidFor,
});
