import { z } from 'zod';

/** Three rows of three cells: `grid[y][x]`, columns and rows from 0. What a cell holds is for each board to say. */
export const gridOf = <Cell extends z.ZodType>(cell: Cell) => {
  const row = z.tuple([cell, cell, cell]);
  return z.tuple([row, row, row]);
};
type Row<Cell> = [Cell, Cell, Cell];
export type Grid<Cell> = [Row<Cell>, Row<Cell>, Row<Cell>];

export interface Position {
  readonly x: number;
  readonly y: number;
}

export const emptyBoard: Grid<null> = [
  [null, null, null],
  [null, null, null],
  [null, null, null],
];

/** @returns what a cell holds, `null` for an empty one, `undefined` off the grid */
export const cellAt = <Cell>(grid: Grid<Cell>, { x, y }: Position): Cell | undefined => grid[y]?.[x];

export const withMark = <Cell>(grid: Grid<Cell>, { x, y }: Position, mark: Cell): Grid<Cell> => [
  y === 0 ? withMarkInRow(grid[0], x, mark) : grid[0],
  y === 1 ? withMarkInRow(grid[1], x, mark) : grid[1],
  y === 2 ? withMarkInRow(grid[2], x, mark) : grid[2],
];

const withMarkInRow = <Cell>(row: Row<Cell>, x: number, mark: Cell): Row<Cell> => [
  x === 0 ? mark : row[0],
  x === 1 ? mark : row[1],
  x === 2 ? mark : row[2],
];

/** Another grid, cell by cell. */
export const mapGrid = <From, To>([a, b, c]: Grid<From>, change: (cell: From) => To): Grid<To> => [
  [change(a[0]), change(a[1]), change(a[2])],
  [change(b[0]), change(b[1]), change(b[2])],
  [change(c[0]), change(c[1]), change(c[2])],
];

const at = (x: number, y: number): Position => ({ x, y });
const lanes = [0, 1, 2] as const;

/** The nine cells, row by row. */
export const positions: readonly Position[] = lanes.flatMap((y) => lanes.map((x) => at(x, y)));

export type Line = readonly [Position, Position, Position];

/** The eight ways to have three in a row. */
export const lines: readonly Line[] = [
  ...lanes.map((y) => [at(0, y), at(1, y), at(2, y)] as const),
  ...lanes.map((x) => [at(x, 0), at(x, 1), at(x, 2)] as const),
  [at(0, 0), at(1, 1), at(2, 2)],
  [at(2, 0), at(1, 1), at(0, 2)],
];

const holds = <Cell>(grid: Grid<Cell>, { x, y }: Position, mark: Cell): boolean => grid[y]?.[x] === mark;

const isLineOf = <Cell>(grid: Grid<Cell>, line: Line, mark: Cell): boolean =>
  holds(grid, line[0], mark) && holds(grid, line[1], mark) && holds(grid, line[2], mark);

/** The line that is full of `mark`, if any. */
export const completedLine = <Cell>(grid: Grid<Cell>, mark: Cell): Line | undefined =>
  lines.find((line) => isLineOf(grid, line, mark));

/** `grid[y][x]`: two lines go through an edge, three through a corner, four through the middle. */
const linesThrough = lanes.map((y) =>
  lanes.map((x) => lines.filter((line) => line.some((cell) => cell.x === x && cell.y === y))),
);

/** Whether the `mark` that has just been made completes a line: only those through it are looked at. */
export function completesLine<Cell>(grid: Grid<Cell>, { x, y }: Position, mark: Cell): boolean {
  for (const line of linesThrough[y]?.[x] ?? []) if (isLineOf(grid, line, mark)) return true;
  return false;
}

const isFullRow = (row: Row<unknown>): boolean => row[0] !== null && row[1] !== null && row[2] !== null;
export const isFull = (grid: Grid<unknown>): boolean =>
  isFullRow(grid[0]) && isFullRow(grid[1]) && isFullRow(grid[2]);

/** The cells that hold something. */
export const countIn = (grid: Grid<unknown>): number => grid.flat().filter((cell) => cell !== null).length;
