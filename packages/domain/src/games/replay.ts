import type { Position } from './rules/grid.ts';
import { type Board, type RulesName, rulesNamed } from './rules/rules.ts';
import type { Players, Seat } from './seats.ts';

const seats: readonly [Seat, Seat] = [0, 1];

/** The board after these marks, which the two have made by turns. */
export function boardAfter(name: RulesName, players: Players, marks: readonly Position[]): Board {
  const rules = rulesNamed(name);
  return marks.reduce(
    (board, at, index) => rules.withMark(board, at, index % 2 === 0 ? seats[0] : seats[1], players),
    rules.opening,
  );
}
