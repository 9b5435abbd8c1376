import { randomUUID } from 'node:crypto';
import {
  AssociateUserToSession,
  SessionConnected,
  SessionDisconnected,
  SocketSessionId,
} from '@tic-tac-toe/domain';
import type { Application } from '@tic-tac-toe/domain/kit';
import type { Connection } from '../wire/connections.ts';

export const newConnectionId = (): SocketSessionId => SocketSessionId.parse(randomUUID());

/**
 * Tells the domain of a connection: that it is open, whose it is, and that it is closed. Each tab and each
 * device has its own, and a user is online while at least one is.
 * @returns once the domain knows, so that a first question on the connection already finds its user online
 */
export async function announce(
  app: Application,
  connection: Connection,
  onFailed: (error: unknown) => void,
): Promise<void> {
  const { id: sessionId, identity, client } = connection;
  // Of one that is closed already, nothing would ever say so.
  if (client.readyState !== client.OPEN) return;
  const begun = begin();
  client.on('close', () => {
    void begun.then(() => app.publish(SessionDisconnected({ sessionId }))).catch(onFailed);
  });
  await begun;

  async function begin(): Promise<void> {
    try {
      await app.publish(SessionConnected({ sessionId }));
      if (identity) await app.execute(AssociateUserToSession({ sessionId }), { actor: identity.userId });
    } catch (error) {
      onFailed(error);
    }
  }
}
