import type { Identity } from '@tic-tac-toe/api/router';
import type { SocketSessionId } from '@tic-tac-toe/domain';
import { identityOf } from '../context.ts';
import type { SignIns } from '../identity/sign-ins.ts';
import { CLOSE, type Connections } from './connections.ts';
import { close } from './sockets.ts';

/**
 * A connection that was opened by nobody ends with the session that said whose it is: its user would stay online
 * otherwise. It still says nothing in that user's name.
 */
export const adopting =
  (connections: Connections) =>
  (id: SocketSessionId, identity: Identity | null): void => {
    const connection = connections.withId(id);
    if (!connection) return;
    if (identity) connections.follow(connection, identity.sessionId);
    else close(connection.client, CLOSE.sessionEnded);
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
