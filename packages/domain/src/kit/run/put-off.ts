import type { Timer } from '../ports.ts';

/**
 * The timer, due no earlier than `until`. If it was set at an instant that is now in the future, because the clock was
 * set back, its duration counts from now: otherwise it would be late by as much as the clock has jumped.
 */
export function putOff(timer: Timer, until: number, now: number): Timer {
  const { due, setAt, update } = timer;
  const within = setAt > now ? now + (due - setAt) : due;
  const moved = Math.max(within, until);
  return { ...timer, due: moved, wakeAt: update ? until : moved, setAt: Math.min(setAt, now) };
}
