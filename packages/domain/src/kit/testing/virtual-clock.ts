import type { Clock } from '../ports.ts';

export interface VirtualClock extends Clock {
  /** Moves the clock to the instant, ringing due alarms on the way, earliest first. */
  moveTo(instant: number): Promise<void>;
  /** Time passes without ringing anything: overdue alarms ring when the clock is next moved. */
  sleep(milliseconds: number): void;
  /** When the earliest alarm rings; Infinity where none is set. */
  nextAlarm(): number;
}

/** Microtask turns for promises to settle after an alarm: more than the kit's longest chain needs. */
const TURNS = 200;

export async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await Promise.resolve();
}

/** @param settled resolves when all that an alarm has begun is done */
export function virtualClock(start: number, settled = settle): VirtualClock {
  let now = start;
  const alarms = new Set<{ readonly at: number; readonly wake: () => void }>();
  const earliest = () => [...alarms].toSorted((a, b) => a.at - b.at)[0];
  return {
    now: () => now,
    alarm(at, wake) {
      const alarm = { at, wake };
      alarms.add(alarm);
      return () => void alarms.delete(alarm);
    },
    sleep(milliseconds) {
      now += milliseconds;
    },
    nextAlarm: () => earliest()?.at ?? Infinity,
    async moveTo(instant) {
      await settled();
      for (let next = earliest(); next && next.at <= instant; next = earliest()) {
        now = Math.max(now, next.at);
        alarms.delete(next);
        next.wake();
        await settled();
      }
      now = Math.max(now, instant);
      await settled();
    },
  };
}
