import type { z } from 'zod';
import { ActorId } from '../../kit/define/index.ts';
import { POSITION_ALREADY_FILLED, POSITION_OFF_LIMITS } from '../rejections.ts';
import { cellAt, completesLine, emptyBoard, gridOf, isFull, withMark } from './grid.ts';
import type { Rules } from './rules.ts';

/** A cell holds the player who marked it. */
export const ClassicBoard = gridOf(ActorId.nullable());
export type ClassicBoard = z.output<typeof ClassicBoard>;

/** Three in a row wins; nine marks without it are a draw. */
export const ticTacToe: Rules<ClassicBoard> = {
  endsByAgreement: false,

  opening: emptyBoard,

  refusal(board, at) {
    const cell = cellAt(board, at);
    if (cell === undefined) return POSITION_OFF_LIMITS;
    return cell === null ? undefined : POSITION_ALREADY_FILLED;
  },

  withMark: (board, at, seat, players) => withMark(board, at, players[seat]),

  verdict(board, at, seat, players) {
    if (completesLine(board, at, players[seat])) return { result: 'WIN', reason: 'THREE_IN_A_ROW' };
    return isFull(board) ? { result: 'DRAW', reason: 'BOARD_FULL' } : undefined;
  },
};
