import type { InProgress } from '@tic-tac-toe/domain/contracts';
import { useNow } from '../../ui/use-now.ts';
import { useServerClock } from '../../api/use-server-clock.ts';
import { clockText, countdown } from './countdown.ts';
import { t, tn } from '../../languages/t.ts';

/** Often enough that each second shows when it begins. */
const READ_EVERY_MS = 200;

/** The time left in this turn, by the server's clock. */
export function TurnClock({ turn, mine }: { readonly turn: InProgress; readonly mine: boolean }) {
  const difference = useServerClock();
  const { seconds, share, hurry } = countdown(turn, useNow(READ_EVERY_MS) + difference);
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
      <div className="mt-3 h-1.5 overflow-hidden rounded-full bg-line" aria-hidden>
        <div
          className={`h-full origin-left rtl:origin-right rounded-full transition-transform duration-200 ease-linear ${hurry ? 'bg-x' : 'bg-ink'}`}
          style={{ transform: `scaleX(${share})` }}
        />
      </div>
      {/* Said once, not every second. */}
      <span className="sr-only" aria-live="assertive">
        {mine && hurry && seconds > 0 ? t('Five seconds left.') : ''}
      </span>
    </div>
  );
}
