import {
  emptyBoard,
  evolve,
  type Game,
  GameId,
  type InProgress,
  positionOf,
  UserId,
  toInstant,
} from '@tic-tac-toe/domain/contracts';
import { expect, test } from 'vitest';
import { smallBoardsOf, winningBoardsOf } from './small-boards.ts';

const id = (number: number) => `00000000-0000-4000-8000-00000000000${number}`;
const ann = UserId.parse(id(1));
const bea = UserId.parse(id(2));
const gameId = GameId.parse(id(9));

const start: InProgress = {
  stage: 'InProgress',
  gameId,
  players: [ann, bea],
  board: {
    rules: 'ultimate',
    boards: [
      [emptyBoard, emptyBoard, emptyBoard],
      [emptyBoard, emptyBoard, emptyBoard],
      [emptyBoard, emptyBoard, emptyBoard],
    ],
    next: null,
  },
  turn: 1,
  playerId: ann,
  timeout: 20_000,
  deadline: toInstant(20_000),
};

/** X in the top row of each board of the middle row; O in the left places of the top boards, and so on. */
const WIN = [
  '30',
  '03',
  '31',
  '13',
  '32',
  '23',
  '40',
  '04',
  '41',
  '14',
  '42',
  '25',
  '50',
  '05',
  '51',
  '15',
  '52',
];

/** @param moves small board and place, numbered row by row from 0 */
const after = (moves: readonly string[]): Game =>
  moves.reduce((game: Game, [board, place], index) => {
    const at = (number: string | undefined) => ({ x: Number(number) % 3, y: Math.floor(Number(number) / 3) });
    const { x, y } = positionOf({ board: at(board), place: at(place) });
    return evolve(game, { type: 'MarkPlaced', data: { gameId, player: index % 2 === 0 ? ann : bea, x, y } });
  }, start);
const ended = (game: Game, winner: UserId | null): Game =>
  evolve(game, {
    type: 'GameEnded',
    data: {
      gameId,
      players: [ann, bea],
      result: winner === null ? 'DRAW' : 'WIN',
      winner,
      reason: winner === null ? 'BOARD_FULL' : 'THREE_IN_A_ROW',
    },
  });
const those = (game: Game, of: 'isLit' | 'isDecided' | 'isFaded') =>
  smallBoardsOf(game).flatMap((board, index) => (board[of] ? [index] : []));

test('before the game no board is lit, and at its beginning each is', () => {
  const waiting: Game = {
    stage: 'WaitingForPlayers',
    gameId,
    host: ann,
    players: [ann],
    createdAt: toInstant(0),
    expiresAt: toInstant(600_000),
    rules: 'ultimate',
  };
  expect(those(waiting, 'isLit')).toEqual([]);
  expect(those(start, 'isLit')).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
});

test('the board that the next mark has to go to is lit', () => {
  expect(those(after(['30']), 'isLit')).toEqual([0]);
});

test('a won board has the mark of its winner, and each other is lit where it would be next', () => {
  const game = after(WIN.slice(0, 6));
  expect(smallBoardsOf(game)[3]).toMatchObject({ winner: 0, isDecided: true, isLit: false });
  expect(those(game, 'isDecided')).toEqual([3]);
  expect(those(game, 'isLit')).toEqual([0, 1, 2, 4, 5, 6, 7, 8]);
});

test('a full board without a winner is decided, and nobody has won it', () => {
  const full: Game = {
    ...start,
    board: {
      rules: 'ultimate',
      boards: [
        [
          [
            [0, 1, 0],
            [0, 1, 1],
            [1, 0, 0],
          ],
          emptyBoard,
          emptyBoard,
        ],
        [emptyBoard, emptyBoard, emptyBoard],
        [emptyBoard, emptyBoard, emptyBoard],
      ],
      next: null,
    },
  };
  expect(smallBoardsOf(full)[0]).toMatchObject({ winner: null, isDecided: true, isLit: false });
});

test('after a win the line goes through three boards, and the others fade', () => {
  const game = ended(after(WIN), ann);
  expect(winningBoardsOf(game)).toEqual([
    { x: 0, y: 1 },
    { x: 1, y: 1 },
    { x: 2, y: 1 },
  ]);
  expect(those(game, 'isFaded')).toEqual([0, 1, 2, 6, 7, 8]);
  expect(those(game, 'isLit')).toEqual([]);
});

test('after an end without a line no board fades', () => {
  const game = ended(after(WIN.slice(0, 5)), null);
  expect(winningBoardsOf(game)).toBeUndefined();
  expect(those(game, 'isFaded')).toEqual([]);
});
