import type { Timer, TimerWrite } from '../ports.ts';

/**
 * Who has set a timer rings it, and others only where it is so late: if all rang it, all but one would decide and commit in
 * vain.
 */
export const LEFT_TO_OTHERS_MS = 1_000;

/** Of the timers of a store that several servers share, those that this one has set. Others may have replaced them since. */
export interface OwnTimers {
  /** Takes what this server has committed. */
  written(write: TimerWrite): void;
  /** All that wake up by this instant were rung, or are another's now. */
  rung(until: number): void;
  /** Whether this server is to ring a timer that is due at this instant. */
  isToRing(timer: Timer, instant: number): boolean;
  /** When the next of them wakes up; Infinity where there is none. */
  nextWake(): number;
}

export function createOwnTimers(): OwnTimers {
  const wakes = new Map<string, number>();
  return {
    written(write) {
      if ('set' in write) wakes.set(write.set.key, write.set.wakeAt);
      else wakes.delete(write.cancel);
    },
    rung(until) {
      for (const [key, wakeAt] of wakes) if (wakeAt <= until) wakes.delete(key);
    },
    isToRing: ({ key, wakeAt }, instant) =>
      wakes.get(key) === wakeAt || wakeAt <= instant - LEFT_TO_OTHERS_MS,
    nextWake() {
      let next = Infinity;
      for (const wakeAt of wakes.values()) next = Math.min(next, wakeAt);
      return next;
    },
  };
}
