import { type Game, gameAtPath } from '@tic-tac-toe/domain/contracts';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { trpc } from '../../api/trpc.ts';
import { useGame } from '../game/use-game.ts';
import { useMe } from '../session/me.ts';
import { useStanding } from './standing.ts';

/** Follows my games that the page at hand does not show. The lobby shows them all. */
export function OtherGames() {
  const [path] = useLocation();
  return path === '/' ? null : <Others key={path} path={path} />;
}

function Others({ path }: { readonly path: string }) {
  const { data, refetch } = trpc.games.getMyGames.useQuery({}, { refetchOnMount: 'always', gcTime: 0 });
  const [beginnings, setBeginnings] = useState(0);
  const here = gameAtPath(path);
  const beginAnew = () => {
    setBeginnings((before) => before + 1);
    void refetch();
  };
  return data?.games
    .filter(({ gameId, stage }) => gameId !== here && stage !== 'Ended')
    .map((game) => <Other key={`${game.gameId} ${beginnings}`} known={game} onResync={beginAnew} />);
}

function Other({ known, onResync }: { readonly known: Game; readonly onResync: () => void }) {
  useStanding(useGame(known.gameId, onResync).game ?? known, useMe().id, false);
  return null;
}
