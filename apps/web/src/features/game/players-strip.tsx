import type { Game, UserId } from '@tic-tac-toe/domain/contracts';
import { MarkIcon } from '../../ui/mark.tsx';
import type { AwaySince } from '../presence/away.ts';
import type { Cast } from '../players/cast.ts';
import { playerToMove } from './seats.ts';

interface Props {
  readonly game: Game;
  readonly cast: Cast;
  readonly away: ReadonlyMap<UserId, AwaySince>;
}

/** Both seats: who sits there, with which mark, and whose turn it is. */
export function PlayersStrip({ game, cast, away }: Props) {
  const [first, second] = game.players;
  const moving = playerToMove(game);
  const seat = (player: UserId | undefined, mark: 'X' | 'O') => (
    <Seat
      mark={mark}
      name={player && cast.aliasOf(player)}
      isMe={player === cast.me}
      moves={player !== undefined && player === moving}
      won={game.stage === 'Ended' && player !== undefined && game.winner === player}
      away={player && away.get(player)}
    />
  );
  return (
    <ul aria-label="Players" className="grid grid-cols-2 gap-2 sm:gap-3">
      {seat(first, 'X')}
      {seat(second, 'O')}
    </ul>
  );
}

/** `border-x` would be the left and right edge, and not the colour of X. */
const edges = { X: 'border-(color:--pen-x)', O: 'border-o' };

interface SeatProps {
  readonly mark: 'X' | 'O';
  readonly name: string | undefined;
  readonly isMe: boolean;
  readonly moves: boolean;
  readonly won: boolean;
  /** Undefined for who is here. */
  readonly away: AwaySince | undefined;
}

function Seat({ mark, name, isMe, moves, won, away }: SeatProps) {
  const whereabouts = away === 'left' ? 'has left' : away !== undefined && 'away';
  const about = [isMe && 'you', whereabouts || (moves && 'to move'), won && 'winner']
    .filter(Boolean)
    .join(' · ');
  return (
    <li
      className={`flex min-h-16 min-w-0 items-center gap-2 rounded-2xl border-2 bg-sheet px-2 py-2 sm:gap-2.5 sm:px-3 transition-colors ${
        moves ? edges[mark] : 'border-line'
      }`}
    >
      <MarkIcon mark={mark} className="size-6 sm:size-7" />
      <div className="min-w-0 flex-1">
        <p title={name} className={`truncate font-bold ${name === undefined ? 'text-soft' : ''}`}>
          <span className="sr-only">{`${mark}: `}</span>
          {name === undefined ? <span>Free seat</span> : <bdi translate="no">{name}</bdi>}
        </p>
        {about && <p className="truncate text-[0.8125rem] text-soft sm:text-sm">{about}</p>}
      </div>
    </li>
  );
}
