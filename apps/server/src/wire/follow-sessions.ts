import type { Identity, SocketSessionId } from '@tic-tac-toe/api/router';
import type { Credentials } from '../identity/credentials.ts';
import { identityOf, type SignIns } from '../identity/sign-ins.ts';
import { CLOSE, type Connection, type Connections } from './connections.ts';
import type { ServerLimits } from './limits.ts';
import { close } from './sockets.ts';

/**
 * A connection that was opened by nobody ends with the session that said whose it is: its user would stay online
 * otherwise. It still says nothing in that user's name, but is one of those that the user may have.
 */
export const adopting =
  (
    connections: Connections,
    { connectionOf }: Pick<ServerLimits, 'connectionOf'>,
    noteNobodys: (connection: Connection) => void,
  ) =>
  (id: SocketSessionId, identity: Identity | null, by: Credentials['by']): void => {
    const connection = connections.withId(id);
    if (!connection) return;
    // A page whose cookie reaches the server need not say so: its cookie has got lost on this connection alone.
    if (by === 'cookie' && identity && !connection.identity) noteNobodys(connection);
    const { client } = connection;
    if (!identity) return close(client, CLOSE.sessionEnded);
    if (!connections.follow(connection, identity.sessionId)) return;
    const release = connectionOf(identity.userId);
    if (release) connection.onceEnded(release);
    else close(client, CLOSE.tooMany);
  };

/** Keeps the open connections true to their sessions: one that is renewed lasts on, one that ends is closed. */
export function followSessions(signIns: SignIns, connections: Connections): void {
  signIns.onRenewed((session) => {
    for (const connection of connections.following(session.id)) {
      if (connection.identity) connection.identity = identityOf(session);
    }
  });
  signIns.onEnded((session) => {
    const ending = connections.following(session);
    for (const connection of ending) connection.identity = null;
    // In the next turn: the answer to signing out is sent first.
    setImmediate(() => {
      for (const { client } of ending) close(client, CLOSE.sessionEnded);
    });
  });
}
