import { type Grid, lines, type Position, positions } from '../rules/grid.ts';
import { positionOf, type UltimateBoard } from '../rules/ultimate.ts';
import type { Seat } from '../seats.ts';

/*
 * An ultimate board as numbers in a row, which are marked and taken back in place: a search looks at thousands of boards
 * for one mark, and the board that is told is made anew with each. Cell `9 * board + place`; boards and places are numbered
 * row by row.
 */

/** 1 for who plays first, -1 for the second. */
export type Side = 1 | -1;
export const sideOf = (seat: Seat): Side => (seat === 0 ? 1 : -1);

const EMPTY = 0;
/** A small board that is full without a winner. */
const NOBODYS = 2;
/** No board is named: the choice is free. */
const FREE = -1;

const index = ({ x, y }: Position): number => 3 * y + x;
const threes = lines.map(([a, b, c]) => [index(a), index(b), index(c)] as const);

/** What a line is worth to who has one, two or three marks on it, and the other none. */
const worth = [0, 1, 4, 12];

const BOARDS_WEIGHT = 30;

/** Of nine cells from `start`: who has three in a row, and the balance of the lines that are still open to one of the two. */
function look(cells: Int8Array, start: number): { readonly winner: number; readonly balance: number } {
  let balance = 0;
  for (const [a, b, c] of threes) {
    let [first, second] = [0, 0];
    for (const place of [a, b, c]) {
      const cell = cells[start + place];
      if (cell === 1) first += 1;
      // A board that is nobody's stands in the way of both.
      else if (cell !== EMPTY) second += cell === NOBODYS ? 3 : 1;
      if (cell === NOBODYS) first += 3;
    }
    if (first === 3 && second === 0) return { winner: 1, balance };
    if (second === 3 && first === 0) return { winner: -1, balance };
    if (second === 0) balance += worth[first] ?? 0;
    if (first === 0) balance -= worth[second] ?? 0;
  }
  return { winner: 0, balance };
}

const isFull = (cells: Int8Array, start: number): boolean =>
  !cells.subarray(start, start + 9).includes(EMPTY);

/** What `mark` has changed besides the cell. */
interface Undo {
  readonly cell: number;
  readonly next: number;
  readonly decided: number;
  readonly balance: number;
}

/** How the game stands after a mark: won by who made it, drawn, or going on. */
export type Outcome = 'won' | 'drawn' | 'open';

export class UltimateCells {
  readonly #cells = new Int8Array(81);
  /** By small board: whose it is. */
  readonly #decided = new Int8Array(9);
  readonly #balances = new Int16Array(9);
  #next: number;

  constructor({ boards, next }: UltimateBoard) {
    this.#next = next ? index(next) : FREE;
    for (const at of positions) this.#copy(index(at), rowOf(boards, at));
  }

  #copy(board: number, small: Grid<Seat | null>): void {
    for (const place of positions) {
      const seat = rowOf(small, place);
      this.#cells[9 * board + index(place)] = seat === null ? EMPTY : sideOf(seat);
    }
    this.#judge(board);
  }

  /** The cells that may be marked now. */
  free(): readonly number[] {
    const free: number[] = [];
    for (let board = 0; board < 9; board += 1) {
      if (this.#decided[board] !== EMPTY || (this.#next !== FREE && this.#next !== board)) continue;
      for (let cell = 9 * board; cell < 9 * board + 9; cell += 1)
        if (this.#cells[cell] === EMPTY) free.push(cell);
    }
    return free;
  }

  mark(cell: number, side: Side): Undo {
    const board = Math.floor(cell / 9);
    const undo = {
      cell,
      next: this.#next,
      decided: this.#decided[board] ?? EMPTY,
      balance: this.#balances[board] ?? 0,
    };
    this.#cells[cell] = side;
    this.#judge(board);
    const reply = cell % 9;
    this.#next = this.#decided[reply] === EMPTY ? reply : FREE;
    return undo;
  }

  takeBack({ cell, next, decided, balance }: Undo): void {
    const board = Math.floor(cell / 9);
    this.#cells[cell] = EMPTY;
    this.#decided[board] = decided;
    this.#balances[board] = balance;
    this.#next = next;
  }

  /** After a mark of `side`. */
  outcome(side: Side): Outcome {
    if (look(this.#decided, 0).winner === side) return 'won';
    return isFull(this.#decided, 0) ? 'drawn' : 'open';
  }

  /** How it looks to a side without looking ahead: the lines that are still open, of small boards and in them. */
  estimate(side: Side): number {
    let sum = BOARDS_WEIGHT * look(this.#decided, 0).balance;
    for (const balance of this.#balances) sum += balance;
    return side * sum;
  }

  #judge(board: number): void {
    const { winner, balance } = look(this.#cells, 9 * board);
    const decided = winner === 0 && isFull(this.#cells, 9 * board) ? NOBODYS : winner;
    this.#decided[board] = decided;
    this.#balances[board] = decided === EMPTY ? balance : 0;
  }
}

const rowOf = <Cell>(grid: Grid<Cell>, { x, y }: Position): Cell => {
  const cell = grid[y]?.[x];
  if (cell === undefined) throw new Error('Off the board.');
  return cell;
};

/** As the rules have it: column and row of the whole board. */
export const positionOfCell = (cell: number): Position => {
  const numbered = (number: number) => ({ x: number % 3, y: Math.floor(number / 3) });
  return positionOf({ board: numbered(Math.floor(cell / 9)), place: numbered(cell % 9) });
};
