import type { GameId } from '@tic-tac-toe/domain/contracts';
import { memo, useEffect, useState } from 'react';
import { trpc } from '../../api/trpc.ts';
import { t } from '../../languages/t.ts';

/** People come and go, and nobody waits for that: no feed tells of it. */
const ASKED_EVERY_MS = 5_000;

/** Who has just sat down follows the game for a moment as the visitor that they were. */
const COUNTED_AFTER_MS = 3_000;

function useLater(milliseconds: number): boolean {
  const [isLater, setLater] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLater(true), milliseconds);
    return () => clearTimeout(timer);
  }, [milliseconds]);
  return isLater;
}

/** How many follow the game without playing in it, whoever looks at the page included. Nothing where nobody does. */
export const Watching = memo(function Watching({ gameId }: { readonly gameId: GameId }) {
  const isCounted = useLater(COUNTED_AFTER_MS);
  const { data } = trpc.games.getWatchers.useQuery(
    { gameId },
    { enabled: isCounted, refetchInterval: ASKED_EVERY_MS, refetchOnMount: 'always', gcTime: 0 },
  );
  return <WatchingCount count={data?.watching ?? 0} />;
});

/** At the end of a row that is there all the same: nothing moves when it comes. */
const WatchingCount = ({ count }: { readonly count: number }) =>
  count > 0 && (
    <p className="ms-auto flex min-h-11 items-center text-[0.9375rem] whitespace-nowrap text-soft tabular-nums">
      {t('{n} watching', { n: count })}
    </p>
  );
