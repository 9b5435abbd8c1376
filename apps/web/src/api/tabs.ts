import type { Connection } from '@tic-tac-toe/api/client';

/**
 * Over streams, two of the six connections that a browser has for a server are taken by each page: with three tabs,
 * not even a move would get through. So hidden pages listen only until another one is looked at. One that is hidden
 * behind other sites goes on, and its player stays online.
 */
export function listenWhereSeen(connection: Pick<Connection, 'rest'>): void {
  const pages = openChannel('seen');
  const look = () => {
    if (document.hidden) return;
    connection.rest(false);
    pages?.postMessage(null);
  };
  pages?.addEventListener('message', () => connection.rest(document.hidden));
  document.addEventListener('visibilitychange', look);
  // Opened in the background, and not looked at yet.
  connection.rest(document.hidden);
  look();
}

/** Null where the browser has none, or keeps what pages of a site share from them: those that block cookies may. */
export function openChannel(name: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(name);
  } catch {
    return null;
  }
}
