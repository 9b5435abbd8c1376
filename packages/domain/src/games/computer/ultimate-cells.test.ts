import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ann, bea } from '../../testing/people.ts';
import { cellAt, type Position } from '../rules/grid.ts';
import { placeOf, ultimate, type UltimateBoard } from '../rules/ultimate.ts';
import type { Players, Seat } from '../seats.ts';
import { positionOfCell, sideOf, UltimateCells } from './ultimate-cells.ts';

const players: Players = [ann, bea];

/** What the rules say: every position of the board that takes a mark. */
function freeBy(board: UltimateBoard): readonly Position[] {
  const all = Array.from({ length: 81 }, (_, number) => positionOfCell(number));
  return all.filter((at) => ultimate.refusal(board, at) === undefined);
}

test('it is the board that the rules make, after every mark, and the one before once that is taken back', () => {
  const choices = fc.array(fc.nat(1_000), { minLength: 81, maxLength: 81 });
  fc.assert(
    fc.property(choices, (numbers) => {
      let board = ultimate.opening;
      let seat: Seat = 0;
      const cells = new UltimateCells(board);
      for (const number of numbers) {
        const free = cells.free();
        expect(free.map(positionOfCell)).toEqual(freeBy(board));
        expect(new UltimateCells(board).free()).toEqual(free);
        const cell = free[number % free.length] ?? NaN;
        const at = positionOfCell(cell);
        const estimate = cells.estimate(1);
        cells.takeBack(cells.mark(cell, sideOf(seat)));
        expect([cells.free(), cells.estimate(1)]).toEqual([free, estimate]);

        cells.mark(cell, sideOf(seat));
        board = ultimate.withMark(board, at, seat, players);
        expect(cells.estimate(1)).toBe(new UltimateCells(board).estimate(1));
        expect(cells.estimate(1)).toBe(-cells.estimate(-1) || 0);
        const verdict = ultimate.verdict(board, at, seat, players)?.result ?? 'open';
        expect(cells.outcome(sideOf(seat))).toBe({ WIN: 'won', DRAW: 'drawn', open: 'open' }[verdict]);
        if (verdict !== 'open') return;
        seat = seat === 0 ? 1 : 0;
      }
    }),
    { numRuns: 60 },
  );
});

test('cells are numbered by small board, and within it by place', () => {
  const { board, place } = placeOf(positionOfCell(9 * 5 + 2));
  expect([board, place]).toEqual([
    { x: 2, y: 1 },
    { x: 2, y: 0 },
  ]);
  expect(cellAt(ultimate.opening.boards, board)).toBeDefined();
});
