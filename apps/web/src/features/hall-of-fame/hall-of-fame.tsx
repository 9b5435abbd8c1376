import { PLAYERS_PATH, type TopThree } from '@tic-tac-toe/domain/contracts';
import { memo } from 'react';
import { Sheet } from '../../ui/sheet.tsx';
import { SheetLink } from '../standings/sheet-link.tsx';
import { counted, ordinal } from '../standings/words.ts';
import { useHallOfFame } from './use-hall-of-fame.ts';
import { t } from '../../languages/t.ts';

/** The three best, live. Three lines always: an empty one is there to be taken. */
export const HallOfFame = memo(function HallOfFame() {
  const { list, isLoading } = useHallOfFame();
  return (
    <Sheet
      title={t('Hall of fame')}
      aside={<span className="text-sm text-soft">{t('100 points a win')}</span>}
    >
      <ol className="px-5 pb-3" aria-busy={isLoading}>
        {[1, 2, 3].map((place) => (
          <Place key={place} place={ordinal(place)} score={list[place - 1]} leads={place === 1} />
        ))}
      </ol>
      <p className="border-t border-line px-5">
        <SheetLink to={PLAYERS_PATH}>{t('All players')}</SheetLink>
      </p>
    </Sheet>
  );
});

interface PlaceProps {
  readonly place: string;
  readonly score: TopThree[number] | undefined;
  readonly leads: boolean;
}

function Place({ place, score, leads }: PlaceProps) {
  return (
    <li className="flex min-h-14 items-center gap-4 border-t border-line first:border-t-0">
      <span className="w-8 shrink-0 text-sm font-semibold text-soft tabular-nums">{place}</span>
      {score ? (
        <>
          <span
            key={score.id}
            title={score.alias}
            className="rising -mx-1 min-w-0 flex-1 truncate px-1 text-lg font-bold"
          >
            <bdi translate="no" className={leads ? 'highlighted' : ''}>
              {score.alias}
            </bdi>
          </span>
          <span className="font-bold tabular-nums">
            <span aria-hidden>{score.score}</span>
            <span className="sr-only">{counted(score.score, 'point')}</span>
          </span>
        </>
      ) : (
        <span className="flex-1 text-soft">{t('Still free')}</span>
      )}
    </li>
  );
}
