import {
  type ClassicBoard,
  cellAt,
  completedLine,
  emptyBoard,
  isFull,
  type Players,
  UserId,
  withMark,
} from '@tic-tac-toe/domain/contracts';
import { expect, test } from 'vitest';
import { bestMove } from './best-move.ts';

const bot = UserId.parse('11111111-1111-4111-8111-111111111111');
const other = UserId.parse('22222222-2222-4222-8222-222222222222');
const cells = [0, 1, 2].flatMap((y) => [0, 1, 2].map((x) => ({ x, y })));

/** Plays the bot against every line of play there is, and counts how often it loses. */
function losses(board: ClassicBoard, players: Players, next: UserId): number {
  if (completedLine(board, other)) return 1;
  if (completedLine(board, bot) || isFull(board)) return 0;
  if (next === bot) {
    const move = bestMove(board, players, bot);
    if (!move) throw new Error('no move in a game that goes on');
    return losses(withMark(board, move, bot), players, other);
  }
  return cells
    .filter((cell) => cellAt(board, cell) === null)
    .reduce((sum, cell) => sum + losses(withMark(board, cell, other), players, bot), 0);
}

test('the bot never loses, whoever begins and whatever the other one plays', () => {
  expect(losses(emptyBoard, [bot, other], bot)).toBe(0);
  expect(losses(emptyBoard, [other, bot], other)).toBe(0);
});

test('the bot wins at once where it can', () => {
  const board: ClassicBoard = [
    [bot, bot, null],
    [other, other, null],
    [null, null, null],
  ];
  expect(bestMove(board, [bot, other], bot)).toEqual({ x: 2, y: 0 });
});
