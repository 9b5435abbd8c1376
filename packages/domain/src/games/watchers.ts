import type { ActorId, QueryReader } from '../kit/define/index.ts';
import { games } from './contract.ts';
import type { GameId } from './ids.ts';

interface Watched {
  readonly gameId: GameId;
  readonly players: readonly ActorId[];
}

/** How many follow a game and have no seat in it. */
export const watchersOf = ({ gameId, players }: Watched, read: Pick<QueryReader, 'followers'>): number =>
  read.followers(games, { gameId }, players);
