import { uptime } from 'node:os';
import type { Clock } from '@tic-tac-toe/domain/kit';
import type { Log } from './log.ts';

/**
 * Timers of the runtime count time that the machine was awake, and at most 2^31 ms of it. Looking at the clock at
 * least this often makes alarms right within it, after a sleep too.
 */
const LONGEST_NAP_MS = 10_000;

/** A difference between two of the machine's clocks that is no noise: one was set, or stood still. */
const JUMP_MS = 1_000;

/** How exactly the machine says for how long it has been up: in whole seconds, where it is worst. */
const UP_PRECISION_MS = 2_000;

/**
 * How fast the server's time makes up for a wall clock that was set, in milliseconds of each millisecond: a turn is
 * off by a fifth of a second, ten minutes by six, and an hour is made up for in four days.
 */
const PACE = 0.01;

/** What the machine says of the time, in milliseconds. */
export interface MachineTime {
  /** Since the Unix epoch. Whoever may set it, sets it forward or back. */
  readonly wall: () => number;
  /** Since whenever, never set, and in most systems without the time that the machine slept. */
  readonly awake: () => number;
  /** Since the machine was started, with the time that it slept. Coarse, and slow to ask for. */
  readonly up: () => number;
}

/** This machine's time; `wall` is another wall clock than its own. */
export const machineTime = (wall = () => Date.now()): MachineTime => ({
  wall,
  awake: () => performance.now(),
  up: () => uptime() * 1_000,
});

/**
 * The wall clock as it was at the start, and the time that has passed since: deadlines hold however the wall clock
 * is set meanwhile. It never goes back, and is brought to the wall clock so slowly that no deadline notices.
 * @param onSet hears by how many milliseconds the wall clock was set; below zero is back
 */
export function createClock(onSet: (milliseconds: number) => void, machine = machineTime()): Clock {
  const now = serverTime(machine, onSet);
  return {
    now,
    alarm(at, wake) {
      let timer: NodeJS.Timeout;
      // A timer may fire a millisecond before its time: looking again makes it never early.
      const look = () => {
        const left = at - now();
        if (left <= 0) wake();
        else timer = setTimeout(look, Math.min(left, LONGEST_NAP_MS));
      };
      timer = setTimeout(look, Math.max(0, Math.min(at - now(), LONGEST_NAP_MS)));
      return () => clearTimeout(timer);
    },
  };
}

function serverTime({ wall, awake, up }: MachineTime, onSet: (milliseconds: number) => void): () => number {
  let before = awake();
  let lookedAt = before;
  /* By how much each is ahead of `awake`. */
  let wallAhead = wall() - before;
  let upAhead = up() - before;
  let ahead = wallAhead;

  /** A wall clock that has moved by what the machine has slept was not set. */
  function look(at: number, jump: number): void {
    lookedAt = at;
    const moreUp = up() - at - upAhead;
    upAhead += moreUp;
    const coarse = moreUp < UP_PRECISION_MS ? 0 : moreUp;
    const slept = coarse > 0 && Math.abs(jump - coarse) < UP_PRECISION_MS ? jump : coarse;
    ahead += slept;
    if (Math.abs(jump - slept) >= JUMP_MS) onSet(jump - slept);
  }

  return () => {
    const at = awake();
    const nowAhead = wall() - at;
    const jump = nowAhead - wallAhead;
    wallAhead = nowAhead;
    if (Math.abs(jump) >= JUMP_MS || at - lookedAt >= LONGEST_NAP_MS) look(at, jump);
    const most = (at - before) * PACE;
    before = at;
    ahead += Math.max(-most, Math.min(most, wallAhead - ahead));
    return Math.floor(at + ahead);
  };
}

/** Tells the operator, who may want what is on the clock now to hold at once. */
export const clockWasSet = (log: Pick<Log, 'warn'>) => (milliseconds: number) =>
  log.warn(
    { milliseconds: Math.round(milliseconds) },
    'the clock of this machine was set: deadlines hold, and the server follows it slowly, or when it is restarted',
  );
