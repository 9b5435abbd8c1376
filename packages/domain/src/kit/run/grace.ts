import type { Clock, Store, Timer } from '../ports.ts';
import type { Bus } from './bus.ts';

/** Timers read at once. */
const PORTION = 200;

/**
 * Players have at least this long after an outage of all servers or their store: timers that are overdue, or due sooner,
 * are put off until then, so that nobody loses a turn. It is twice the longest wait of clients before they reconnect.
 */
export const GRACE_MS = 10_000;

/** Whether there is an outage: timers do not ring, or their effects cannot be committed. */
export interface Outage {
  goesOn: boolean;
}

interface Parts {
  readonly store: Store;
  readonly clock: Clock;
  readonly bus: () => Pick<Bus, 'postpone'>;
  readonly outage: Outage;
  /** Once stopped, no more timers are put off: the next start does that. */
  readonly isStopped: () => boolean;
  readonly onFailed: (error: unknown) => void;
}

/**
 * Makes the function that ends an outage. It puts off timers that are overdue or nearly so, and brings forward those
 * that would be late by more than the grace because the clock was set back. If that cannot be committed, the outage goes on and nothing rings.
 * Live timers end with the process and need no grace.
 */
export function createGrace({ store, clock, bus, outage, isStopped, onFailed }: Parts): () => Promise<void> {
  /**
   * Timers that are overdue or nearly so; if there are none, those far ahead because the clock was set back. Clocks of
   * several servers differ by as much as a reading of the database's clock takes: to whoever is behind, every timer that
   * the others set would look displaced, and the outage would go on for as long as they are at work.
   */
  async function displaced(until: number): Promise<readonly Timer[]> {
    const near = await store.timersDue(until - 1, PORTION);
    return near.length > 0 ? near : store.timersSetAfter(clock.now() + GRACE_MS, PORTION);
  }

  return async () => {
    const until = clock.now() + GRACE_MS;
    // A commit that fails from here on sets this again.
    outage.goesOn = false;
    while (!outage.goesOn) {
      const found = await displaced(until);
      if (found.length === 0 || isStopped()) return;
      const results = await Promise.allSettled(found.map(({ key }) => bus().postpone(key, until)));
      for (const result of results) {
        if (result.status !== 'rejected') continue;
        outage.goesOn = true;
        onFailed(result.reason);
      }
    }
  };
}
