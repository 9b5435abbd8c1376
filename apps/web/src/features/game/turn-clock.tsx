import { steadyNow } from '@tic-tac-toe/api/client';
import { type InProgress, toMilliseconds } from '@tic-tac-toe/domain/contracts';
import { useEffect, useReducer, useRef } from 'react';
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
        className={`text-end text-[2rem] leading-[1.1] font-extrabold tracking-[-0.03em] tabular-nums md:text-5xl ${hurry ? 'text-x' : ''}`}
      >
        {clockText(seconds)}
      </p>
      <Bar turn={turn} difference={difference} hurry={hurry} />
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
  readonly turn: InProgress;
  readonly difference: number;
  readonly hurry: boolean;
}

/** It runs out by itself: the browser moves it, and the page does nothing for that. */
function Bar({ turn: { deadline, timeout }, difference, hurry }: BarProps) {
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const left = toMilliseconds(deadline) - steadyNow() - difference;
    const running = bar.current?.animate([{ transform: 'scaleX(1)' }, { transform: 'scaleX(0)' }], {
      id: 'clock',
      duration: timeout,
      fill: 'both',
    });
    if (running) running.currentTime = timeout - left;
    return () => running?.cancel();
  }, [deadline, timeout, difference]);
  return (
    <div className="mt-3 h-1.5 overflow-hidden rounded-full bg-line" aria-hidden>
      <div
        ref={bar}
        className={`h-full origin-left rtl:origin-right rounded-full ${hurry ? 'bg-x' : 'bg-ink'}`}
      />
    </div>
  );
}
