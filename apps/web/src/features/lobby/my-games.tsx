import { type GameId, rulesOf } from '@tic-tac-toe/domain/contracts';
import ArrowRight from 'lucide-react/icons/arrow-right';
import { memo, useCallback, useEffect, useId, useState } from 'react';
import { Link } from 'wouter';
import { buttonStyle } from '../../ui/button.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { useStanding } from '../alerts/standing.ts';
import { gamePath } from '../game/game-path.ts';
import { opponentIn } from '../game/seats.ts';
import { useGame } from '../game/use-game.ts';
import { type MyGame, useMyGames } from '../game/use-my-games.ts';
import { isAskedForRematch, rematchNews, type Verdict, verdictOf } from '../game/verdict.ts';
import { useCast } from '../players/use-aliases.ts';
import { useMe } from '../session/me.ts';
import { useUsersEvents } from '../users-feed/users-feed.tsx';
import { GameLabel } from './game-label.tsx';
import { t } from '../../languages/t.ts';

interface Props {
  /** Whether it is my move in any of them. */
  readonly onMyMove: (isMine: boolean) => void;
}

/** My games that wait or are being played, or of which a rematch is wanted, to go back to. Nothing at all where there are none. */
export const MyGames = memo(function MyGames({ onMyMove }: Props) {
  const { list, refetch, beginnings, beginAnew } = useMyGames();
  const [mine, setMine] = useState<ReadonlySet<GameId>>(new Set());
  const isMyMove = mine.size > 0;
  useEffect(() => onMyMove(isMyMove), [isMyMove, onMyMove]);
  const noteMove = useCallback(
    (gameId: GameId, isMine: boolean) =>
      setMine((before) => new Set([...before].filter((id) => id !== gameId).concat(isMine ? gameId : []))),
    [],
  );
  useUsersEvents(({ event }) => {
    if (event.type === 'InvitedToRematch') void refetch();
  });
  if (!list || list.length === 0) return null;
  return (
    <Sheet
      title={t('Your games')}
      aside={<span className="text-sm text-soft tabular-nums">{t('{n} open', { n: list.length })}</span>}
    >
      <ul className="px-5 pb-3">
        {list.map((mine) => (
          <OpenGame
            key={`${mine.game.gameId} ${beginnings}`}
            mine={mine}
            onResync={beginAnew}
            onMove={noteMove}
          />
        ))}
      </ul>
    </Sheet>
  );
});

/** Of rules that this page does not know: its own page says what to do. */
const newerGame = (): Pick<Verdict, 'headline' | 'tone'> => ({
  headline: t('Newer than this page'),
  tone: 'quiet',
});

interface OpenGameProps {
  readonly mine: MyGame;
  readonly onResync: () => void;
  readonly onMove: (gameId: GameId, isMine: boolean) => void;
}

/** One of them, live: somebody may take the free seat while I am here. */
function OpenGame({ mine, onResync, onMove }: OpenGameProps) {
  const me = useMe();
  const { gameId } = mine.game;
  const game = useGame(gameId, onResync, mine.known).game ?? mine.game;
  useStanding(game, me.id, false);
  const cast = useCast(game.players);
  const opponent = opponentIn(game, me.id);
  const { headline, tone } = rulesOf(game) ? verdictOf(game, cast) : newerGame();
  const isMine = tone === 'mine' || isAskedForRematch(game, me.id);
  const isMyTurn = tone === 'mine';
  useEffect(() => {
    onMove(gameId, isMyTurn);
    return () => onMove(gameId, false);
  }, [gameId, isMyTurn, onMove]);
  const id = useId();
  return (
    <li className="flex min-h-16 items-center gap-3 border-t border-line py-2">
      <div className="min-w-0 flex-1">
        <p id={id} className="text-lg leading-snug font-semibold">
          <GameLabel game={game} opponent={opponent && cast.aliasOf(opponent)} />
        </p>
        <p className="text-soft" aria-live="polite">
          <span className={isMine ? 'highlighted font-semibold' : ''}>
            {rematchNews(game, cast) ?? headline}
          </span>
        </p>
      </div>
      <Link
        href={gamePath((game.stage === 'Ended' && game.rematch) || game.gameId)}
        aria-describedby={id}
        className={buttonStyle({ look: isMine ? 'primary' : 'outline' })}
      >
        <span>{game.stage === 'Ended' ? t('Look') : t('Resume')}</span>
        <ArrowRight aria-hidden className="rtl:-scale-x-100" />
      </Link>
    </li>
  );
}
