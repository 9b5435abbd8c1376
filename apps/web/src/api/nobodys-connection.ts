import { useSyncExternalStore } from 'react';

/** A feed of this player was refused, as if nobody were signed in. */
interface Refused {
  readonly player: string;
  /** When the server had last said that they are signed in. */
  readonly confirmedAt: number;
}

let refused: Refused | null = null;
const listeners = new Set<() => void>();

export function noteRefused(now: Refused | null): void {
  refused = now;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/**
 * Whether the connection is nobody's although this player is signed in: something on the way keeps the cookie from it.
 * @param askedAt when the server last said that the player is signed in
 */
export function useIsNobodys(player: string | undefined, askedAt: number): boolean {
  const last = useSyncExternalStore(subscribe, () => refused);
  return last !== null && last.player === player && last.confirmedAt !== askedAt;
}
