import { become, cancel, type Context, handle, ignore, many, react, schedule } from '../kit/define/index.ts';
import { OfferRematch, WithdrawRematch } from './commands.ts';
import { isComputer } from './computer/computer.ts';
import { MAX_OPEN_GAMES, WAITING_MS } from './create-game.ts';
import { RematchOffered, RematchOfferLapsed, RematchStarted, RematchWithdrawn } from './events.ts';
import { type Ended, type Game, game, lasting, withoutOffer } from './game.ts';
import type { GameId } from './ids.ts';
import {
  GAME_NOT_ENDED,
  GAME_NOT_FOUND,
  PLAYER_CAN_NOT_PLAY,
  REMATCH_ALREADY_STARTED,
  TOO_MANY_OPEN_GAMES,
} from './rejections.ts';
import { nameOn } from './rules/rules.ts';
import { opponentOf, type Players } from './seats.ts';
import { standOf, swapped } from './series.ts';
import { start } from './start-game.ts';

/*
 * Both players of a game that is over say whether they want another. The second yes is what makes the game, once and
 * for both: its id is of that decision, so that there is nothing to agree upon.
 */

const rematchTimer = (gameId: GameId): string => `rematch/${gameId}`;

const bothOf = ([first, second]: Ended['players']): Players | undefined =>
  first !== undefined && second !== undefined ? [first, second] : undefined;

function offer(
  before: Ended,
  _data: unknown,
  { actor, now, newId }: Context,
  { mine }: { readonly mine: readonly Game[] },
) {
  const { gameId, board, rematch, rematchOfferedBy: offeredBy } = before;
  const players = bothOf(before.players);
  if (!players?.includes(actor)) return PLAYER_CAN_NOT_PLAY;
  // Said already, or by a page that has yet to hear that the other has said it too.
  if (rematch !== undefined || offeredBy === actor) return become(before);
  if (mine.length >= MAX_OPEN_GAMES) return TOO_MANY_OPEN_GAMES;
  const opponent = opponentOf(players, actor);
  // The computer always wants one.
  if (offeredBy === undefined && !isComputer(opponent)) {
    return become(
      { ...before, rematchOfferedBy: actor },
      RematchOffered({ gameId, player: actor, opponent }),
      schedule(RematchOfferLapsed({ gameId }), { key: rematchTimer(gameId), at: now + WAITING_MS }),
    );
  }
  const next = newId<GameId>();
  const rules = nameOn(board);
  const { series: _before, ...kept } = lasting(before);
  const stand = standOf(before);
  return become(
    { ...withoutOffer(before), rematch: next },
    cancel(rematchTimer(gameId)),
    RematchStarted({
      gameId,
      rematch: next,
      offeredBy: offeredBy ?? actor,
      players: [players[1], players[0]],
      ...(rules !== 'classic' && { rules }),
      ...kept,
      ...(stand && { series: swapped(stand) }),
    }),
  );
}

export const offerRematch = handle(OfferRematch, game, {
  find: ({ gameId }) => gameId,
  reads: { mine: many(game, 'participant', (_data, { actor }) => actor) },
  missing: GAME_NOT_FOUND,
  stages: { WaitingForPlayers: GAME_NOT_ENDED, InProgress: GAME_NOT_ENDED, Ended: offer },
});

function withdraw(before: Ended, _data: unknown, { actor }: Context) {
  if (!before.players.includes(actor)) return PLAYER_CAN_NOT_PLAY;
  if (before.rematch !== undefined) return REMATCH_ALREADY_STARTED;
  if (before.rematchOfferedBy !== actor) return become(before);
  const { gameId } = before;
  return become(
    withoutOffer(before),
    cancel(rematchTimer(gameId)),
    RematchWithdrawn({ gameId, player: actor }),
  );
}

export const withdrawRematch = handle(WithdrawRematch, game, {
  find: ({ gameId }) => gameId,
  missing: GAME_NOT_FOUND,
  stages: { WaitingForPlayers: GAME_NOT_ENDED, InProgress: GAME_NOT_ENDED, Ended: withdraw },
});

function lapse(before: Ended) {
  const { gameId, rematchOfferedBy: player } = before;
  return player === undefined ? ignore : become(withoutOffer(before), RematchWithdrawn({ gameId, player }));
}

/** Nobody has answered for as long as an open game waits. */
export const rematchOfferLapsed = react(RematchOfferLapsed, game, {
  find: ({ gameId }) => gameId,
  stages: { Ended: lapse },
});

/** @param usualTime milliseconds for each turn of the games that do not say */
export const rematchBegins = (usualTime: number) =>
  react(RematchStarted, game, {
    find: ({ rematch }) => rematch,
    missing: ({ rematch, offeredBy, ...kept }, { now }) =>
      start({ ...kept, gameId: rematch, host: offeredBy }, usualTime, now),
  });
