import {
  type BySide,
  isUserId,
  type PlayedGame,
  playerPath,
  type PublicUser,
  toMilliseconds,
  type UserId,
} from '@tic-tac-toe/domain/contracts';
import { use } from 'react';
import { Link } from 'wouter';
import { trpc } from '../../api/trpc.ts';
import { Blank } from '../../ui/blank.tsx';
import { fitWords } from '../../ui/fit-words.ts';
import { Placeholder } from '../../ui/placeholder.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { gamePath } from '../game/game-path.ts';
import { sentenceFor } from '../problems/problems.ts';
import { Me } from '../session/me.ts';
import { gamesIn, ResultsTable } from './results-table.tsx';
import { counted, ordinal } from './words.ts';
import { spokenLanguage, t } from '../../languages/t.ts';
import { tx } from '../../languages/tx.tsx';

export default function ProfilePage({ userId }: { readonly userId: string }) {
  return isUserId(userId) ? <Profile userId={userId} /> : <NoPlayer />;
}

function NoPlayer() {
  useTitle(t('Not found'));
  return (
    <Blank title={t('No such player')}>
      <p className="text-lg text-soft">{t('There is nobody at this address.')}</p>
    </Blank>
  );
}

/** What became of somebody's games. */
function Profile({ userId }: { readonly userId: UserId }) {
  const me = use(Me);
  const { data, error } = trpc.scoring.getProfile.useQuery({ userId }, { gcTime: 0 });
  useTitle(data?.player.alias ?? t('Player'));
  if (error?.data?.code === 'NOT_FOUND') return <NoPlayer />;
  if (error) return <Blank title={t('No answer')}>{sentenceFor(error)}</Blank>;
  if (!data) return <Placeholder label={t('Looking up the player')} className="mt-10 h-72" />;
  const { player, score, ladder, results, rivals } = data;
  const names = new Map([...data.opponents, player].map(({ id, alias }: PublicUser) => [id, alias]));
  const nameOf = (id: UserId) => (id === me?.id ? t('You') : (names.get(id) ?? t('Somebody')));
  const hasPlayed = results !== null && gamesIn(results) > 0;
  return (
    <div className="mx-auto max-w-2xl pt-4 sm:pt-10">
      <h1 className="text-[clamp(2rem,6vw,3.25rem)] leading-[1.06] font-extrabold tracking-[-0.035em] wrap-anywhere @container">
        <bdi translate="no" {...fitWords(player.alias)}>
          {player.alias}
        </bdi>
      </h1>
      <p className="mt-3 mb-6 text-lg text-soft">
        {[
          ladder
            ? t('Strength {strength}, {place} of {total}', {
                strength: ladder.strength,
                place: ordinal(ladder.rank),
                total: ladder.total,
              })
            : t('Not ranked yet'),
          counted(score, 'point'),
        ].join(' · ')}
      </p>
      <div className="flex flex-col gap-5">
        {results === null && <Placeholder label={t('The games are being counted')} className="h-40" />}
        {results !== null && !hasPlayed && (
          <p className="rounded-2xl border border-line bg-sheet p-5 text-soft">
            {t('No game has come to its end yet.')}
          </p>
        )}
        {hasPlayed && (
          <>
            <Sheet title={t('Results')}>
              <ResultsTable results={results} />
            </Sheet>
            {rivals !== null && <Rivals rivals={rivals} nameOf={nameOf} />}
            <LastGames games={results.last} me={me?.id ?? null} nameOf={nameOf} />
          </>
        )}
      </div>
    </div>
  );
}

type NameOf = (id: UserId) => string;

interface RivalsProps {
  readonly rivals: readonly (BySide & { readonly opponent: UserId })[];
  readonly nameOf: NameOf;
}

const sides = [
  ['first', 'Playing first'],
  ['second', 'Playing second'],
] as const;

function Rivals({ rivals, nameOf }: RivalsProps) {
  return (
    <Sheet
      title={t('Opponents')}
      aside={<span className="text-sm text-soft">{t('won – drawn – lost')}</span>}
    >
      <table className="mx-5 mb-3 w-[calc(100%-2.5rem)] table-fixed text-end tabular-nums">
        <thead className="text-sm text-soft">
          <tr>
            <td />
            {sides.map(([side, heading]) => (
              <th key={side} scope="col" className="py-2 ps-2 font-normal">
                {t(heading)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rivals.map((rival) => (
            <tr key={rival.opponent} className="border-t border-line">
              <th scope="row" className="truncate text-start text-lg font-semibold">
                <Link
                  to={playerPath(rival.opponent)}
                  className="inline-flex min-h-11 max-w-full items-center"
                >
                  <bdi translate="no" className="truncate">
                    {nameOf(rival.opponent)}
                  </bdi>
                </Link>
              </th>
              {sides.map(([side]) => {
                const { won, drawn, lost } = rival[side];
                return (
                  <td key={side} className="py-3 ps-2 font-bold whitespace-nowrap">
                    <span aria-hidden>{`${won} – ${drawn} – ${lost}`}</span>
                    <span className="sr-only">
                      {t('{won} won, {drawn} drawn, {lost} lost', { won, drawn, lost })}
                    </span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Sheet>
  );
}

const outcomes = { won: 'Won', drawn: 'Drew', lost: 'Lost' } as const;

const dayAndTime = () =>
  new Intl.DateTimeFormat(spokenLanguage(), { dateStyle: 'medium', timeStyle: 'short' });

interface LastGamesProps {
  readonly games: readonly PlayedGame[];
  /** Null for a visitor. */
  readonly me: UserId | null;
  readonly nameOf: NameOf;
}

function LastGames({ games, me, nameOf }: LastGamesProps) {
  if (games.length === 0) return null;
  return (
    <Sheet title={t('Last games')}>
      <ul className="px-5 pb-3">
        {games.map(({ gameId, opponent, outcome, endedAt }) => (
          <li key={gameId} className="border-t border-line">
            <Link
              to={gamePath(gameId)}
              className="flex min-h-14 flex-col justify-center gap-x-4 py-2 sm:flex-row sm:items-center"
            >
              <span className="min-w-0 truncate text-lg sm:flex-1">
                {tx(opponent === me ? '{outcome} against you' : '{outcome} against {name}', {
                  outcome: <span className="font-bold">{t(outcomes[outcome])}</span>,
                  name: <bdi translate="no">{nameOf(opponent)}</bdi>,
                })}
              </span>
              <time dateTime={endedAt} className="shrink-0 text-sm text-soft tabular-nums">
                {dayAndTime().format(toMilliseconds(endedAt))}
              </time>
            </Link>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
