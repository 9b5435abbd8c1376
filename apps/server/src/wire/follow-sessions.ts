import { identityOf } from '../context.ts';
import type { SignIns } from '../identity/sign-ins.ts';
import { CLOSE, type Connections } from './connections.ts';
import { close } from './sockets.ts';

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
