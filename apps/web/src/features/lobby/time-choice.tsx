import type { TimePerTurn } from '@tic-tac-toe/domain/contracts';
import { ChevronDown, Timer } from 'lucide-react';
import { times } from './use-time-per-turn.ts';

interface Props {
  /** Undefined: as the server is set. */
  readonly time: TimePerTurn | undefined;
  readonly onChange: (time: TimePerTurn | undefined) => void;
}

/** How long each turn of the games that are opened here may take. */
export function TimeChoice({ time, onChange }: Props) {
  return (
    <label className="relative inline-flex">
      <span className="sr-only">Time for a turn</span>
      <Timer
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-4 size-5 -translate-y-1/2 text-soft"
      />
      <select
        value={time ?? ''}
        onChange={({ target }) => onChange(times.find((each) => String(each) === target.value))}
        className="min-h-13 w-full cursor-pointer appearance-none rounded-full border border-edge bg-sheet pr-10 pl-11 font-semibold text-ink"
      >
        <option value="">Usual time</option>
        {times.map((each) => (
          <option key={each} value={each}>{`${each / 1_000} s a turn`}</option>
        ))}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-4 size-5 -translate-y-1/2 text-soft"
      />
    </label>
  );
}
