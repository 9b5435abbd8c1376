import type { Context } from '@tic-tac-toe/api/router';
import { NotRunning } from '@tic-tac-toe/domain/kit';
import type { Config } from '../config.ts';
import { callerOf, type ContextParts, socketContext } from '../context.ts';
import { type Credentials, credentialsOf } from '../identity/credentials.ts';
import { announce } from '../identity/presence.ts';
import { looksLikeToken, sessionOf } from '../identity/tokens.ts';
import type { Log } from '../log.ts';
import { type Client, CLOSE, type Connection, type Connections } from './connections.ts';
import { senderOf } from './origin.ts';
import { close } from './sockets.ts';

/**
 * Finds out whose a new connection is, and tells the domain of it. Where it cannot be found out, the connection is
 * anonymous, and is closed so that its client tries again: only one that has gone already makes it throw.
 */
export function createConnectionContext(
  parts: ContextParts,
  connections: Connections,
  config: Config,
  log: Log,
): (client: Client, token: string | undefined) => Promise<Context> {
  async function identify(connection: Connection, credentials: Credentials): Promise<boolean> {
    const { client } = connection;
    const { token } = credentials;
    // Before it is looked up: a session that ends meanwhile finds its connection already.
    if (token !== null && looksLikeToken(token)) connections.follow(connection, sessionOf(token));
    const session = parts.signIns.watch(token);
    const { identity, trusted } = await callerOf(parts, credentials, false).finally(session.stop);
    if (!identity || session.ended) return trusted;
    const release = parts.limits.connectionOf(identity.userId);
    if (!release) {
      close(client, CLOSE.tooMany);
      return false;
    }
    connection.onceEnded(release);
    if (client.readyState !== client.OPEN) release();
    else connection.identity = identity;
    return false;
  }

  return async (client, token) => {
    const connection = connections.of(client);
    if (!connection) throw new Error('A context was asked for a connection that is closed.');
    connection.hasSaidWho();
    const { request, peer } = connection;
    if (!request) throw new Error('A context was asked for twice.');
    const sender = senderOf(request, peer, config.ALLOWED_ORIGINS);
    const credentials = credentialsOf(request, peer, sender, parts.cookie, token);
    const report = (error: unknown) => {
      // A server that stops has closed the door on its way out.
      if (error instanceof NotRunning) return;
      log.error({ connection: connection.id, err: error }, 'a connection failed');
    };
    let trusted = false;
    try {
      trusted = await identify(connection, credentials);
    } catch (error) {
      report(error);
      close(client, CLOSE.unavailable);
    }
    if (connection.identity) connection.request = null;
    await announce(parts.app, connection, report);
    return socketContext(parts, connection, trusted);
  };
}
