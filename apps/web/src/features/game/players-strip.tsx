import {
  type Game,
  type Level,
  levelOf,
  type Series,
  standOf,
  type UserId,
} from '@tic-tac-toe/domain/contracts';
import { type ReactNode, Suspense } from 'react';
import { fitName } from '../../ui/fit-words.ts';
import { MarkIcon } from '../../ui/mark.tsx';
import type { AwaySince } from '../presence/away.ts';
import type { Cast } from '../players/cast.ts';
import { levelNames } from '../players/computer-names.ts';
import { hasReactions } from '../reactions/has-reactions.ts';
import { SeatCorner } from './later.ts';
import { playerToMove } from './seats.ts';
import { t, tn } from '../../languages/t.ts';

interface Props {
  readonly game: Game;
  readonly cast: Cast;
  readonly away: ReadonlyMap<UserId, AwaySince>;
}

/** Both seats: who sits there, with which mark, and whose turn it is; and between them, how their series stands. */
export function PlayersStrip({ game, cast, away }: Props) {
  const [first, second] = game.players;
  const stand = standOf(game);
  const moving = playerToMove(game);
  const seat = (player: UserId | undefined, mark: 'X' | 'O') => (
    <Seat
      mark={mark}
      name={player && cast.aliasOf(player)}
      level={player && levelOf(player)}
      isMe={player === cast.me}
      reacts={player === cast.me && hasReactions(game)}
      corner={player && <SeatCorner game={game} player={player} />}
      moves={player !== undefined && player === moving}
      won={game.stage === 'Ended' && player !== undefined && game.winner === player}
      // Who is away after the end has gone.
      away={player && (game.stage === 'Ended' && away.has(player) ? 'left' : away.get(player))}
    />
  );
  return (
    // By the room that there is for them: beside a large board, no more than on a phone.
    <div className="@container">
      <ul
        aria-label={t('Players')}
        className={`grid gap-1.5 @min-[20rem]:gap-2 @min-[30rem]:gap-3 @max-[15rem]:grid-cols-1! ${stand ? 'grid-cols-[minmax(0,1fr)_auto_minmax(0,1fr)]' : 'grid-cols-2'}`}
      >
        {seat(first, 'X')}
        {stand && <Stand stand={stand} />}
        {seat(second, 'O')}
      </ul>
    </div>
  );
}

const drawsIn = ({ drawn }: Series): string => tn(drawn, '{n} draw', '{n} draws');

function Stand({ stand }: { readonly stand: Series }) {
  const [first, second] = stand.won;
  return (
    <li className="flex flex-col items-center justify-center leading-tight">
      <span className="sr-only">{`${t('Series: {first} to {second}', { first, second })}${stand.drawn > 0 ? `, ${drawsIn(stand)}` : ''}`}</span>
      <span
        aria-hidden
        translate="no"
        className="text-xl font-extrabold tracking-tight tabular-nums @min-[30rem]:text-2xl"
      >
        {`${first}–${second}`}
      </span>
      {stand.drawn > 0 && (
        <span aria-hidden className="text-xs whitespace-nowrap text-soft">
          {drawsIn(stand)}
        </span>
      )}
    </li>
  );
}

/** `border-x` would be the left and right edge, and not the colour of X. */
const edges = { X: 'border-(color:--pen-x)', O: 'border-o' };

interface SeatProps {
  readonly mark: 'X' | 'O';
  readonly name: string | undefined;
  /** Where it is the computer: its name has no room for that in one line. */
  readonly level: Level | undefined;
  readonly isMe: boolean;
  /** The button for that stands under the mark, where it takes nothing from the name. */
  readonly reacts: boolean;
  readonly corner: ReactNode;
  readonly moves: boolean;
  readonly won: boolean;
  /** Undefined for who is here. */
  readonly away: AwaySince | undefined;
}

function Seat({ mark, name, level, isMe, reacts, corner, moves, won, away }: SeatProps) {
  const whereabouts = away === 'left' ? t('has left') : away !== undefined && t('away');
  const whatIDo = moves ? t('you · to move') : won ? t('you · winner') : t('you');
  const about =
    isMe && !whereabouts
      ? whatIDo
      : [
          level ? t(levelNames[level]) : isMe && t('you'),
          whereabouts || (moves && t('to move')),
          won && t('winner'),
        ]
          .filter(Boolean)
          .join(' · ');
  return (
    <li
      className={`relative flex min-h-16 min-w-0 items-center gap-1 rounded-2xl border-2 bg-sheet px-1.5 py-1.5 @min-[20rem]:gap-2 @min-[20rem]:px-2 @min-[30rem]:gap-2.5 @min-[30rem]:px-3 transition-colors ${
        moves ? edges[mark] : 'border-line'
      }`}
    >
      <MarkIcon
        mark={mark}
        className={`size-5 @min-[20rem]:size-6 ${reacts ? 'mb-7 @min-[20rem]:mb-6' : '@min-[30rem]:size-7'}`}
      />
      <div className="min-w-0 flex-1">
        <p title={name} className={`@container font-bold ${name === undefined ? 'text-soft' : ''}`}>
          <span className="sr-only">{`${mark}: `}</span>
          {name === undefined ? (
            <span className="whitespace-nowrap">{t('Free seat')}</span>
          ) : (
            <Name>{level ? t('Computer') : name}</Name>
          )}
        </p>
        {about && (
          <p className="truncate text-xs text-soft @min-[20rem]:text-[0.8125rem] @min-[30rem]:text-sm">
            {about}
          </p>
        )}
      </div>
      <Suspense>{corner}</Suspense>
    </li>
  );
}

/** It is cut at its own end, also where the page is read from the other side. */
function Name({ children }: { readonly children: string }) {
  const { className, style } = fitName(children);
  return (
    <bdi translate="no" style={style} className={className}>
      {children}
    </bdi>
  );
}
