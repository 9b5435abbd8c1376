import { become, cancel, type Context, type DataOf, handle } from '../kit/define/index.ts';
import { cellAt, completesLine, isFull, withMark } from './board.ts';
import { PlaceMark } from './commands.ts';
import { BoardUpdated, MarkPlaced } from './events.ts';
import { game, type InProgress, opponentOf } from './game.ts';
import {
  GAME_ALREADY_ENDED,
  GAME_NOT_FOUND,
  GAME_NOT_STARTED,
  PLAYER_CAN_NOT_PLAY,
  POSITION_ALREADY_FILLED,
  POSITION_OFF_LIMITS,
} from './rejections.ts';
import { beginTurn, endGame, turnTimer } from './turn.ts';

/** One legal move ends the turn: by a win, a draw, or the opponent's turn. */
function placeMarkInTurn(before: InProgress, { x, y }: DataOf<typeof PlaceMark>, { actor, now }: Context) {
  if (actor !== before.playerId) return PLAYER_CAN_NOT_PLAY;
  const cell = cellAt(before.board, { x, y });
  if (cell === undefined) return POSITION_OFF_LIMITS;
  if (cell !== null) return POSITION_ALREADY_FILLED;

  const { gameId, players, timeout } = before;
  const board = withMark(before.board, { x, y }, actor);
  const placed = MarkPlaced({ gameId, player: actor, x, y });
  const updated = BoardUpdated({ gameId, board });

  if (completesLine(board, { x, y }, actor)) {
    const end = endGame(
      { gameId, players, board },
      { result: 'WIN', winner: actor, reason: 'THREE_IN_A_ROW' },
      now,
    );
    return become(end.next, cancel(turnTimer(gameId)), placed, updated, ...end.effects);
  }
  if (isFull(board)) {
    const end = endGame(
      { gameId, players, board },
      { result: 'DRAW', winner: null, reason: 'BOARD_FULL' },
      now,
    );
    return become(end.next, cancel(turnTimer(gameId)), placed, updated, ...end.effects);
  }
  const playerId = opponentOf(players, actor);
  const turn = beginTurn({ gameId, players, board, turn: before.turn + 1, playerId, timeout }, now);
  // The new turn's timer has the key of the old one, and replaces it.
  return become(turn.next, placed, updated, ...turn.effects);
}

export const placeMark = handle(PlaceMark, game, {
  find: ({ gameId }) => gameId,
  missing: GAME_NOT_FOUND,
  stages: {
    WaitingForPlayers: GAME_NOT_STARTED,
    InProgress: placeMarkInTurn,
    Ended: GAME_ALREADY_ENDED,
  },
});
