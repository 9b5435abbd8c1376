import { type LadderRow, playerPath, type UserId } from '@tic-tac-toe/domain/contracts';
import { use, useState } from 'react';
import { Link } from 'wouter';
import { trpc } from '../../api/trpc.ts';
import { Button } from '../../ui/button.tsx';
import { Placeholder } from '../../ui/placeholder.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { Me } from '../session/me.ts';
import { counted, ordinal } from './words.ts';
import { t } from '../../languages/t.ts';

/** All who have played, strongest first. */
export default function LadderPage() {
  useTitle(t('Players'));
  const { rows, total, isLoading, loadMore } = useLadder();
  const me = use(Me);
  return (
    <div className="mx-auto max-w-2xl pt-4 sm:pt-10">
      <h1 className="text-[clamp(2rem,6vw,3.25rem)] leading-[1.06] font-extrabold tracking-[-0.035em]">
        {t('Players')}
      </h1>
      <p className="mt-3 mb-6 text-lg text-soft">
        {t(
          'By strength: it grows as you play, and most by beating who is strong. Of two players, the first game of a day counts.',
        )}
      </p>
      {me && <MyRank id={me.id} />}
      <Sheet
        title={t('Strongest first')}
        aside={total !== undefined && <span className="text-sm text-soft">{counted(total, 'player')}</span>}
      >
        <div className="px-5 pb-3" aria-busy={isLoading}>
          {total === 0 && (
            <p className="border-t border-line py-5 text-soft">
              {t('Nobody is ranked yet. Three marks make a game that counts.')}
            </p>
          )}
          {rows.length > 0 && (
            <ol>
              {rows.map((row) => (
                <Row key={row.id} row={row} isMe={row.id === me?.id} />
              ))}
            </ol>
          )}
          {isLoading && <Placeholder label={t('Looking up the players')} className="my-3 h-24" />}
          {loadMore && (
            <div className="border-t border-line pt-3">
              <Button look="quiet" busy={isLoading} busyText={t('Loading…')} onClick={loadMore}>
                {t('Show more')}
              </Button>
            </div>
          )}
        </div>
      </Sheet>
    </div>
  );
}

/** Page after page, each asked for when it is wanted. */
function useLadder() {
  const [afters, setAfters] = useState<readonly (string | undefined)[]>([undefined]);
  const pages = trpc.useQueries((query) =>
    afters.map((after) =>
      query.scoring.getLadder(after === undefined ? {} : { after }, { gcTime: 0, throwOnError: true }),
    ),
  );
  const seen = new Set<string>();
  // Who has moved meanwhile is in two pages.
  const rows = pages
    .flatMap(({ data }) => data?.rows ?? [])
    .filter(({ id }) => !seen.has(id) && seen.add(id));
  const next = pages.at(-1)?.data?.next;
  return {
    rows,
    total: pages[0]?.data?.total,
    isLoading: pages.some(({ isPending }) => isPending),
    loadMore: next == null ? undefined : () => setAfters([...afters, next]),
  };
}

function MyRank({ id }: { readonly id: UserId }) {
  const { data } = trpc.scoring.getProfile.useQuery({ userId: id }, { gcTime: 0 });
  if (!data) return null;
  return (
    <p className="mb-6 text-lg font-semibold" data-testid="my-rank">
      {data.ladder
        ? t('You are {place} of {total}.', {
            place: ordinal(data.ladder.rank),
            total: data.ladder.total,
          })
        : t('You are ranked once you have played a game that counts.')}
    </p>
  );
}

function Row({ row, isMe }: { readonly row: LadderRow & { readonly rank: number }; readonly isMe: boolean }) {
  const { id, alias, strength, games, rank } = row;
  return (
    <li className="flex min-h-14 items-center gap-4 border-t border-line">
      <span className="w-9 shrink-0 text-sm font-semibold text-soft tabular-nums">{ordinal(rank)}</span>
      <span className="flex min-w-0 flex-1 flex-col justify-between sm:flex-row sm:items-center sm:gap-4">
        <Link
          to={playerPath(id)}
          title={alias}
          className="-mx-1 inline-flex min-h-11 max-w-full items-center px-1 text-lg font-bold"
        >
          <bdi translate="no" className={`truncate ${isMe ? 'highlighted' : ''}`}>
            {alias}
          </bdi>
        </Link>
        <span className="-mt-2 pb-2 text-sm text-soft tabular-nums sm:m-0 sm:p-0">
          {counted(games, 'game')}
        </span>
      </span>
      <span className="w-12 text-end font-bold tabular-nums">
        <span className="sr-only">{`${t('Strength')} `}</span>
        <span>{strength}</span>
      </span>
    </li>
  );
}
