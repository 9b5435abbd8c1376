import type { ActorId } from '../../kit/define/index.ts';
import { lines, type Position, positions } from '../rules/grid.ts';
import type { ClassicBoard } from '../rules/tic-tac-toe.ts';

/** Nine cells, row by row: 1 is of whose turn it is, 2 of the other, 0 is empty. */
export type Cells = readonly number[];

export const EMPTY_CELLS: Cells = [0, 0, 0, 0, 0, 0, 0, 0, 0];

const threes = lines.map((line) => line.map(({ x, y }) => 3 * y + x));
const hasThree = (cells: Cells, mark: number): boolean =>
  threes.some((three) => three.every((cell) => cells[cell] === mark));

/** What positions are worth: there are 5478 at most, and a game asks for the same ones again. */
const known = new Map<number, number>();

/** To whose turn it is, against the best replies: a sooner win is worth more, and a later loss costs less. */
export function valueOf(cells: Cells): number {
  const key = cells.reduce((number, cell) => 3 * number + cell, 0);
  const before = known.get(key);
  if (before !== undefined) return before;
  const free = cells.filter((cell) => cell === 0).length;
  const value = hasThree(cells, 2)
    ? -1 - free
    : free === 0
      ? 0
      : Math.max(...cells.flatMap((cell, index) => (cell === 0 ? [-valueOf(afterMark(cells, index))] : [])));
  known.set(key, value);
  return value;
}

/** As the other sees it, whose turn it is then. */
export const afterMark = (cells: Cells, at: number): Cells =>
  cells.map((cell, index) => (index === at ? 2 : (3 - cell) % 3));

/** The marks that come to the best result, whatever the other replies. */
export function bestOnClassic(board: ClassicBoard, player: ActorId): readonly Position[] {
  const cells = board.flat().map((holder) => (holder === null ? 0 : holder === player ? 1 : 2));
  const rated = positions.flatMap((at, index) =>
    cells[index] === 0 ? [{ at, value: -valueOf(afterMark(cells, index)) }] : [],
  );
  const best = Math.max(...rated.map(({ value }) => value));
  return rated.filter(({ value }) => value === best).map(({ at }) => at);
}
