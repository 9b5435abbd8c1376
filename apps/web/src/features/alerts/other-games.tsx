import { gameAtPath } from '@tic-tac-toe/domain/contracts';
import { useLocation } from 'wouter';
import { useGame } from '../game/use-game.ts';
import { type MyGame, useMyGames } from '../game/use-my-games.ts';
import { useMe } from '../session/me.ts';
import { useStanding } from './standing.ts';

/** Follows my games that the page at hand does not show. The lobby shows them all. */
export function OtherGames() {
  const [path] = useLocation();
  return path === '/' ? null : <Others key={path} path={path} />;
}

function Others({ path }: { readonly path: string }) {
  const { list, beginnings, beginAnew } = useMyGames();
  const here = gameAtPath(path);
  return list
    ?.filter(({ game }) => game.gameId !== here && game.stage !== 'Ended')
    .map((mine) => <Other key={`${mine.game.gameId} ${beginnings}`} mine={mine} onResync={beginAnew} />);
}

function Other({ mine, onResync }: { readonly mine: MyGame; readonly onResync: () => void }) {
  useStanding(useGame(mine.game.gameId, onResync, mine.known).game ?? mine.game, useMe().id, false);
  return null;
}
