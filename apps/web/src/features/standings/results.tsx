import { playerPath } from '@tic-tac-toe/domain/contracts';
import { memo } from 'react';
import { trpc } from '../../api/trpc.ts';
import { Sheet } from '../../ui/sheet.tsx';
import { useMe } from '../session/me.ts';
import { gamesIn, ResultsTable } from './results-table.tsx';
import { SheetLink } from './sheet-link.tsx';
import { t } from '../../languages/t.ts';

/** The server counts a game some hundred milliseconds after its end: who comes from one may be here before. */
const ASK_AGAIN_MS = 1_000;

/** How my games came out. Nothing at all until one has. */
export const Results = memo(function Results() {
  const { id } = useMe();
  const { data } = trpc.scoring.getResults.useQuery(
    { userId: id },
    {
      // What was played since is not in the copy that was kept.
      gcTime: 0,
      refetchInterval: ({ state: { data, dataUpdateCount } }) =>
        dataUpdateCount < 2 || data?.results === null ? ASK_AGAIN_MS : false,
    },
  );
  const results = data?.results;
  if (!results || gamesIn(results) === 0) return null;
  return (
    <Sheet title={t('Your results')} aside={<SheetLink to={playerPath(id)}>{t('All about you')}</SheetLink>}>
      <ResultsTable results={results} />
    </Sheet>
  );
});
