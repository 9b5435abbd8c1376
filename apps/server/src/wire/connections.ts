import type { IncomingMessage } from 'node:http';
import type { Identity, SessionId, SocketSessionId } from '@tic-tac-toe/api/router';
import { newConnectionId } from '../identity/presence.ts';
import type { Outlet } from './back-pressure.ts';
import type { Peer } from './peer.ts';

/** Why the server closes a connection: codes from 4000 are ours (RFC 6455), and say what a client can do. */
export const CLOSE = {
  /** The server goes away; another, or this one again, will answer soon. */
  restarting: [1012, 'The server is restarting.'],
  unavailable: [1013, 'Try again later.'],
  flooding: [1008, 'Too many messages.'],
  silent: [4408, 'Nobody said who this is.'],
  sessionEnded: [4401, 'The session has ended.'],
  tooMany: [4429, 'Too many connections of this user.'],
} as const;

/** The other end of a connection, as much of it as is asked for: a WebSocket has it, and so has a stream. */
export interface Client {
  readonly readyState: number;
  readonly OPEN: number;
  on(event: 'close', listener: () => void): unknown;
  once(event: 'close', listener: () => void): unknown;
  close(code: number, reason: string): void;
  terminate(): void;
}

/** One open WebSocket, or one stream of events over HTTP. */
export interface Connection {
  readonly id: SocketSessionId;
  readonly client: Client;
  /** What opened it. Dropped once it is known whose the connection is: it is a good part of what an idle one costs. */
  request: IncomingMessage | null;
  readonly peer: Peer;
  readonly outlet: Outlet;
  /** It has said whose it is, or that it is nobody's: its patience is for that alone. */
  readonly hasSaidWho: () => void;
  /** Calls `release` once it takes no more room: a stream that may be followed by the next is there for a while yet. */
  readonly onceEnded: (release: () => void) => void;
  /** Whose it is. Follows the session: its renewal, and its end. */
  identity: Identity | null;
}

/** The open connections. A session's are found by its id, to follow what becomes of it. */
export interface Connections {
  add(parts: Omit<Connection, 'id' | 'identity'>): Connection;
  of(client: Client): Connection | undefined;
  withId(id: SocketSessionId): Connection | undefined;
  all(): Iterable<Connection>;
  /** From now on the connection follows this session, and is told of its end. @returns false: it does already */
  follow(connection: Connection, session: SessionId): boolean;
  following(session: SessionId): readonly Connection[];
}

export function createConnections(): Connections {
  const open = new Map<Client, Connection>();
  const byId = new Map<SocketSessionId, Connection>();
  const bySession = new Map<SessionId, Set<Connection>>();

  return {
    add(parts) {
      const connection: Connection = { ...parts, id: newConnectionId(), identity: null };
      const { client, id } = connection;
      open.set(client, connection);
      byId.set(id, connection);
      client.on('close', () => {
        open.delete(client);
        byId.delete(id);
      });
      return connection;
    },
    of: (client) => open.get(client),
    withId: (id) => byId.get(id),
    all: () => open.values(),
    follow(connection, session) {
      const followers = bySession.get(session) ?? new Set();
      if (followers.has(connection)) return false;
      bySession.set(session, followers.add(connection));
      connection.client.on('close', () => {
        followers.delete(connection);
        if (followers.size === 0 && bySession.get(session) === followers) bySession.delete(session);
      });
      return true;
    },
    following: (session) => [...(bySession.get(session) ?? [])],
  };
}
