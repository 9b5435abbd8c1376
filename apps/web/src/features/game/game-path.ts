import type { GameId } from '@tic-tac-toe/domain/contracts';

/** As routes are written. */
export const GAME_PATH = '/games/:gameId';

/** Where a game's page is, below the path that the server is at. */
export const gamePath = (gameId: GameId): string => GAME_PATH.replace(':gameId', gameId);
