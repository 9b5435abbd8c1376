import { type Game, Game as GameSchema, rulesNamed } from '@tic-tac-toe/domain';
import { expect, test } from 'vitest';
import { pictureOf } from './board-picture.ts';
import { colours } from './strokes.ts';

const [ann, bea] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'];
const N = null;
const base = { gameId: '00000000-0000-4000-8000-000000000001', players: [ann, bea] };
const turn = { turn: 1, playerId: bea, timeout: 1, deadline: '2026-01-01T00:00:00.000Z' };
const game = (parts: object): Game => GameSchema.parse({ ...base, ...parts });
const inProgress = (board: unknown) => game({ stage: 'InProgress', ...turn, board });

/** How many strokes of a colour there are, beside the two large marks. */
const count = (svg: string, colour: string): number => svg.split(`stroke="${colour}"`).length - 1;
const marks = (svg: string) => ({ x: count(svg, colours.x) - 1, o: count(svg, colours.o) - 1 });

test('a classic board has its marks, and the highlighter over the three that won', () => {
  const board = [
    [ann, bea, N],
    [bea, ann, N],
    [N, N, N],
  ];
  const running = pictureOf(inProgress(board));
  expect(marks(running)).toEqual({ x: 2, o: 2 });
  expect(count(running, colours.marker)).toBe(0);
  const won = pictureOf(
    game({
      stage: 'Ended', result: 'WIN', winner: ann, reason: 'THREE_IN_A_ROW',
      board: [board[0], board[1], [N, N, ann]],
    }), // prettier-ignore
  );
  expect(marks(won)).toEqual({ x: 3, o: 2 });
  // Over the row, and behind the mark of who has won.
  expect(count(won, colours.marker)).toBe(2);
});

test('an ultimate board has the marks of its small boards, and one large mark where such a board is won', () => {
  const { opening, withMark } = rulesNamed('ultimate');
  const players: [string, string] = [ann ?? '', bea ?? ''];
  const at = (cells: readonly (readonly [number, number, 0 | 1])[]) =>
    cells.reduce((board, [x, y, seat]) => withMark(board, { x, y }, seat, players as never), opening);
  const open = [[0, 0, 0], [8, 8, 1], [1, 0, 0], [7, 7, 1]] as const; // prettier-ignore
  expect(marks(pictureOf(inProgress(at(open))))).toEqual({ x: 2, o: 2 });
  expect(marks(pictureOf(inProgress(at([...open, [2, 0, 0]]))))).toEqual({ x: 1, o: 2 });
});

test('a free seat is drawn in pencil, and a game that does not exist as a game of nobody’s', () => {
  const waiting = game({
    stage: 'WaitingForPlayers', host: ann, players: [ann],
    createdAt: turn.deadline, expiresAt: turn.deadline,
  }); // prettier-ignore
  expect(marks(pictureOf(waiting))).toEqual({ x: 0, o: -1 });
  expect(marks(pictureOf(null))).toEqual({ x: 3, o: 2 });
});
