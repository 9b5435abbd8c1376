/** Random games of ultimate tic-tac-toe by the rules and by the reference, move by move: they have to agree on all of it. */
import { ann, bea } from '../../testing/people.ts';
import { cellAt, type Position } from '../rules/grid.ts';
import { openBoards, ultimate, type UltimateBoard, winnersOf, winningBoards } from '../rules/ultimate.ts';
import { answerOf, openCells, randomNumbers, type Reference, referenceOf } from './ultimate-reference.ts';

const players: [typeof ann, typeof bea] = [ann, bea];
const numbers = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const numberOf = ({ x, y }: Position): number => 3 * y + x;
const letterOf = (seat: 0 | 1 | null | undefined): string => (seat === 0 ? 'X' : seat === 1 ? 'O' : '.');

/** The whole board, row by row: the small boards are read one beside the other. */
const cellsOf = ({ boards }: UltimateBoard): string =>
  boards
    .flatMap((band) => [0, 1, 2].map((y) => band.map((small) => small[y]?.map(letterOf).join('')).join('')))
    .join('');

function disagreement(board: UltimateBoard, now: Reference): string | undefined {
  if (cellsOf(board) !== now.cells.join('')) return `cells: ${cellsOf(board)}`;
  const forced = board.next && numberOf(board.next);
  if (forced !== now.forced) return `next: ${forced}, not ${now.forced}`;
  const winners = winnersOf(board).flat().map(letterOf).join('');
  if (winners !== now.boards.join('').replaceAll('=', '.')) return `winners: ${winners}`;
  const open = openBoards(board).map(numberOf).join('');
  const expected = numbers.filter((n) => now.boards[n] === '.' && (now.forced === null || now.forced === n));
  if (open !== expected.join('')) return `open boards: ${open}, not ${expected.join('')}`;
  const line = winningBoards(board)?.map((at) => letterOf(cellAt(winnersOf(board), at)));
  const won = now.over === 'X' || now.over === 'O' ? now.over.repeat(3) : undefined;
  return line?.join('') === won ? undefined : `winning boards: ${line?.join('')}, not ${won}`;
}

const endOf = (result: 'WIN' | 'DRAW' | undefined, seat: 0 | 1): string =>
  result === 'WIN' ? letterOf(seat) : result === 'DRAW' ? '=' : '.';

/** @throws where rules and reference differ, with the marks that led there */
export function compareUltimate(games: number, seed: number) {
  const random = randomNumbers(seed);
  const tally: Record<string, number> = { moves: 0 };
  const count = (what: string) => void (tally[what] = (tally[what] ?? 0) + 1);

  for (let game = 0; game < games; game += 1) {
    const marked: number[] = [];
    let board = ultimate.opening;
    let now = referenceOf(marked);
    const differ = (what: string): never => {
      throw new Error(`Rules and reference differ after ${marked.join(' ')}: ${what}`);
    };
    while (now.over === '.') {
      // Somewhere, the edge beyond the board included.
      const tried = { x: random(11) - 1, y: random(11) - 1 };
      const said = ultimate.refusal(board, tried)?.reason ?? 'ok';
      if (said !== answerOf(now, tried.x, tried.y)) differ(`${tried.x}, ${tried.y} is ${said}`);
      count(said);

      const open = openCells(now);
      const cell = open[random(open.length)] ?? Number.NaN;
      const [at, seat] = [{ x: cell % 9, y: Math.floor(cell / 9) }, marked.length % 2 === 0 ? 0 : 1] as const;
      const refusal = ultimate.refusal(board, at);
      if (refusal) differ(`${at.x}, ${at.y} is ${refusal.reason}`);
      board = ultimate.withMark(board, at, seat, players);
      marked.push(cell);
      now = referenceOf(marked);
      const end = endOf(ultimate.verdict(board, at, seat, players)?.result, seat);
      const what =
        disagreement(board, now) ?? (end === now.over ? undefined : `end: ${end}, not ${now.over}`);
      if (what !== undefined) differ(what);
      count('moves');
    }
    count(`ends ${now.over}`);
  }
  return tally;
}
