import { describe, expect, test } from 'vitest';
import { compareUltimate } from '../testing/compare-ultimate.ts';
import { emptyBoard } from './grid.ts';
import { placeOf, positionOf, type SmallBoard, ultimate, winnerOf } from './ultimate.ts';

test('in random games, rules and reference agree on every board, refusal and end', () => {
  const tally = compareUltimate(1_000, 1);
  // All that can be said was said, and both players have won and drawn.
  expect(Object.keys(tally).toSorted()).toEqual([
    'BOARD_NOT_OPEN',
    'POSITION_ALREADY_FILLED',
    'POSITION_OFF_LIMITS',
    'ends =',
    'ends O',
    'ends X',
    'moves',
    'ok',
  ]);
});

describe('a cell of the whole board', () => {
  test('is named by its small board and its place in that, and back', () => {
    expect(placeOf({ x: 7, y: 3 })).toEqual({ board: { x: 2, y: 1 }, place: { x: 1, y: 0 } });
    for (let x = 0; x < 9; x += 1)
      for (let y = 0; y < 9; y += 1) expect(positionOf(placeOf({ x, y }))).toEqual({ x, y });
  });

  test('is none off the board, between two cells, or where there is no number', () => {
    const strange = [-1, 9, 0.5, 8.5, -0.1, 2.999, Number.NaN, Infinity, -Infinity, 1e300, Number.MIN_VALUE];
    for (const n of strange)
      for (const at of [
        { x: n, y: 4 },
        { x: 4, y: n },
        { x: n, y: n },
      ])
        expect(ultimate.refusal(ultimate.opening, at)).toMatchObject({ reason: 'POSITION_OFF_LIMITS' });
  });

  test('is the first one at minus zero, which JSON knows, and the reply goes to the first board', () => {
    const at = { x: -0, y: -0 };
    expect(ultimate.refusal(ultimate.opening, at)).toBeUndefined();
    expect(ultimate.withMark(ultimate.opening, at, 0, [] as never).next).toEqual({ x: 0, y: 0 });
  });
});

test('a small board is won by who has three in a row, and by nobody where it is full without', () => {
  const won: SmallBoard = [
    [0, 1, 1],
    [0, 1, 0],
    [1, null, null],
  ];
  const full: SmallBoard = [
    [0, 1, 0],
    [0, 1, 1],
    [1, 0, 0],
  ];
  expect([winnerOf(won), winnerOf(full), winnerOf(emptyBoard)]).toEqual([1, null, null]);
});
