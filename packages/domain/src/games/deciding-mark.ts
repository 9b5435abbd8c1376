import { type Cells, afterMark, EMPTY_CELLS, valueOf } from './computer/best-classic.ts';
import type { Position } from './rules/grid.ts';

/** What a game comes to if both play as well as can be, to one of them. */
export type Prospect = 'win' | 'draw' | 'loss';

/** The mark that made a game what it became. */
export interface DecidingMark {
  /** Counts from 1. */
  readonly move: number;
  /** What the game was worth to who made it, before and after. */
  readonly from: Prospect;
  readonly to: Prospect;
}

const prospects: readonly Prospect[] = ['loss', 'draw', 'win'];

const prospectOf = (value: number): number => Math.sign(value) + 1;

/**
 * The last mark of a classic game by which its player gave something away; undefined where nobody did. After it both
 * played as well as can be, so that it decided the game: the classic game is solved, and each position is looked up.
 */
export function decidingMark(marks: readonly Position[]): DecidingMark | undefined {
  let cells: Cells = EMPTY_CELLS;
  let deciding: DecidingMark | undefined;
  for (const [index, at] of marks.entries()) {
    const before = prospectOf(valueOf(cells));
    cells = afterMark(cells, at);
    const after = prospectOf(-valueOf(cells));
    const [from, to] = [prospects[before], prospects[after]];
    if (after < before && from && to) deciding = { move: index + 1, from, to };
  }
  return deciding;
}
