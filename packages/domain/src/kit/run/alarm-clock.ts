import type { Bus } from './bus.ts';
import type { Attendance, Clock, Store, Timer, TimerWrite } from '../ports.ts';
import { createGrace, type Outage } from './grace.ts';
import { createOwnTimers, LEFT_TO_OTHERS_MS, type OwnTimers } from './own-timers.ts';

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

/** Where timers may not ring yet that are due by this server's clock, it looks again so much later. */
const HELD_MS = 20;

/** An alarm that is later than this was missed; a busy server is never that late. */
const MISSED_BY_MS = 3_000;

/** Wakes up for the earliest timer of both stores, and has the bus fire all that are due. */
export interface AlarmClock {
  start(): Promise<void>;
  /** A timer was set, perhaps to wake up earlier than the current alarm, or called off. */
  written(write: TimerWrite): void;
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
  const own = isShared ? createOwnTimers() : null;
  const fireDue = dueTimers({ bus });
  const nextWake = nextWakeOf({ store, live, clock, own });
  const grantGrace = createGrace({ store, clock, bus, outage, isStopped: () => stopped, onFailed });
  const lookAround = lookingAround(outage, grantGrace);
  const ringDurable = durableTimers({ store, clock, outage, lookAround, fireDue, own });

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
    if (isMissed && (await isAlone(attendance))) outage.goesOn = true;
    const heldUntil = await ringDurable(attendance, () => running, tryAgain);
    await fireDue(live, () => (running ? clock.now() : null), tryAgain, null).catch(tryAgain);
    const next = await nextWake().catch(tryAgain);
    firing = false;
    arm(Math.max(notBefore, heldUntil, Math.min(next, expected)));
  }

  return {
    async start() {
      attendance = await store.join();
      // If other servers are running, they have rung the timers: nothing was missed.
      outage.goesOn = await attendance.isAlone();
      await lookAround(attendance, clock.now());
      running = true;
      arm(outage.goesOn ? clock.now() + RETRY_MS : await nextWake());
    },
    written(write) {
      own?.written(write);
      if ('set' in write) expect(write.set.wakeAt);
    },
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

/** Gives time where it is due, for an outage or for servers that have died; answers up to which instant timers may ring. */
const lookingAround =
  (outage: Outage, grantGrace: () => Promise<void>) =>
  async (attendance: Attendance | undefined, now: number): Promise<number> => {
    const { ringsUpTo, bury } = (await attendance?.look(now)) ?? { ringsUpTo: now, bury: null };
    if (outage.goesOn || bury) await grantGrace();
    if (!outage.goesOn) await bury?.();
    return ringsUpTo;
  };

interface DurableParts extends Pick<Parts, 'store' | 'clock'> {
  readonly outage: Outage;
  readonly lookAround: ReturnType<typeof lookingAround>;
  readonly fireDue: ReturnType<typeof dueTimers>;
  readonly own: OwnTimers | null;
}

/** Fires the durable timers that may ring. @returns before when it is no use to ring again */
const durableTimers =
  ({ store, clock, outage, lookAround, fireDue, own }: DurableParts) =>
  async (
    attendance: Attendance | undefined,
    goesOn: () => boolean,
    onTimerFailed: (error: unknown) => void,
  ): Promise<number> => {
    const unreadable = (error: unknown) => {
      outage.goesOn = true;
      onTimerFailed(error);
    };
    const asked = clock.now();
    const ringsUpTo = (await lookAround(attendance, asked).catch(unreadable)) ?? -Infinity;
    // If the store fails meanwhile, stop: the remaining timers need grace before they ring.
    const until = () => (goesOn() && !outage.goesOn ? Math.min(clock.now(), ringsUpTo) : null);
    await fireDue(store, until, onTimerFailed, own).catch(unreadable);
    own?.rung(Math.min(asked, ringsUpTo));
    if (outage.goesOn) return clock.now() + RETRY_MS;
    return ringsUpTo < asked ? clock.now() + HELD_MS : -Infinity;
  };

interface NextWakeParts extends Pick<Parts, 'store' | 'live' | 'clock'> {
  readonly own: OwnTimers | null;
}

/** The store's next timer may be another server's, which rings it in time: it is not asked for at each ring. */
const nextWakeOf = ({ store, live, clock, own }: NextWakeParts): (() => Promise<number>) => {
  if (!own)
    return async () => {
      const wakes = await Promise.all([store.nextWake(), live.nextWake()]);
      return Math.min(...wakes.map((wake) => wake ?? Infinity));
    };
  let lookAt = -Infinity;
  let others = Infinity;
  return async () => {
    if (clock.now() >= lookAt) {
      others = ((await store.nextWake()) ?? Infinity) + LEFT_TO_OTHERS_MS;
      lookAt = clock.now() + LOOK_AT_OTHERS_EVERY_MS;
    }
    const another = others > clock.now() ? others : Infinity;
    return Math.min(lookAt, another, own.nextWake(), (await live.nextWake()) ?? Infinity);
  };
};

/** Whether no other server rings the timers that this one missed. If that is unknown, assume so: grace is given. */
async function isAlone(attendance: Attendance | undefined): Promise<boolean> {
  try {
    return (await attendance?.isAlone()) ?? true;
  } catch {
    return true;
  }
}

/** Fires all timers that are due by `until`, which is null once no more are to ring. One that fails stays set, and the others are still fired. */
const dueTimers =
  ({ bus }: Pick<Parts, 'bus'>) =>
  async (
    from: Store,
    until: () => number | null,
    onTimerFailed: (error: unknown) => void,
    own: OwnTimers | null,
  ): Promise<void> => {
    const failed = new Set<string>();
    const left = new Set<string>();
    for (let instant = until(); instant !== null; instant = until()) {
      const limit = PORTION + failed.size + left.size;
      const found = await from.timersDue(instant, limit);
      const isLeft = (timer: Timer) => own !== null && !own.isToRing(timer, instant);
      for (const timer of found) if (isLeft(timer)) left.add(timer.key);
      const due = found.filter(({ key }) => !failed.has(key) && !left.has(key));
      // The clock was stopped meanwhile, or the store has failed.
      if (until() === null) return;
      const results = await Promise.allSettled(due.map(({ key }) => bus().fire(key)));
      for (const [index, { key }] of due.entries()) {
        const result = results[index];
        if (result?.status !== 'rejected') continue;
        failed.add(key);
        onTimerFailed(result.reason);
      }
      if (found.length < limit) return;
    }
  };
