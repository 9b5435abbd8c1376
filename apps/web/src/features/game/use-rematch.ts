import type { Ended, Game } from '@tic-tac-toe/domain/contracts';
import { skipToken } from '@tanstack/react-query';
import { trpc } from '../../api/trpc.ts';

/** The rematch of a game that is over, as far as it is known here: it may be over, too, for who comes back. */
export type Rematch = 'not known yet' | 'running' | 'over' | 'called off';

/** @returns undefined where there is none; `running` where the server does not say */
export function useRematch(game: Game): Rematch | undefined {
  const gameId = game.stage === 'Ended' ? game.rematch : undefined;
  const { data, isError } = trpc.games.getGame.useQuery(gameId === undefined ? skipToken : { gameId });
  if (gameId === undefined) return undefined;
  if (!data) return isError ? 'running' : 'not known yet';
  return data.game.stage === 'Ended' ? howItEnded(data.game) : 'running';
}

const howItEnded = ({ result }: Ended): Rematch => (result === 'ABORTED' ? 'called off' : 'over');
