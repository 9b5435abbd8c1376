import { become, type Context, type DataOf, handle, many, schedule, toInstant } from '../kit/define/index.ts';
import { CreateGame } from './commands.ts';
import { GameCreated, GameWaitedTooLong } from './events.ts';
import { type Game, game, type WaitingForPlayers } from './game.ts';
import { GAME_ALREADY_EXISTS, TOO_MANY_OPEN_GAMES } from './rejections.ts';
import { waitingTimer } from './turn.ts';

/** A game without players ends after ten minutes (DESIGN). */
export const WAITING_MS = 10 * 60_000;

/** Games that one user may have waiting or running at a time. */
export const MAX_OPEN_GAMES = 10;

function create(
  { gameId, rules, timePerTurn }: DataOf<typeof CreateGame>,
  { actor, now }: Context,
  { mine }: { readonly mine: readonly Game[] },
) {
  if (mine.length >= MAX_OPEN_GAMES) return TOO_MANY_OPEN_GAMES;
  const createdAt = toInstant(now);
  const at = now + WAITING_MS;
  const expiresAt = toInstant(at);
  // Usual games are told as they were before there were others.
  const chosen = {
    ...(rules !== undefined && rules !== 'classic' && { rules }),
    ...(timePerTurn !== undefined && { timePerTurn }),
  };
  const next: WaitingForPlayers = {
    stage: 'WaitingForPlayers',
    gameId,
    host: actor,
    players: [],
    createdAt,
    expiresAt,
    ...chosen,
  };
  return become(
    next,
    GameCreated({ gameId, host: actor, createdAt, expiresAt, ...chosen }),
    schedule(GameWaitedTooLong({ gameId }), { key: waitingTimer(gameId), at }),
  );
}

export const createGame = handle(CreateGame, game, {
  find: ({ gameId }) => gameId,
  reads: { mine: many(game, 'participant', (_data, { actor }) => actor) },
  missing: create,
  stages: {
    WaitingForPlayers: GAME_ALREADY_EXISTS,
    InProgress: GAME_ALREADY_EXISTS,
    Ended: GAME_ALREADY_EXISTS,
  },
});
