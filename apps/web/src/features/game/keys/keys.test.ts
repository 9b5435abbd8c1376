import {
  type Game,
  GameId,
  type InProgress,
  toInstant,
  type UltimateBoard,
  UserId,
} from '@tic-tac-toe/domain/contracts';
import { expect, test } from 'vitest';
import { meantBy, placeOnPad } from './number-pad.ts';
import { readingOf } from './reading.ts';

const id = (number: number) => `00000000-0000-4000-8000-00000000000${number}`;
const [ann, bea] = [UserId.parse(id(1)), UserId.parse(id(2))];
const empty = [null, null, null] as const;

const playing = (board: InProgress['board']): Game => ({
  stage: 'InProgress',
  gameId: GameId.parse(id(9)),
  players: [ann, bea],
  board,
  turn: 3,
  playerId: ann,
  timeout: 20_000,
  deadline: toInstant(20_000),
});
const classic = playing([[ann, null, null], [null, bea, null], [...empty]]);
const small = (): UltimateBoard['boards'][0][0] => [[...empty], [...empty], [...empty]];
const ultimate = (next: UltimateBoard['next']) => {
  const row = (): UltimateBoard['boards'][0] => [small(), small(), small()];
  const boards: UltimateBoard['boards'] = [row(), row(), row()];
  boards[0][0] = [[0, 0, 0], [...empty], [...empty]];
  boards[1][1] = [[...empty], [null, 1, null], [...empty]];
  return playing({ rules: 'ultimate', boards, next });
};

test('digits lie as on a number pad', () => {
  const pad = ['789', '456', '123'].map((row) => [...row].map(placeOnPad));
  expect(pad).toEqual([0, 1, 2].map((y) => [0, 1, 2].map((x) => ({ x, y }))));
  for (const key of ['0', '10', 'a', 'Enter', '']) expect(placeOnPad(key)).toBeUndefined();
});

test('a digit names a square; where the reply is free, first a small board', () => {
  expect(meantBy('7', classic, undefined)).toEqual({ square: { x: 0, y: 0 } });
  expect(meantBy('3', ultimate({ x: 1, y: 1 }), undefined)).toEqual({ square: { x: 5, y: 5 } });
  expect(meantBy('3', ultimate(null), undefined)).toEqual({ board: { x: 2, y: 2 } });
  expect(meantBy('7', ultimate(null), { x: 2, y: 2 })).toEqual({ square: { x: 6, y: 6 } });
  expect(meantBy('b', classic, undefined)).toBeUndefined();
});

test('a board is read in a few sentences', () => {
  expect(readingOf(classic)).toBe(
    'Top: X, empty, empty. Middle: empty, O, empty. Bottom: empty, empty, empty.',
  );
  expect(readingOf(ultimate(null))).toBe('Top left: won by X. Centre: O centre.');
});
