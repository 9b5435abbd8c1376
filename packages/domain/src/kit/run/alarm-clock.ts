import type { Bus } from './bus.ts';
import type { Attendance, Clock, Store } from '../ports.ts';
import { createGrace, type Outage } from './grace.ts';

/** Timers read at once: many that are due together are fired in portions. */
const PORTION = 200;

/** The wait before another try after the store, or a timer's cascade, has failed. */
const RETRY_MS = 1_000;

/**
 * While timers are set, the clock rings at least this often, to detect that the machine slept, the process was suspended
 * or the system clock was set. To users, each of these is an outage.
 */
const LOOK_EVERY_MS = 5_000;

/** Where other servers set timers, too, it looks for them at least this often: the one that has set a timer may be gone. */
const LOOK_AT_OTHERS_EVERY_MS = 2_000;

/** An alarm that is later than this was missed; a busy server is never that late. */
const MISSED_BY_MS = 3_000;

/** Wakes up for the earliest timer of both stores, and has the bus fire all that are due. */
export interface AlarmClock {
  start(): Promise<void>;
  /** A timer was set to wake up at this instant, perhaps earlier than the current alarm. */
  expect(wakeAt: number): void;
  /** The store cannot commit: no durable timer rings until it can. */
  interrupt(): void;
  stop(): Promise<void>;
}

interface Parts {
  readonly store: Store;
  readonly live: Store;
  readonly clock: Clock;
  /** Whether other servers may set timers in `store`. */
  readonly isShared: boolean;
  readonly bus: () => Pick<Bus, 'fire' | 'postpone'>;
  readonly onFailed: (error: unknown) => void;
}

export function createAlarmClock({ store, live, clock, isShared, bus, onFailed }: Parts): AlarmClock {
  let attendance: Attendance | undefined;
  let running = false;
  let stopped = false;
  let firing = false;
  const outage: Outage = { goesOn: false };
  let armedAt = Infinity;
  let disarm: () => void = () => {};
  /** The earliest instant that was expected while timers were being fired. */
  let expected = Infinity;
  const fireDue = dueTimers({ clock, bus });
  const nextWake = nextWakeOf({ store, live, clock, isShared });
  const grantGrace = createGrace({ store, clock, bus, outage, isStopped: () => stopped, onFailed });

  function arm(at: number): void {
    if (!running || at >= armedAt) return;
    disarm();
    armedAt = Math.min(at, clock.now() + LOOK_EVERY_MS);
    disarm = clock.alarm(armedAt, () => void ring());
  }

  function expect(wakeAt: number): void {
    if (firing) expected = Math.min(expected, wakeAt);
    else arm(wakeAt);
  }

  function interrupt(): void {
    outage.goesOn = true;
    expect(clock.now() + RETRY_MS);
  }

  /** Never throws: on a failure, it rings again after a while. */
  async function ring(): Promise<void> {
    const isMissed = clock.now() - armedAt > MISSED_BY_MS;
    armedAt = Infinity;
    if (firing || !running) return;
    firing = true;
    expected = Infinity;
    let notBefore = -Infinity;
    const tryAgain = (error: unknown): number => {
      onFailed(error);
      return (notBefore = clock.now() + RETRY_MS);
    };
    const unreadable = (error: unknown) => {
      outage.goesOn = true;
      tryAgain(error);
    };
    if (isMissed && (await isAlone(attendance))) outage.goesOn = true;
    if (outage.goesOn) await grantGrace().catch(unreadable);
    if (outage.goesOn) notBefore = clock.now() + RETRY_MS;
    // If the store fails meanwhile, stop: the remaining timers need grace before they ring.
    else await fireDue(store, () => running && !outage.goesOn, tryAgain).catch(unreadable);
    await fireDue(live, () => running, tryAgain).catch(tryAgain);
    const next = await nextWake().catch(tryAgain);
    firing = false;
    arm(Math.max(notBefore, Math.min(next, expected)));
  }

  return {
    async start() {
      attendance = await store.join();
      // If other servers are running, they have rung the timers: nothing was missed.
      if (await attendance.isAlone()) await grantGrace();
      running = true;
      arm(outage.goesOn ? clock.now() + RETRY_MS : await nextWake());
    },
    expect,
    interrupt,
    async stop() {
      running = false;
      stopped = true;
      disarm();
      armedAt = Infinity;
      await attendance?.leave();
    },
  };
}

const nextWakeOf =
  ({ store, live, clock, isShared }: Pick<Parts, 'store' | 'live' | 'clock' | 'isShared'>) =>
  async (): Promise<number> => {
    const wakes = await Promise.all([store, live].map(async (each) => each.nextWake()));
    const look = isShared ? clock.now() + LOOK_AT_OTHERS_EVERY_MS : Infinity;
    return Math.min(look, ...wakes.map((wake) => wake ?? Infinity));
  };

/** Whether no other server rings the timers that this one missed. If that is unknown, assume so: grace is given. */
async function isAlone(attendance: Attendance | undefined): Promise<boolean> {
  try {
    return (await attendance?.isAlone()) ?? true;
  } catch {
    return true;
  }
}

/** Fires all timers that are due. One that fails stays set, and the others are still fired. */
const dueTimers =
  ({ clock, bus }: Pick<Parts, 'clock' | 'bus'>) =>
  async (from: Store, goesOn: () => boolean, onTimerFailed: (error: unknown) => void): Promise<void> => {
    const failed = new Set<string>();
    while (goesOn()) {
      const found = await from.timersDue(clock.now(), PORTION + failed.size);
      const due = found.filter(({ key }) => !failed.has(key));
      // The clock was stopped meanwhile, or the store has failed.
      if (due.length === 0 || !goesOn()) return;
      const results = await Promise.allSettled(due.map(({ key }) => bus().fire(key)));
      for (const [index, { key }] of due.entries()) {
        const result = results[index];
        if (result?.status !== 'rejected') continue;
        failed.add(key);
        onTimerFailed(result.reason);
      }
    }
  };
