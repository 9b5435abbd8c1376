import type { TimePerTurn } from '@tic-tac-toe/domain/contracts';
import ChevronDown from 'lucide-react/icons/chevron-down';
import { times } from './use-time-per-turn.ts';
import { t } from '../../languages/t.ts';

interface Props {
  /** Undefined: as the server is set. */
  readonly time: TimePerTurn | undefined;
  readonly onChange: (time: TimePerTurn | undefined) => void;
}

/** How long each turn of the games that are opened here may take. */
export function TimeChoice({ time, onChange }: Props) {
  return (
    <label className="relative inline-flex grow sm:grow-0">
      <span className="sr-only">{t('Time for a turn')}</span>
      <select
        value={time ?? ''}
        onChange={({ target }) => onChange(times.find((each) => String(each) === target.value))}
        className="min-h-11 w-full cursor-pointer appearance-none rounded-full border border-edge bg-sheet pe-9 ps-4 text-[0.9375rem] font-semibold text-ink"
      >
        <option value="">{t('Usual time')}</option>
        {times.map((each) => (
          <option key={each} value={each}>
            {t('{n} s a turn', { n: each / 1_000 })}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 end-3 size-4.5 -translate-y-1/2 text-soft"
      />
    </label>
  );
}
