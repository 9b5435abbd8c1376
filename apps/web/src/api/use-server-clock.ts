import { useSyncExternalStore } from 'react';
import { type Difference, type Reading, estimate, narrow, unknown } from './server-clock.ts';

/* One clock for the whole page, fed by whatever hears the server's time. */
let difference: Difference = unknown;
const listeners = new Set<() => void>();

export function readServerClock(reading: Reading): void {
  difference = narrow(difference, reading);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** @returns milliseconds to add to `steadyNow` to get the server's time */
export const useServerClock = (): number => useSyncExternalStore(subscribe, () => estimate(difference));
