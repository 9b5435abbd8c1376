import { become, cancel, type Context, type DataOf, handle } from '../kit/define/index.ts';
import { PlaceMark } from './commands.ts';
import { BoardUpdated, MarkPlaced } from './events.ts';
import { game, type InProgress, withMarkBy } from './game.ts';
import { GAME_ALREADY_ENDED, GAME_NOT_FOUND, GAME_NOT_STARTED, PLAYER_CAN_NOT_PLAY } from './rejections.ts';
import { rulesFor } from './rules/rules.ts';
import { opponentOf, seatOf } from './seats.ts';
import { beginTurn, endGame, turnTimer } from './turn.ts';

/** One legal move ends the turn: by the end of the game, or the opponent's turn. */
function placeMarkInTurn(before: InProgress, at: DataOf<typeof PlaceMark>, { actor, now }: Context) {
  if (actor !== before.playerId) return PLAYER_CAN_NOT_PLAY;
  const rules = rulesFor(before.board);
  const refusal = rules.refusal(before.board, at);
  if (refusal) return refusal;

  const { gameId, players } = before;
  const seat = seatOf(players, actor);
  const board = rules.withMark(before.board, at, seat, players);
  const placed = MarkPlaced({ gameId, player: actor, x: at.x, y: at.y });
  const updated = BoardUpdated({ gameId, board });

  const verdict = rules.verdict(board, at, seat, players);
  if (verdict) {
    const winner = verdict.result === 'WIN' ? actor : null;
    const end = endGame({ ...before, board }, { ...verdict, winner }, now);
    return become(end.next, cancel(turnTimer(gameId)), placed, updated, ...end.effects);
  }
  const playerId = opponentOf(players, actor);
  const goingOn = withMarkBy(before, actor);
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
