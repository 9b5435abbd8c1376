import { describe, expect, test } from 'vitest';
import { ann, bea } from '../testing/people.ts';
import { type DecidingMark, decidingMark, type Prospect } from './deciding-mark.ts';
import { cellAt, emptyBoard, type Position, positions, withMark } from './rules/grid.ts';
import { type ClassicBoard, ticTacToe } from './rules/tic-tac-toe.ts';
import type { Players, Seat } from './seats.ts';

const players: Players = [ann, bea];
const other = (seat: Seat): Seat => (seat === 0 ? 1 : 0);

const letterOf = (cell: string | null): string => (cell === null ? '.' : cell === ann ? 'a' : 'b');

/** To whose turn it is, by the game's own rules: what the computer is asked is not asked here. */
const known = new Map<string, number>();
function worth(board: ClassicBoard, seat: Seat): number {
  const key = board.flat().map(letterOf).join('');
  const before = known.get(key);
  if (before !== undefined) return before;
  const value = Math.max(...repliesTo(board, seat).map(({ value: of }) => of));
  known.set(key, value);
  return value;
}

/** Each mark that may be made, what comes of it, and what that is worth to who makes it. */
const repliesTo = (board: ClassicBoard, seat: Seat) =>
  positions
    .filter((at) => cellAt(board, at) === null)
    .map((at) => {
      const next = withMark(board, at, players[seat]);
      const verdict = ticTacToe.verdict(next, at, seat, players);
      const value: number = verdict ? (verdict.result === 'WIN' ? 1 : 0) : -worth(next, other(seat));
      return { at, next, verdict, value };
    });

interface Played {
  readonly marks: readonly Position[];
  readonly result: 'WIN' | 'DRAW';
  /** The last mark that was not among the best. */
  readonly last: DecidingMark | undefined;
}

const NAMES: readonly Prospect[] = ['loss', 'draw', 'win'];
const named = (value: number): Prospect => NAMES[value + 1] ?? 'draw';

/** Every game that can be played, to its end. */
function* everyGame(
  marks: readonly Position[] = [],
  board = emptyBoard as ClassicBoard,
  last?: DecidingMark,
): Iterable<Played> {
  const seat: Seat = marks.length % 2 === 0 ? 0 : 1;
  const best = worth(board, seat);
  for (const { at, next, verdict, value } of repliesTo(board, seat)) {
    const played = [...marks, at];
    const lastNow = value < best ? { move: played.length, from: named(best), to: named(value) } : last;
    if (verdict) yield { marks: played, result: verdict.result, last: lastNow };
    else yield* everyGame(played, next, lastNow);
  }
}

describe('the deciding mark', () => {
  test('of every game there is gave away what the game became, and after it nobody gave away anything', () => {
    let games = 0;
    for (const { marks, result, last } of everyGame()) {
      games += 1;
      const deciding = decidingMark(marks);
      const isSame =
        deciding?.move === last?.move && deciding?.from === last?.from && deciding?.to === last?.to;
      // Who has lost gave it away. A draw may have been one all along.
      const isTrue =
        result === 'WIN'
          ? deciding?.to === 'loss' && (marks.length - deciding.move) % 2 === 1
          : deciding === undefined || (deciding.from === 'win' && deciding.to === 'draw');
      if (!isSame || !isTrue) throw new Error(JSON.stringify({ marks, result, deciding, last }));
    }
    expect(games).toBe(255_168);
  }, 60_000);

  test('of a game so far is the last by which something was given away', () => {
    // A reply on the edge to a corner loses.
    expect(decidingMark([{ x: 0, y: 0 }, { x: 1, y: 0 }])).toEqual({ move: 2, from: 'draw', to: 'loss' }); // prettier-ignore
    expect(decidingMark([{ x: 1, y: 1 }, { x: 0, y: 0 }])).toBeUndefined(); // prettier-ignore
    expect(decidingMark([])).toBeUndefined();
  });
});
