import { z } from 'zod';
import type { BOARD_NOT_OPEN, POSITION_ALREADY_FILLED, POSITION_OFF_LIMITS } from '../rejections.ts';
import type { Players, Seat } from '../seats.ts';
import { countIn, type Position } from './grid.ts';
import { ClassicBoard, ticTacToe } from './tic-tac-toe.ts';
import { ultimate, UltimateBoard } from './ultimate.ts';

/**
 * What is of one game alone; seats, turns, the clock and the end are the same in all. A position is of the whole board:
 * column and row, from 0.
 *
 * Methods, so that TypeScript takes the rules of one board for the rules of any: `rulesFor` gives each board its own.
 */
export interface Rules<Board> {
  /** Whether the players may agree on a draw: where one is far from obvious. */
  readonly endsByAgreement: boolean;
  /** The board that a game begins with. */
  readonly opening: Board;
  /** Why no mark may be made there now. */
  refusal(board: Board, at: Position): Refusal | undefined;
  /** The board after a mark that nothing is against. */
  withMark(board: Board, at: Position, seat: Seat, players: Players): Board;
  /** How the mark that has just been made there has ended the game, if it has. */
  verdict(board: Board, at: Position, seat: Seat, players: Players): Verdict | undefined;
}

export type Refusal = typeof POSITION_OFF_LIMITS | typeof POSITION_ALREADY_FILLED | typeof BOARD_NOT_OPEN;

/** A win is that of who has made the mark. */
export type Verdict =
  | { readonly result: 'WIN'; readonly reason: 'THREE_IN_A_ROW' }
  | { readonly result: 'DRAW'; readonly reason: 'BOARD_FULL' };

export const RulesName = z.enum(['classic', 'ultimate']);
export type RulesName = z.output<typeof RulesName>;

/** Each board is told from the others by its shape: the classic one is an array, all others name their rules. */
export const Board = z.union([ClassicBoard, UltimateBoard]);
export type Board = z.output<typeof Board>;

/** Columns and rows count from 0. The largest board has nine of each. */
export const Coordinate = z.number().int().min(0).max(8);

const byName: { readonly [Name in RulesName]: Rules<Board> } = { classic: ticTacToe, ultimate };

export const isRulesName = (name: string): name is RulesName => Object.hasOwn(byName, name);

export const rulesNamed = (name: RulesName): Rules<Board> => byName[name];

export const isClassic = (board: Board): board is ClassicBoard => Array.isArray(board);

/** The rules that a board is of. */
export const nameOn = (board: Board): RulesName => (isClassic(board) ? 'classic' : board.rules);

export const rulesFor = (board: Board): Rules<Board> => rulesNamed(nameOn(board));

/** Whether the next mark may be made there. Whose turn it is, and whether the game goes on, is not looked at. */
export const takesMark = (board: Board, at: Position): boolean =>
  rulesFor(board).refusal(board, at) === undefined;

/** How many marks have been made on it. */
export const marksOn = (board: Board): number =>
  isClassic(board) ? countIn(board) : board.boards.flat().reduce((sum, small) => sum + countIn(small), 0);
