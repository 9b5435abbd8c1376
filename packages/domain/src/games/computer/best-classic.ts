import type { ActorId } from '../../kit/define/index.ts';
import { cellAt, lines, type Position, positions } from '../rules/grid.ts';
import type { ClassicBoard } from '../rules/tic-tac-toe.ts';

/**
 * Who holds the nine cells, a bit for each, row by row: whose turn it is, and the other. So all 5478 positions that there are take a
 * page some milliseconds.
 */
export interface Cells {
  readonly mine: number;
  readonly theirs: number;
}

export const EMPTY_CELLS: Cells = { mine: 0, theirs: 0 };

const CELLS = 9;
const ALL = 2 ** CELLS - 1;
const bitOf = ({ x, y }: Position): number => 1 << (3 * y + x);
const threes = lines.map((line) => line.reduce((bits, at) => bits | bitOf(at), 0));

/** What positions are worth: a game asks for the same ones again. */
const known = new Map<number, number>();

/** To whose turn it is, against the best replies: a sooner win is worth more, and a later loss costs less. */
export const valueOf = ({ mine, theirs }: Cells): number => worth(mine, theirs);

function worth(mine: number, theirs: number): number {
  const key = (mine << CELLS) | theirs;
  let value = known.get(key);
  if (value === undefined) {
    value = lookAhead(mine, theirs);
    known.set(key, value);
  }
  return value;
}

function lookAhead(mine: number, theirs: number): number {
  const free = ALL & ~(mine | theirs);
  for (const three of threes) if ((theirs & three) === three) return -1 - countOf(free);
  if (free === 0) return 0;
  let best = -Infinity;
  for (let rest = free; rest !== 0; rest &= rest - 1)
    best = Math.max(best, -worth(theirs, mine | (rest & -rest)));
  return best;
}

function countOf(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

/** As the other sees it, whose turn it is then. */
export const afterMark = ({ mine, theirs }: Cells, at: Position): Cells => ({
  mine: theirs,
  theirs: mine | bitOf(at),
});

/** The marks that come to the best result, whatever the other replies. */
export function bestOnClassic(board: ClassicBoard, player: ActorId): readonly Position[] {
  const free = positions.filter((at) => cellAt(board, at) === null);
  const held = positions.filter((at) => cellAt(board, at) !== null);
  const cells = { mine: 0, theirs: 0 };
  for (const at of held) cells[cellAt(board, at) === player ? 'mine' : 'theirs'] |= bitOf(at);
  const rated = free.map((at) => ({ at, value: -valueOf(afterMark(cells, at)) }));
  const best = Math.max(...rated.map(({ value }) => value));
  return rated.filter(({ value }) => value === best).map(({ at }) => at);
}
