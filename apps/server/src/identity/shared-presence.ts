import type { ConnectionsChange, SharedConnections } from '@tic-tac-toe/db-postgres';
import {
  AssociateUserToSession,
  SessionConnected,
  SessionDisconnected,
  SocketSessionId,
  UserConnected,
  UserId,
} from '@tic-tac-toe/domain';
import type { Application } from '@tic-tac-toe/domain/kit';

/**
 * Users are online while they have a connection, at whichever server: each tells the others of its own, and has the
 * domain treat theirs like its own.
 * @returns what stops it, once the domain knows who is connected elsewhere: who is not known is taken to be gone
 */
export async function sharePresence(
  app: Application,
  connections: SharedConnections,
  onFailed: (error: unknown) => void,
): Promise<() => Promise<void>> {
  const elsewhere = new Set<string>();

  const listening = app.listen(null, ({ live }) => {
    for (const { name, data } of live) {
      if (name === UserConnected.name) {
        const { sessionId: id, userId: user } = UserConnected.schema.parse(data);
        if (!elsewhere.has(id)) connections.opened({ id, user });
      }
      if (name === SessionDisconnected.name) {
        const { sessionId: id } = SessionDisconnected.schema.parse(data);
        if (!elsewhere.has(id)) connections.closed(id);
      }
    }
  });

  let taking: Promise<unknown> = Promise.resolve();
  /** What is asked for together is decided in this order. */
  function take({ opened, closed }: ConnectionsChange): void {
    const work: Promise<unknown>[] = [];
    for (const { id, user } of opened) {
      elsewhere.add(id);
      const sessionId = SocketSessionId.parse(id);
      work.push(
        app.publish(SessionConnected({ sessionId })),
        app.execute(AssociateUserToSession({ sessionId }), { actor: UserId.parse(user) }),
      );
    }
    for (const id of closed) {
      const gone = app.publish(SessionDisconnected({ sessionId: SocketSessionId.parse(id) }));
      work.push(gone.finally(() => elsewhere.delete(id)));
    }
    taking = Promise.all(work.map((each) => each.catch(onFailed)));
  }

  const following = connections.follow(take);
  await following.begun;
  await taking;
  return async () => {
    listening.stop();
    await following.end();
  };
}
