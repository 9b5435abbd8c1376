import { type Immediate, isLater } from '../define/awaitable.ts';
import type { Loads } from './loads.ts';
import type { Store, Timer, TimerRead, TimerWrite } from '../ports.ts';

/** `live` says which store keeps it; null, for a cancellation, means either. */
type PendingTimer = TimerWrite & {
  readonly key: string;
  readonly live: boolean | null;
  /** What `undo` goes back to. */
  readonly before: PendingTimer | undefined;
};

/** The timers of a batch: those that it sets and calls off, and those that it has asked the stores for. */
export function createBatchTimers(durableStore: Store, liveStore: Immediate<Store>, loads: Loads) {
  const timers = new Map<string, PendingTimer>();
  /** Those that the durable store was asked for, as it answered. */
  const read = new Map<string, TimerRead>();
  /** What the operation in hand has changed. */
  const changed: PendingTimer[] = [];

  function write(timer: PendingTimer): void {
    changed.push(timer);
    timers.set(timer.key, timer);
  }

  function stored(key: string): Timer | undefined {
    const known = read.get(key);
    if (known) return known.found;
    const keep = (found: Timer | undefined) => {
      read.set(key, { key, found });
      return found;
    };
    const timer = durableStore.timer(key);
    if (!isLater(timer)) return keep(timer);
    loads.wait(`timer/${key}`, timer.then(keep));
    return undefined;
  }

  return {
    reads: (): readonly TimerRead[] => [...read.values()],
    begin() {
      changed.length = 0;
    },
    undo() {
      for (const { key, before } of changed.splice(0).toReversed()) {
        if (before) timers.set(key, before);
        else timers.delete(key);
      }
    },
    find(key: string): Timer | undefined {
      const pending = timers.get(key);
      if (pending) return 'set' in pending ? pending.set : undefined;
      return liveStore.timer(key) ?? stored(key);
    },
    set: (set: Timer, live: boolean) => write({ set, key: set.key, live, before: timers.get(set.key) }),
    cancel: (key: string) => write({ cancel: key, key, live: null, before: timers.get(key) }),
    /** A key always carries the same event, so that it is set in one store; a cancellation goes to both. */
    writes(live: boolean): readonly TimerWrite[] {
      const found: TimerWrite[] = [];
      for (const timer of timers.values()) {
        if (timer.live === live || timer.live === null) found.push(timer);
      }
      return found;
    },
  };
}
