import { steadyNow } from '@tic-tac-toe/api/client';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** A server on this very machine needs no network. */
const needsNetwork = !LOOPBACK.has(location.hostname);

let offlineSince = needsNetwork && !navigator.onLine ? steadyNow() : null;

/** Since when the browser has had no network, as `steadyNow` counts; null while it has, or needs none. */
export const network = (): number | null => offlineSince;

export function subscribeToNetwork(listener: () => void): () => void {
  const read = () => {
    offlineSince = needsNetwork && !navigator.onLine ? (offlineSince ?? steadyNow()) : null;
    listener();
  };
  addEventListener('online', read);
  addEventListener('offline', read);
  return () => {
    removeEventListener('online', read);
    removeEventListener('offline', read);
  };
}
