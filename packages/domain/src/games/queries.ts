import { z } from 'zod';
import { Game } from './game.ts';
import { GameId } from './ids.ts';
import { GAME_NOT_FOUND } from './rejections.ts';
import { query } from './scope.ts';

/**
 * `position` is where the log stood for this view: subscribe from it and nothing is missed or doubled. Whoever has the
 * link may watch.
 */
export const GetGame = query(
  'GetGame',
  z.object({ gameId: GameId }),
  z.object({ game: Game, position: z.number().int().min(0) }),
  { access: 'anyone', rejections: [GAME_NOT_FOUND] },
);

/** The caller's games that wait or are being played, and those of which a rematch is offered, newest first. */
export const GetMyGames = query('GetMyGames', z.object({}), z.object({ games: z.array(Game) }));
