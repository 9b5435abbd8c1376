import { steadyNow } from '@tic-tac-toe/api/client';

/** How soon the server is asked again while the browser takes itself for offline. */
const ASKED_AGAIN_AFTER_MS = 3_000;

/**
 * Whether there is no network. The browser's own word is a hint: in a network without a way out it calls itself
 * offline, and reaches a server there as well as ever. So the server is asked: it is offline who gets no answer.
 */
export function watchNetwork(answers: () => Promise<boolean>) {
  const listeners = new Set<() => void>();
  let offlineSince: number | null = null;
  let looks = 0;

  function set(since: number | null): void {
    if (since === offlineSince) return;
    offlineSince = since;
    for (const listener of listeners) listener();
  }

  async function look(): Promise<void> {
    looks += 1;
    const mine = looks;
    if (navigator.onLine) return set(null);
    const isReached = await answers();
    // Meanwhile the browser may have said something else.
    if (mine !== looks) return;
    set(isReached ? null : (offlineSince ?? steadyNow()));
    setTimeout(() => mine === looks && void look(), ASKED_AGAIN_AFTER_MS);
  }

  addEventListener('online', () => void look());
  addEventListener('offline', () => void look());
  void look();

  return {
    /** Since when there is no network, as `steadyNow` counts; null while there is. */
    offlineSince: () => offlineSince,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
