import { z } from 'zod';
import { Level } from '../computer/computer.ts';
import { GameId } from '../ids.ts';
import { Reaction } from '../reaction.ts';
import * as rejections from '../rejections.ts';
import { RulesName } from '../rules/rules.ts';
import { command } from '../scope.ts';
import { TimePerTurn } from '../time-per-turn.ts';

/**
 * The caller makes the id, so that a retry is safe. Creating a game seats nobody. Without `rules` it is a classic one;
 * `timePerTurn` in milliseconds, without it as the server is set.
 */
export const createGame = command(
  'CreateGame',
  z.object({ gameId: GameId, rules: RulesName.optional(), timePerTurn: TimePerTurn.optional() }),
  {
    lasting: true,
    rejections: [rejections.GAME_ALREADY_EXISTS, rejections.TOO_MANY_OPEN_GAMES],
  },
);

/**
 * A game against the computer, which begins at once: the caller plays first. No clock runs, nothing is won, and the caller's
 * game against it that still runs is given up.
 */
export const playComputer = command(
  'PlayComputer',
  z.object({ gameId: GameId, level: Level, rules: RulesName.optional() }),
  { lasting: true, rejections: [rejections.GAME_ALREADY_EXISTS, rejections.TOO_MANY_OPEN_GAMES] },
);

/** The host calls off a game that still waits. One that has begun is resigned. */
export const cancelGame = command('CancelGame', z.object({ gameId: GameId }), {
  rejections: [
    rejections.GAME_NOT_FOUND,
    rejections.PLAYER_IS_NOT_HOST,
    rejections.GAME_ALREADY_STARTED,
    rejections.GAME_ALREADY_ENDED,
  ],
});

/** The first to join plays first; the second starts the game. */
export const joinGame = command('JoinGame', z.object({ gameId: GameId }), {
  rejections: [
    rejections.GAME_NOT_FOUND,
    rejections.PLAYER_ALREADY_JOINED,
    rejections.ALL_PLAYERS_ALREADY_JOINED,
    rejections.GAME_ALREADY_ENDED,
    rejections.TOO_MANY_OPEN_GAMES,
  ],
});

/**
 * `x` is the column and `y` the row, both from 0, of the whole board: to 2, or to 8 on an ultimate one. The schema takes any number, so that a position off the
 * board is answered by the game (POSITION_OFF_LIMITS) and heard by the player like every other bad move.
 */
export const placeMark = command('PlaceMark', z.object({ gameId: GameId, x: z.number(), y: z.number() }), {
  rejections: [
    rejections.GAME_NOT_FOUND,
    rejections.GAME_NOT_STARTED,
    rejections.GAME_ALREADY_ENDED,
    rejections.PLAYER_CAN_NOT_PLAY,
    rejections.POSITION_OFF_LIMITS,
    rejections.BOARD_NOT_OPEN,
    rejections.POSITION_ALREADY_FILLED,
  ],
});

/**
 * A player of a game that is over wants another: by the same rules, with sides swapped. It begins when both want it, and the computer
 * always does.
 * Saying so again changes nothing.
 */
export const offerRematch = command('OfferRematch', z.object({ gameId: GameId }), {
  lasting: true,
  rejections: [
    rejections.GAME_NOT_FOUND,
    rejections.GAME_NOT_ENDED,
    rejections.PLAYER_CAN_NOT_PLAY,
    rejections.TOO_MANY_OPEN_GAMES,
  ],
});

/** The player does not want it any more. Where nothing was offered, nothing changes. */
export const withdrawRematch = command('WithdrawRematch', z.object({ gameId: GameId }), {
  rejections: [
    rejections.GAME_NOT_FOUND,
    rejections.GAME_NOT_ENDED,
    rejections.PLAYER_CAN_NOT_PLAY,
    rejections.REMATCH_ALREADY_STARTED,
  ],
});

/** The opponent wins, at whoever's turn. Before both have made a mark, the game is aborted instead. */
export const resign = command('Resign', z.object({ gameId: GameId }), {
  rejections: [
    rejections.GAME_NOT_FOUND,
    rejections.GAME_NOT_STARTED,
    rejections.GAME_ALREADY_ENDED,
    rejections.PLAYER_CAN_NOT_PLAY,
  ],
});

/**
 * A player wants to end the game in a draw; where the other wants it already, that ends it. Whoever is asked answers by
 * this, by DeclineDraw, or by a mark. Saying so again changes nothing.
 */
export const offerDraw = command('OfferDraw', z.object({ gameId: GameId }), {
  rejections: [
    rejections.GAME_NOT_FOUND,
    rejections.GAME_NOT_STARTED,
    rejections.GAME_ALREADY_ENDED,
    rejections.PLAYER_CAN_NOT_PLAY,
    rejections.NO_DRAW_BY_AGREEMENT,
    rejections.DRAW_DECLINED,
  ],
});

/** Where the other has offered nothing, nothing changes. */
export const declineDraw = command('DeclineDraw', z.object({ gameId: GameId }), {
  rejections: [
    rejections.GAME_NOT_FOUND,
    rejections.GAME_NOT_STARTED,
    rejections.GAME_ALREADY_ENDED,
    rejections.PLAYER_CAN_NOT_PLAY,
  ],
});

/** A player tells the other, and all who watch, what they think: while the game is played, and after it. Nobody keeps it. */
export const sendReaction = command('SendReaction', z.object({ gameId: GameId, reaction: Reaction }), {
  rejections: [
    rejections.GAME_NOT_FOUND,
    rejections.GAME_NOT_STARTED,
    rejections.PLAYER_CAN_NOT_PLAY,
    rejections.TOO_MANY_REACTIONS,
  ],
});
