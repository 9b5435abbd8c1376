import { steadyNow } from '@tic-tac-toe/api/client';
import { type InProgress, toMilliseconds } from '@tic-tac-toe/domain/contracts';
import { useEffect, useReducer } from 'react';
import { useServerClock } from '../../api/use-server-clock.ts';
import { t, tn } from '../../languages/t.ts';
import { clockText, countdown } from './countdown.ts';

interface Props {
  readonly turn: InProgress;
  readonly mine: boolean;
}

/** The time left in this turn, by the server's clock. */
export function TurnClock({ turn, mine }: Props) {
  const difference = useServerClock();
  useEachSecond(turn, difference);
  const { seconds, hurry } = countdown(turn, steadyNow() + difference);
  return (
    <div>
      <p
        role="timer"
        translate="no"
        aria-label={tn(seconds, '{n} second left', '{n} seconds left')}
        className="text-end text-[2rem] leading-[1.1] font-extrabold tracking-[-0.03em] tabular-nums md:text-5xl"
      >
        <span className={hurry ? 'highlighted' : ''}>{clockText(seconds, turn.timeout / 1_000)}</span>
      </p>
      <Bar left={Math.min(1, (seconds * 1_000) / turn.timeout)} />
      {/* Said once, not every second. */}
      <span className="sr-only" aria-live="assertive">
        {mine && hurry && seconds > 0 ? t('Five seconds left.') : ''}
      </span>
    </div>
  );
}

/** Draws the clock again when another second begins, and not more often. */
function useEachSecond({ deadline, timeout }: InProgress, difference: number): void {
  const [seconds, tick] = useReducer((before: number) => before + 1, 0);
  useEffect(() => {
    const left = toMilliseconds(deadline) - steadyNow() - difference;
    if (left <= 0) return;
    // It stands still at its limit.
    const timer = setTimeout(tick, left > timeout ? left - timeout : left % 1_000);
    return () => clearTimeout(timer);
  }, [deadline, timeout, difference, seconds]);
}

interface BarProps {
  /** Of the time for this turn, from 0 to 1. */
  readonly left: number;
}

/**
 * It goes on with the seconds. An animation that runs as long as the turn has the browser draw every frame of it, and a press
 * waits behind that: on a slow phone half of what a mark took to show.
 */
const Bar = ({ left }: BarProps) => (
  <div className="mt-1.5 h-1.5 beside:mt-3 overflow-hidden rounded-full bg-line" aria-hidden>
    <div
      style={{ transform: `scaleX(${left})` }}
      className="h-full origin-left rounded-full bg-ink rtl:origin-right"
    />
  </div>
);
