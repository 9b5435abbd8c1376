import type { Timer } from '../ports.ts';

/**
 * The timer, due at `until` at the earliest, and at the latest after its own time: one that was set in what is the
 * future now, since the clock was set back, would else stay for as long as the clock has jumped.
 */
export function putOff(timer: Timer, until: number, now: number): Timer {
  const { due, setAt, update } = timer;
  const within = setAt > now ? now + (due - setAt) : due;
  const moved = Math.max(within, until);
  return { ...timer, due: moved, wakeAt: update ? until : moved, setAt: Math.min(setAt, now) };
}
