import type { Clock } from '@tic-tac-toe/domain/kit';

/**
 * Timers of the runtime count time that the machine was awake, and at most 2^31 ms of it. Looking at the wall
 * clock at least this often makes alarms right within it, after a sleep or a change of the clock too.
 */
const LONGEST_NAP_MS = 10_000;

export const systemClock: Clock = {
  now: () => Date.now(),
  alarm(at, wake) {
    let timer: NodeJS.Timeout;
    // A timer may fire a millisecond before its time by the wall clock: looking again makes it never early.
    const look = () => {
      const left = at - Date.now();
      if (left <= 0) wake();
      else timer = setTimeout(look, Math.min(left, LONGEST_NAP_MS));
    };
    timer = setTimeout(look, Math.max(0, Math.min(at - Date.now(), LONGEST_NAP_MS)));
    return () => clearTimeout(timer);
  },
};
