import { become, cancel, type Context, type DataOf, handle } from '../kit/define/index.ts';
import { PlaceMark } from './commands.ts';
import { BoardUpdated, MarkPlaced } from './events.ts';
import { game, type InProgress, withMarkBy } from './game.ts';
import { GAME_ALREADY_ENDED, GAME_NOT_FOUND, GAME_NOT_STARTED, PLAYER_CAN_NOT_PLAY } from './rejections.ts';
import type { Position } from './rules/grid.ts';
import { rulesFor } from './rules/rules.ts';
import { opponentOf, seatOf } from './seats.ts';
import { beginTurn, endGame, turnTimer } from './turn.ts';

function placeMarkInTurn(before: InProgress, at: DataOf<typeof PlaceMark>, { actor, now }: Context) {
  if (actor !== before.playerId) return PLAYER_CAN_NOT_PLAY;
  return rulesFor(before.board).refusal(before.board, at) ?? markSquare(before, at, now);
}

/** One legal move of whose turn it is ends the turn: by the end of the game, or the opponent's turn. */
export function markSquare(before: InProgress, at: Position, now: number) {
  const { gameId, players, playerId: player } = before;
  const rules = rulesFor(before.board);
  const seat = seatOf(players, player);
  const board = rules.withMark(before.board, at, seat, players);
  const placed = MarkPlaced({ gameId, player, x: at.x, y: at.y });
  const updated = BoardUpdated({ gameId, board });

  const verdict = rules.verdict(board, at, seat, players);
  if (verdict) {
    const winner = verdict.result === 'WIN' ? player : null;
    const end = endGame({ ...before, board }, { ...verdict, winner }, now);
    return become(end.next, cancel(turnTimer(gameId)), placed, updated, ...end.effects);
  }
  const playerId = opponentOf(players, player);
  const goingOn = withMarkBy(before, player);
  const turn = beginTurn({ ...goingOn, board, turn: before.turn + 1, playerId }, now);
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
