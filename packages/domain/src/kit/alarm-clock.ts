import type { Bus } from './bus.ts';
import type { Clock, Store } from './ports.ts';

/** Timers read at once: a crowd that is due together is fired in such portions. */
const PORTION = 200;

/** How long to wait before firing again where the store failed. */
const RETRY_MS = 1_000;

/**
 * What a player keeps after an outage: timers that are overdue at start, or due sooner than this, are put
 * off until then, so that nobody loses a turn by the server's absence.
 */
export const GRACE_MS = 5_000;

/** Wakes up for the earliest timer of the stores, and has the bus fire what is due. */
export interface AlarmClock {
  start(): Promise<void>;
  /** A timer wants to wake up at this instant: perhaps earlier than the alarm is set for. */
  expect(wakeAt: number): void;
  stop(): void;
}

export function createAlarmClock(stores: readonly Store[], clock: Clock, bus: () => Bus): AlarmClock {
  let running = false;
  let firing = false;
  let armedAt = Infinity;
  let disarm: () => void = () => {};

  function arm(at: number): void {
    if (!running || firing || at >= armedAt) return;
    disarm();
    armedAt = at;
    disarm = clock.alarm(at, () => void ring());
  }

  /** Never throws: a store that fails is asked again. */
  async function ring(): Promise<void> {
    armedAt = Infinity;
    if (firing || !running) return;
    firing = true;
    let next: number | null;
    try {
      await fireDue();
      next = await nextWake();
    } catch {
      next = clock.now() + RETRY_MS;
    }
    firing = false;
    if (next !== null) arm(next);
  }

  async function fireDue(): Promise<void> {
    for (const store of stores) {
      let due = await store.timersDue(clock.now(), PORTION);
      while (running && due.length > 0) {
        await Promise.all(due.map(({ key }) => bus().fire(key)));
        due = await store.timersDue(clock.now(), PORTION);
      }
    }
  }

  async function nextWake(): Promise<number | null> {
    const wakes = await Promise.all(stores.map((store) => store.nextWake()));
    const earliest = Math.min(...wakes.map((wake) => wake ?? Infinity));
    return earliest === Infinity ? null : earliest;
  }

  async function grantGrace(): Promise<void> {
    const until = clock.now() + GRACE_MS;
    for (const store of stores) {
      let near = await store.timersDue(until - 1, PORTION);
      while (near.length > 0) {
        await Promise.all(near.map((timer) => bus().postpone(timer, Math.max(timer.due, until))));
        near = await store.timersDue(until - 1, PORTION);
      }
    }
  }

  return {
    async start() {
      await grantGrace();
      running = true;
      const next = await nextWake();
      if (next !== null) arm(next);
    },
    expect: arm,
    stop() {
      running = false;
      disarm();
      armedAt = Infinity;
    },
  };
}
