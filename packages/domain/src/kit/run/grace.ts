import type { Clock, Store, Timer } from '../ports.ts';
import type { Bus } from './bus.ts';

/** Timers read at once. */
const PORTION = 200;

/**
 * What a player keeps after an outage, of all servers or of their store: timers that are overdue when it ends, or due
 * sooner than this, are put off until then, so that nobody loses a turn by it. Twice what clients wait at most
 * before they try to connect again.
 */
export const GRACE_MS = 10_000;

/** Whether there is an outage: nobody hears timers ring, or what they lead to is not kept. */
export interface Outage {
  goesOn: boolean;
}

interface Parts {
  readonly store: Store;
  readonly clock: Clock;
  readonly bus: () => Pick<Bus, 'postpone'>;
  readonly outage: Outage;
  /** After the end, nothing is put off any more: the next start sees to it. */
  readonly isStopped: () => boolean;
  readonly onFailed: (error: unknown) => void;
}

/**
 * Makes what ends an outage: it puts off what is overdue or nearly so, and brings back what a clock that was set back
 * has moved away. Where that cannot be kept, the outage goes on, and nothing rings. Live timers end with the process: no
 * outage takes their time.
 */
export function createGrace({ store, clock, bus, outage, isStopped, onFailed }: Parts): () => Promise<void> {
  /** Timers that an outage has made late, or that a clock which was set back meanwhile has moved far away. */
  async function displaced(until: number): Promise<readonly Timer[]> {
    const near = await store.timersDue(until - 1, PORTION);
    return near.length > 0 ? near : store.timersSetAfter(clock.now(), PORTION);
  }

  return async () => {
    const until = clock.now() + GRACE_MS;
    // A commit that fails from here on says so again.
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
