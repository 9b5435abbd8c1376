/**
 * The rules of ultimate tic-tac-toe once more, told another way and sharing nothing with the first: a game is the list of
 * cells that were marked, and all else is worked out from that list. A cell is a number, `9 * row + column`; small
 * boards and their places are numbered from 0 to 8, row by row.
 */

const LINES = ['012', '345', '678', '036', '147', '258', '048', '246'].map((line) => [...line].map(Number));
const NINE = [0, 1, 2, 3, 4, 5, 6, 7, 8];

/** `cell(4, 0)`: the first place of the small board in the middle. */
export const cell = (board: number, place: number): number =>
  9 * (3 * Math.floor(board / 3) + Math.floor(place / 3)) + 3 * (board % 3) + (place % 3);
const CELLS = NINE.map((board) => NINE.map((place) => cell(board, place)));
const ALL = Array.from({ length: 81 }, (_, at) => at);
const BOARD_OF = ALL.map((at) => CELLS.findIndex((cells) => cells.includes(at)));
const PLACE_OF = ALL.map((at) => CELLS[BOARD_OF[at] ?? Number.NaN]?.indexOf(at));

export interface Reference {
  /** X and O for the first and the second player, and a dot; the whole board, row by row. */
  readonly cells: readonly string[];
  /** Of each small board: X and O where it is won, `=` where it is full without a winner, and a dot. */
  readonly boards: readonly string[];
  /** The board of the next mark; null for any that is open. */
  readonly forced: number | null;
  /** How it ended: X, O or `=`; a dot while it goes on. */
  readonly over: string;
}

function inARow(marks: readonly (string | undefined)[]): string | undefined {
  return ['X', 'O'].find((mark) => LINES.some((line) => line.every((at) => marks[at] === mark)));
}

export function referenceOf(marked: readonly number[]): Reference {
  const cells = ALL.map(() => '.');
  for (const [turn, at] of marked.entries()) cells[at] = turn % 2 === 0 ? 'X' : 'O';
  const boards = CELLS.map((nine) => {
    const marks = nine.map((at) => cells[at]);
    return inARow(marks) ?? (marks.includes('.') ? '.' : '=');
  });
  const last = PLACE_OF[marked.at(-1) ?? Number.NaN];
  const forced = last !== undefined && boards[last] === '.' ? last : null;
  return { cells, boards, forced, over: inARow(boards) ?? (boards.includes('.') ? '.' : '=') };
}

/** What is said to a mark in column `x`, row `y`: `ok`, or why not. */
export function answerOf({ cells, boards, forced }: Reference, x: number, y: number): string {
  if (!NINE.includes(x) || !NINE.includes(y)) return 'POSITION_OFF_LIMITS';
  const at = 9 * y + x;
  const board = BOARD_OF[at] ?? Number.NaN;
  if (boards[board] !== '.' || (forced !== null && forced !== board)) return 'BOARD_NOT_OPEN';
  return cells[at] === '.' ? 'ok' : 'POSITION_ALREADY_FILLED';
}

/** The cells that the next mark may go to. */
export const openCells = (now: Reference): readonly number[] =>
  ALL.filter((at) => answerOf(now, at % 9, Math.floor(at / 9)) === 'ok');

/** Numbers from 0 to below `limit`, the same for the same seed (a linear congruential generator, Numerical Recipes). */
export function randomNumbers(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
