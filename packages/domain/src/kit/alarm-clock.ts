import type { Bus } from './bus.ts';
import type { Clock, Store } from './ports.ts';

/** Timers read at once: a crowd that is due together is fired in such portions. */
const PORTION = 200;

/** How long to wait before firing again where the store, or what a timer led to, failed. */
const RETRY_MS = 1_000;

/**
 * What a player keeps after an outage: timers that are overdue at start, or due sooner than this, are put
 * off until then, so that nobody loses a turn by the server's absence. Twice what clients wait at most before
 * they try to connect again.
 */
export const GRACE_MS = 10_000;

/** Wakes up for the earliest timer of the stores, and has the bus fire what is due. */
export interface AlarmClock {
  start(): Promise<void>;
  /** A timer wants to wake up at this instant: perhaps earlier than the alarm is set for. */
  expect(wakeAt: number): void;
  stop(): void;
}

interface Parts {
  readonly store: Store;
  /** Its timers end with the process: no outage takes their time. */
  readonly live: Store;
  readonly clock: Clock;
  readonly bus: () => Pick<Bus, 'fire' | 'postpone'>;
  readonly onFailed: (error: unknown) => void;
}

export function createAlarmClock({ store, live, clock, bus, onFailed }: Parts): AlarmClock {
  const stores = [store, live];
  let running = false;
  let firing = false;
  let armedAt = Infinity;
  let disarm: () => void = () => {};
  /** The earliest instant that somebody asked for while timers were being fired. */
  let expected = Infinity;

  function arm(at: number): void {
    if (!running || at >= armedAt) return;
    disarm();
    armedAt = at;
    disarm = clock.alarm(at, () => void ring());
  }

  /** Never throws: what fails is tried again, after a while. */
  async function ring(): Promise<void> {
    armedAt = Infinity;
    if (firing || !running) return;
    firing = true;
    expected = Infinity;
    let notBefore = -Infinity;
    const tryAgain = (error: unknown): number => {
      onFailed(error);
      return (notBefore = clock.now() + RETRY_MS);
    };
    for (const each of stores) await fireDue(each).catch(tryAgain);
    const next = await nextWake().catch(tryAgain);
    firing = false;
    arm(Math.max(notBefore, Math.min(next, expected)));
  }

  /** A timer that fails stays where it is, and keeps nobody else from being fired. */
  async function fireDue(from: Store): Promise<void> {
    while (running) {
      const due = await from.timersDue(clock.now(), PORTION);
      if (due.length === 0) return;
      const failures = failuresOf(await Promise.allSettled(due.map(({ key }) => bus().fire(key))));
      if (failures.length === due.length) throw failures[0];
    }
  }

  async function nextWake(): Promise<number> {
    const wakes = await Promise.all(stores.map(async (each) => each.nextWake()));
    return Math.min(...wakes.map((wake) => wake ?? Infinity));
  }

  /** Where the store fails, the server starts all the same: it recovers with its store. */
  async function grantGrace(): Promise<void> {
    const until = clock.now() + GRACE_MS;
    for (;;) {
      const near = await store.timersDue(until - 1, PORTION);
      if (near.length === 0) return;
      const failures = failuresOf(
        await Promise.allSettled(near.map(({ key }) => bus().postpone(key, until))),
      );
      for (const error of failures) onFailed(error);
      if (failures.length === near.length) return;
    }
  }

  return {
    async start() {
      await grantGrace();
      running = true;
      arm(await nextWake());
    },
    expect(wakeAt) {
      if (firing) expected = Math.min(expected, wakeAt);
      else arm(wakeAt);
    },
    stop() {
      running = false;
      disarm();
      armedAt = Infinity;
    },
  };
}

const failuresOf = (results: readonly PromiseSettledResult<unknown>[]): readonly unknown[] =>
  results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
