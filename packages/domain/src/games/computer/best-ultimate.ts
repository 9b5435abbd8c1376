import type { Position } from '../rules/grid.ts';
import type { UltimateBoard } from '../rules/ultimate.ts';
import type { Seat } from '../seats.ts';
import { positionOfCell, type Side, sideOf, UltimateCells } from './ultimate-cells.ts';

/** Marks that are tried for one choice: some milliseconds. */
const MAX_TRIED = 4_000;
/** Where few marks are left, all of them are tried. */
const MAX_DEPTH = 12;

const WON = 1_000_000;

const other = (side: Side): Side => (side === 1 ? -1 : 1);

interface Rated {
  readonly cell: number;
  readonly value: number;
}

/**
 * The marks that look best to somebody who looks some marks ahead, further each time, until enough was tried: the game is
 * far too large to be looked through.
 */
export function bestOnUltimate(
  board: UltimateBoard,
  seat: Seat,
  maxDepth: number = MAX_DEPTH,
): readonly Position[] {
  const search = new Search(new UltimateCells(board));
  let rated = search.unrated();
  for (let depth = 1; depth <= maxDepth; depth += 1) {
    // The best so far first: most of the others are then seen to be worse at once.
    const next = search.rate(
      rated.toSorted((a, b) => b.value - a.value),
      sideOf(seat),
      depth,
    );
    if (!next) break;
    rated = next;
  }
  const best = Math.max(...rated.map(({ value }) => value));
  return rated.filter(({ value }) => value === best).map(({ cell }) => positionOfCell(cell));
}

/** Alpha-beta: what cannot change the choice is not tried. */
class Search {
  readonly #cells: UltimateCells;
  #tried = 0;

  constructor(cells: UltimateCells) {
    this.#cells = cells;
  }

  unrated(): readonly Rated[] {
    return this.#cells.free().map((cell) => ({ cell, value: 0 }));
  }

  /** @returns null where that takes more than may be tried, though never for the first mark alone */
  rate(marks: readonly Rated[], side: Side, depth: number): readonly Rated[] | null {
    let best = -Infinity;
    const rated: Rated[] = [];
    for (const { cell } of marks) {
      // One less than the best, so that an equal one is known to be equal.
      const value = this.#valueOf(cell, side, depth, best - 1, Infinity);
      if (depth > 1 && this.#tried > MAX_TRIED) return null;
      best = Math.max(best, value);
      rated.push({ cell, value });
    }
    return rated;
  }

  /** What a mark is worth to who makes it: exact within `alpha` and `beta`, and beyond them a bound. */
  #valueOf(cell: number, side: Side, depth: number, alpha: number, beta: number): number {
    this.#tried += 1;
    const undo = this.#cells.mark(cell, side);
    const value = this.#judge(side, depth, alpha, beta);
    this.#cells.takeBack(undo);
    return value;
  }

  #judge(side: Side, depth: number, alpha: number, beta: number): number {
    const outcome = this.#cells.outcome(side);
    // A sooner win is worth more.
    if (outcome === 'won') return WON + depth;
    if (outcome === 'drawn') return 0;
    if (depth === 1 || this.#tried > MAX_TRIED) return this.#cells.estimate(side);
    return -this.#bestReply(other(side), depth - 1, -beta, -alpha);
  }

  #bestReply(side: Side, depth: number, alpha: number, beta: number): number {
    let best = -Infinity;
    for (const cell of this.#cells.free()) {
      best = Math.max(best, this.#valueOf(cell, side, depth, Math.max(alpha, best), beta));
      if (best >= beta) break;
    }
    return best;
  }
}
