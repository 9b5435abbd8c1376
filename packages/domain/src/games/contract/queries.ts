import { z } from 'zod';
import { ActorId } from '../../kit/define/index.ts';
import { Game } from '../game.ts';
import { GameId } from '../ids.ts';
import { GAME_NOT_FOUND } from '../rejections.ts';
import { MAX_TOLD, WatchedGame } from '../running-game.ts';
import { query } from '../scope.ts';

const MAX_ASKED_FOR = 200;

/**
 * `position` is where the log stood for this view: subscribe from it and nothing is missed or doubled. Whoever has the
 * link may watch.
 */
export const getGame = query(
  'GetGame',
  z.object({ gameId: GameId }),
  z.object({ game: Game, position: z.number().int().min(0) }),
  { access: 'anyone', rejections: [GAME_NOT_FOUND] },
);

/**
 * How many people follow a game and do not play in it; who is nobody counts for each of their pages. It changes at any moment, is kept
 * nowhere, and no event tells of it: whoever wants to know asks again.
 */
export const getWatchers = query(
  'GetWatchers',
  z.object({ gameId: GameId }),
  z.object({ watching: z.number().int().min(0) }),
  { access: 'anyone', rejections: [GAME_NOT_FOUND] },
);

/**
 * The caller's games that wait or are being played, and those of which a rematch is offered, newest first. `positions`, in the same
 * order: where the log stood for each of these views, as `getGame` answers it. Whoever follows from there need not ask for each.
 */
export const getMyGames = query(
  'GetMyGames',
  z.object({}),
  z.object({ games: z.array(Game), positions: z.array(z.number().int().min(0)).exactOptional() }),
);

/**
 * The games between people that have begun last, newest first, with how many watch each; how many are being played, and which of `among` play one
 * of them. It lags behind by less than a second, on a busy server by five at most, and knows of none while they are counted for the first time, after an update of the server.
 */
export const getRunningGames = query(
  'GetRunningGames',
  z.object({ among: z.array(ActorId).max(MAX_ASKED_FOR).optional() }).prefault({}),
  z.object({
    games: z.array(WatchedGame).max(MAX_TOLD),
    total: z.number().int().min(0),
    playing: z.array(z.object({ player: ActorId, gameId: GameId })),
  }),
  { access: 'anyone' },
);
