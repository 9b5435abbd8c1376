import { type InProgress, toMilliseconds } from '@tic-tac-toe/domain/contracts';

/** From here on the time left is shown as urgent. */
const HURRY_BELOW_SECONDS = 6;

export interface Countdown {
  /** Whole seconds, rounded up: 0 only when the time is over. */
  readonly seconds: number;
  readonly hurry: boolean;
}

type Turn = Pick<InProgress, 'deadline' | 'timeout'>;

/** @param now the server's time, milliseconds since the Unix epoch */
export function countdown({ deadline, timeout }: Turn, now: number): Countdown {
  // After an outage a turn may end later than its usual time, and of the server's clock the page knows about a second:
  // the clock is full until then.
  const left = Math.min(timeout, Math.max(0, toMilliseconds(deadline) - now));
  const seconds = Math.ceil(left / 1000);
  return { seconds, hurry: seconds < HURRY_BELOW_SECONDS };
}

const minutesIn = (seconds: number): string => String(Math.floor(seconds / 60));

/** `0:07`, `9:30`. @param limit the most that it ever says: `09:59` of ten minutes, so that nothing moves beside it */
export const clockText = (seconds: number, limit = seconds): string =>
  `${minutesIn(seconds).padStart(minutesIn(limit).length, '0')}:${String(seconds % 60).padStart(2, '0')}`;
