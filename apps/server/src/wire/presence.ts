import { AssociateUserToSession, SessionConnected, SessionDisconnected } from '@tic-tac-toe/domain';
import { type Application, NotRunning } from '@tic-tac-toe/domain/kit';
import type { Connection } from './connections.ts';

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
  const report = (error: unknown) => {
    // Who is online begins anew with the application: what it missed while it stopped is of no use to it.
    if (!(error instanceof NotRunning)) onFailed(error);
  };
  // Of one that is closed already, nothing would ever say so.
  if (client.readyState !== client.OPEN) return;
  const begun = begin();
  client.on('close', () => {
    void begun.then(() => app.publish(SessionDisconnected({ sessionId }))).catch(report);
  });
  await begun;

  async function begin(): Promise<void> {
    try {
      await app.publish(SessionConnected({ sessionId }));
      if (identity) await app.execute(AssociateUserToSession({ sessionId }), { actor: identity.userId });
    } catch (error) {
      report(error);
    }
  }
}
