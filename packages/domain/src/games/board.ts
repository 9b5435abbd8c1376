import { z } from 'zod';
import { ActorId } from '../kit/define/index.ts';

/** A board is three rows of three cells; a cell holds the player who marked it. `board[y][x]`. */
const Cell = ActorId.nullable();
const Row = z.tuple([Cell, Cell, Cell]);
type Row = z.output<typeof Row>;
export const Board = z.tuple([Row, Row, Row]);
export type Board = z.output<typeof Board>;

/** Columns and rows count from 0. */
export const Coordinate = z.number().int().min(0).max(2);

export interface Position {
  readonly x: number;
  readonly y: number;
}

export const emptyBoard: Board = [
  [null, null, null],
  [null, null, null],
  [null, null, null],
];

/** @returns the player on a cell, `null` for an empty one, `undefined` off the board */
export const cellAt = (board: Board, { x, y }: Position): ActorId | null | undefined => board[y]?.[x];

export const withMark = (board: Board, { x, y }: Position, player: ActorId): Board => [
  y === 0 ? withMarkInRow(board[0], x, player) : board[0],
  y === 1 ? withMarkInRow(board[1], x, player) : board[1],
  y === 2 ? withMarkInRow(board[2], x, player) : board[2],
];

const withMarkInRow = (row: Row, x: number, player: ActorId): Row => [
  x === 0 ? player : row[0],
  x === 1 ? player : row[1],
  x === 2 ? player : row[2],
];

const at = (x: number, y: number): Position => ({ x, y });
const lanes = [0, 1, 2] as const;

export type Line = readonly [Position, Position, Position];

/** The eight ways to have three in a row. */
export const lines: readonly Line[] = [
  ...lanes.map((y) => [at(0, y), at(1, y), at(2, y)] as const),
  ...lanes.map((x) => [at(x, 0), at(x, 1), at(x, 2)] as const),
  [at(0, 0), at(1, 1), at(2, 2)],
  [at(2, 0), at(1, 1), at(0, 2)],
];

const isMarkedBy = (player: ActorId, board: Board, { x, y }: Position): boolean => board[y]?.[x] === player;

const isOwnedBy = (player: ActorId, board: Board, line: Line): boolean =>
  isMarkedBy(player, board, line[0]) &&
  isMarkedBy(player, board, line[1]) &&
  isMarkedBy(player, board, line[2]);

/** The line that `player` has completed, if any. */
export const completedLine = (board: Board, player: ActorId): Line | undefined =>
  lines.find((line) => isOwnedBy(player, board, line));

/** `board[y][x]`: two lines go through an edge, three through a corner, four through the middle. */
const linesThrough = lanes.map((y) =>
  lanes.map((x) => lines.filter((line) => line.some((cell) => cell.x === x && cell.y === y))),
);

/** Whether the mark that `player` has just made completes a line: only those through it are looked at. */
export function completesLine(board: Board, { x, y }: Position, player: ActorId): boolean {
  for (const line of linesThrough[y]?.[x] ?? []) if (isOwnedBy(player, board, line)) return true;
  return false;
}

const isFullRow = (row: Row): boolean => row[0] !== null && row[1] !== null && row[2] !== null;
export const isFull = (board: Board): boolean =>
  isFullRow(board[0]) && isFullRow(board[1]) && isFullRow(board[2]);

export const hasMarked = (board: Board, player: ActorId): boolean =>
  board.some((row) => row.some((cell) => cell === player));
