import { describe, expect, test } from 'vitest';
import { ann, bea } from '../../testing/people.ts';
import { cellAt, emptyBoard, type Position, positions } from '../rules/grid.ts';
import { type Board, rulesFor, rulesNamed, type RulesName, type Verdict } from '../rules/rules.ts';
import type { ClassicBoard } from '../rules/tic-tac-toe.ts';
import { ultimate } from '../rules/ultimate.ts';
import type { Players, Seat } from '../seats.ts';
import { cellOf, drawn } from '../testing/play.ts';
import { choicesAt, choose, type Turn } from './choose.ts';
import { type Level, levels } from './computer.ts';

const players: Players = [ann, bea];
const other = (seat: Seat): Seat => (seat === 0 ? 1 : 0);
const at = (x: number, y: number): Position => ({ x, y });
const turn = (board: Board, seat: Seat): Turn => ({ board, seat, players });

/** Numbers from 0 to 1 that look random, the same each time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

type Player = (turn: Turn) => Position;

/** @returns the seat that has won, null for a draw */
function playOut(rules: RulesName, both: readonly [Player, Player]): Seat | null {
  const { opening, refusal, withMark, verdict } = rulesNamed(rules);
  let board = opening;
  for (let seat: Seat = 0; ; seat = other(seat)) {
    const mark = both[seat](turn(board, seat));
    expect(refusal(board, mark)).toBeUndefined();
    board = withMark(board, mark, seat, players);
    const end: Verdict | undefined = verdict(board, mark, seat, players);
    if (end) return end.result === 'WIN' ? seat : null;
  }
}

describe('a perfect player', () => {
  /** Every mark that it might make, against every reply that there is. */
  function neverLoses(board: ClassicBoard, moving: Seat, computer: Seat): number {
    const { withMark, verdict } = rulesFor(board);
    const marks =
      moving === computer
        ? choicesAt(turn(board, moving), 'perfect')
        : positions.filter((cell) => cellAt(board, cell) === null);
    expect(marks.length).toBeGreaterThan(0);
    let games = 0;
    for (const mark of marks) {
      const after = withMark(board, mark, moving, players) as ClassicBoard;
      const end = verdict(after, mark, moving, players);
      if (end?.result === 'WIN') expect(moving).toBe(computer);
      games += end ? 1 : neverLoses(after, other(moving), computer);
    }
    return games;
  }

  test.each([0, 1] as const)('never loses a classic game, whatever anybody does, in seat %i', (seat) => {
    expect(neverLoses(emptyBoard, 0, seat)).toBeGreaterThan(100);
  });

  test('wins at once where it can, rather than later', () => {
    expect(choicesAt(turn(drawn('aa.', 'bb.', '...'), 0), 'perfect')).toEqual([at(2, 0)]);
    expect(choicesAt(turn(drawn('aa.', 'bb.', '...'), 1), 'perfect')).toEqual([at(2, 1)]);
  });

  test('wins on an ultimate board with the last mark that it needs', () => {
    const boards = structuredClone(ultimate.opening.boards);
    for (const small of [boards[0][0], boards[0][1]]) small[0] = [1, 1, 1];
    boards[0][2][0] = [1, 1, null];
    const board: Board = { rules: 'ultimate', boards, next: { x: 2, y: 0 } };
    expect(choicesAt(turn(board, 1), 'perfect')).toEqual([cellOf('22')]);
  });

  test('keeps the other from it, where its mark names the board of the reply', () => {
    const boards = structuredClone(ultimate.opening.boards);
    for (const small of [boards[0][0], boards[0][1]]) small[0] = [1, 1, 1];
    boards[0][2][0] = [1, 1, null];
    const board: Board = { rules: 'ultimate', boards, next: { x: 1, y: 1 } };
    const sentTo = choicesAt(turn(board, 0), 'perfect').map(({ x, y }) => [x % 3, y % 3]);
    expect(sentTo).not.toContainEqual([2, 0]);
    expect(sentTo).not.toContainEqual([0, 0]);
    expect(sentTo).not.toContainEqual([1, 0]);
  });
});

describe('a fair player', () => {
  test('wins where it can', () => {
    expect(choicesAt(turn(drawn('aa.', 'bb.', '...'), 1), 'fair')).toEqual([at(2, 1)]);
  });

  test('keeps the other from winning with the next mark', () => {
    expect(choicesAt(turn(drawn('aa.', 'b..', '...'), 1), 'fair')).toEqual([at(2, 0)]);
  });

  test('marks anything where neither is near, and where all is lost', () => {
    expect(choicesAt(turn(emptyBoard, 0), 'fair')).toHaveLength(9);
    expect(choicesAt(turn(drawn('aa.', 'a.b', '..b'), 1), 'fair')).toEqual([at(2, 0)]);
    expect(choicesAt(turn(drawn('a.a', '.b.', 'aba'), 1), 'fair')).toEqual([at(1, 0)]);
    expect(choicesAt(turn(drawn('a..', '.b.', 'a.a'), 1), 'fair')).toHaveLength(5);
  });
});

test('an easy player marks any cell that is free', () => {
  expect(choicesAt(turn(drawn('aab', 'bb.', '..a'), 1), 'easy')).toEqual([at(2, 1), at(0, 2), at(1, 2)]);
  expect(choicesAt(turn(ultimate.opening, 0), 'easy')).toHaveLength(81);
});

describe('a choice', () => {
  test('follows from its number, each as likely as the others', () => {
    const board = drawn('aab', 'bba', '..a');
    expect([0, 0.49, 0.5, 0.99].map((random) => choose(turn(board, 1), 'easy', random))).toEqual([
      at(0, 2),
      at(0, 2),
      at(1, 2),
      at(1, 2),
    ]);
  });

  test.each(levels)('is a mark that the rules take, in every game of both rules: %s', (level) => {
    const random = seeded(7);
    const plays =
      (as: Level): Player =>
      (now) =>
        choose(now, as, random());
    for (let game = 0; game < 2; game += 1) {
      playOut('classic', [plays(level), plays('easy')]);
      playOut('ultimate', [plays('easy'), plays(level)]);
    }
  });
});

test.each([
  ['classic', 'fair', 'easy'],
  ['classic', 'perfect', 'easy'],
  ['ultimate', 'fair', 'easy'],
  ['ultimate', 'perfect', 'fair'],
] as const)('on a %s board a %s player is better than one that is %s', (rules, better, worse) => {
  const random = seeded(1);
  const plays =
    (as: Level): Player =>
    (now) =>
      choose(now, as, random());
  let [won, lost] = [0, 0];
  for (let game = 0; game < 8; game += 1) {
    const seat: Seat = game % 2 === 0 ? 0 : 1;
    const both = [plays(better), plays(worse)] as const;
    const winner = playOut(rules, seat === 0 ? both : [both[1], both[0]]);
    if (winner === seat) won += 1;
    else if (winner !== null) lost += 1;
  }
  expect(won).toBeGreaterThan(2 * lost);
});
