import { z } from 'zod';
import { BOARD_NOT_OPEN, POSITION_ALREADY_FILLED, POSITION_OFF_LIMITS } from '../rejections.ts';
import { Seat } from '../seats.ts';
import {
  cellAt,
  completedLine,
  completesLine,
  emptyBoard,
  type Grid,
  gridOf,
  isFull,
  type Line,
  mapGrid,
  type Position,
  positions,
  withMark,
} from './grid.ts';
import type { Rules } from './rules.ts';

/** A cell holds the seat of who marked it, since a board is told with every move: 81 players' ids are 3 kB. */
const SmallBoard = gridOf(Seat.nullable());
export type SmallBoard = z.output<typeof SmallBoard>;

const Lane = z.number().int().min(0).max(2);

/**
 * Nine small boards, `boards[y][x]`, of nine cells each. `next` is the small board that the next mark has to go to, null
 * for a free choice; it says nothing once the game is over. Which of them are won or full follows from the cells.
 */
export const UltimateBoard = z.object({
  rules: z.literal('ultimate'),
  boards: gridOf(SmallBoard),
  next: z.object({ x: Lane, y: Lane }).nullable(),
});
export type UltimateBoard = z.output<typeof UltimateBoard>;

/** A cell as players name it: by its small board, and its place in that. */
export interface Place {
  readonly board: Position;
  readonly place: Position;
}

/** Of a column and a row of the whole board, 0 to 8 each. */
export function placeOf({ x, y }: Position): Place {
  const board = { x: Math.floor(x / 3), y: Math.floor(y / 3) };
  return { board, place: { x: x - 3 * board.x, y: y - 3 * board.y } };
}

/** The other way: column and row of the whole board. */
export const positionOf = ({ board, place }: Place): Position => ({
  x: 3 * board.x + place.x,
  y: 3 * board.y + place.y,
});

/** Who has three in a row on a small board. */
export function winnerOf(small: SmallBoard): Seat | null {
  if (completedLine(small, 0)) return 0;
  return completedLine(small, 1) ? 1 : null;
}

const isOpen = (small: SmallBoard): boolean => !isFull(small) && winnerOf(small) === null;

/** Who has won which small board; null for one that is open, or full without a winner: it counts for nobody. */
export const winnersOf = ({ boards }: UltimateBoard): Grid<Seat | null> => mapGrid(boards, winnerOf);

/** The three small boards in a row that win, if any. */
export function winningBoards(board: UltimateBoard): Line | undefined {
  const winners = winnersOf(board);
  return completedLine(winners, 0) ?? completedLine(winners, 1);
}

/** Whether the next mark may go to a small board. What the state of the game is, is not looked at. */
export function isOpenForNext({ boards, next }: UltimateBoard, board: Position): boolean {
  if (next) return board.x === next.x && board.y === next.y;
  const small = cellAt(boards, board);
  return small !== undefined && isOpen(small);
}

/** The small boards that the next mark may go to. */
export const openBoards = (board: UltimateBoard): readonly Position[] =>
  positions.filter((at) => isOpenForNext(board, at));

/**
 * Ultimate tic-tac-toe, by the common rules (Wikipedia, "Ultimate tic-tac-toe"): the place that a mark is made at names the
 * small board of the reply; where that one is won or full, the choice is free among the others. Three small boards in a
 * row win. Where no small board is open any more, it is a draw: a majority of boards counts for nothing.
 */
export const ultimate: Rules<UltimateBoard> = {
  endsByAgreement: true,

  opening: { rules: 'ultimate', boards: mapGrid(emptyBoard, () => emptyBoard), next: null },

  refusal(whole, at) {
    const { board, place } = placeOf(at);
    const small = cellAt(whole.boards, board);
    const cell = small && cellAt(small, place);
    if (cell === undefined) return POSITION_OFF_LIMITS;
    if (!isOpenForNext(whole, board)) return BOARD_NOT_OPEN;
    return cell === null ? undefined : POSITION_ALREADY_FILLED;
  },

  withMark(whole, at, seat) {
    const { board, place } = placeOf(at);
    const small = cellAt(whole.boards, board);
    if (!small) return whole;
    const boards = withMark(whole.boards, board, withMark(small, place, seat));
    const reply = cellAt(boards, place);
    return { rules: 'ultimate', boards, next: reply && isOpen(reply) ? place : null };
  },

  verdict(whole, at, seat) {
    const { board, place } = placeOf(at);
    const small = cellAt(whole.boards, board);
    if (small && completesLine(small, place, seat) && completesLine(winnersOf(whole), board, seat))
      return { result: 'WIN', reason: 'THREE_IN_A_ROW' };
    return whole.boards.some((row) => row.some(isOpen))
      ? undefined
      : { result: 'DRAW', reason: 'BOARD_FULL' };
  },
};
