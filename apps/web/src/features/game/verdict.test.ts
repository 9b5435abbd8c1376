import {
  type Board,
  type Ended,
  type Game,
  GameId,
  UserId,
  toInstant,
  type UltimateBoard,
} from '@tic-tac-toe/domain/contracts';
import { describe, expect, test } from 'vitest';
import { canMark, markOf, nextToMove, opponentIn, playerToMove } from './seats.ts';
import { isAskedForRematch, verdictOf, winningLine } from './verdict.ts';
import type { Rematch } from './use-rematch.ts';

const id = (number: number) => `00000000-0000-4000-8000-00000000000${number}`;
const ann = UserId.parse(id(1));
const bea = UserId.parse(id(2));
const cleo = UserId.parse(id(3));
const gameId = GameId.parse(id(9));
const aliases = new Map([
  [ann, 'Ann'],
  [bea, 'Bea'],
  [cleo, 'Cleo'],
]);
const castFor = (me: UserId | null) => ({ me, aliasOf: (user: UserId) => aliases.get(user) ?? 'somebody' });

const empty: Board = [
  [null, null, null],
  [null, null, null],
  [null, null, null],
];
const waiting: Game = {
  stage: 'WaitingForPlayers',
  gameId,
  host: ann,
  players: [ann],
  createdAt: toInstant(0),
  expiresAt: toInstant(600_000),
};
const playing = (board: Board, turn: number, playerId: UserId): Game => ({
  stage: 'InProgress',
  gameId,
  players: [ann, bea],
  board,
  turn,
  playerId,
  timeout: 20_000,
  deadline: toInstant(20_000),
});
const ended = (
  end: Pick<Ended, 'result' | 'winner' | 'reason' | 'cancelledBy'>,
  board: Board = empty,
): Game => ({
  stage: 'Ended',
  gameId,
  players: [ann, bea],
  board,
  ...end,
});
const headline = (game: Game, me: UserId | null) => verdictOf(game, castFor(me)).headline;

describe('the headline', () => {
  test('tells the player whose turn it is', () => {
    const game = playing(empty, 1, ann);
    expect(headline(game, ann)).toBe('Your turn');
    expect(headline(game, bea)).toBe('Ann’s turn');
    expect(headline(game, cleo)).toBe('Ann’s turn');
    expect(verdictOf(game, castFor(null))).toMatchObject({
      headline: 'Ann’s turn',
      detail: 'You are watching.',
    });
  });

  test('is followed by what to do, until the mark is on its way', () => {
    const game = playing(empty, 1, ann);
    expect(verdictOf(game, castFor(ann)).detail).toBe('Pick an empty square.');
    expect(verdictOf(game, castFor(ann), { isSending: true }).detail).toBe('Your mark is on its way.');
    expect(verdictOf(game, castFor(bea)).detail).toBe('Your turn is next.');
  });

  test('tells a visitor of the free seat', () => {
    expect(headline(waiting, ann)).toBe('Waiting for your opponent');
    for (const visitor of [bea, null]) {
      expect(verdictOf(waiting, castFor(visitor))).toMatchObject({
        headline: 'Ann is waiting',
        detail: 'You are O.',
      });
      expect(headline({ ...waiting, players: [] }, visitor)).toBe('Both seats are free');
    }
  });

  test('tells the winner, the loser and the onlooker apart', () => {
    const game = ended({ result: 'WIN', winner: ann, reason: 'THREE_IN_A_ROW' });
    expect(headline(game, ann)).toBe('You win');
    expect(headline(game, bea)).toBe('You lose');
    expect(headline(game, cleo)).toBe('Ann wins');
  });

  test('says why a game ended without three in a row', () => {
    const late = verdictOf(ended({ result: 'WIN', winner: ann, reason: 'TURN_TIMEOUT' }), castFor(ann));
    expect(late.detail).toBe('Bea ran out of time. +100 points');
    const resigned = ended({ result: 'WIN', winner: ann, reason: 'RESIGNED' });
    expect(verdictOf(resigned, castFor(ann)).detail).toBe('Bea resigned. +100 points');
    expect(verdictOf(resigned, castFor(bea)).detail).toBe('You resigned.');
    expect(headline(ended({ result: 'DRAW', winner: null, reason: 'BOARD_FULL' }), ann)).toBe('A draw');
    expect(headline(ended({ result: 'ABORTED', winner: null, reason: 'TURN_TIMEOUT' }), ann)).toBe(
      'Called off',
    );
    expect(headline(ended({ result: 'ABORTED', winner: null, reason: 'NOBODY_CAME' }), ann)).toBe(
      'Nobody came',
    );
    const off = ended({ result: 'ABORTED', winner: null, reason: 'CANCELLED', cancelledBy: ann });
    expect(headline(off, bea)).toBe('Called off');
    expect(verdictOf(off, castFor(bea)).detail).toBe('Ann called this game off.');
    expect(verdictOf(off, castFor(ann)).detail).toBe('You called this game off.');
  });
});

test('a rematch that is wanted stands under the headline, and asks the other alone', () => {
  const over = ended({ result: 'WIN', winner: ann, reason: 'RESIGNED' }) as Ended;
  const offered: Game = { ...over, rematchOfferedBy: bea };
  const detail = (me: UserId) => verdictOf(offered, castFor(me)).detail;
  expect(detail(ann)).toBe('Bea wants a rematch.');
  expect(detail(bea)).toBe('Waiting for Ann. Press again to take it back.');
  expect(detail(cleo)).toBe('Bea wants a rematch.');
  expect([ann, bea, cleo].map((me) => isAskedForRematch(offered, me))).toEqual([true, false, false]);
  expect(isAskedForRematch(over, ann)).toBe(false);
  expect(verdictOf({ ...over, rematch: gameId }, castFor(ann)).detail).toBe('The rematch has begun.');
  const later = (rematch: Rematch) =>
    verdictOf({ ...over, rematch: gameId }, castFor(ann), { rematch }).detail;
  expect(later('running')).toBe('The rematch has begun.');
  expect(later('called off')).toBe('The rematch was called off.');
  expect(later('over')).toBe(verdictOf(over, castFor(ann)).detail);
});

describe('an ultimate game', () => {
  const boards = [
    [empty, empty, empty],
    [empty, empty, empty],
    [empty, empty, empty],
  ] as UltimateBoard['boards'];
  const board: Board = { rules: 'ultimate', boards, next: null };
  const detail = (game: Game) => verdictOf(game, castFor(ann)).detail;

  test('says which board the mark has to go to', () => {
    expect(detail(playing(board, 1, ann))).toBe('Pick a square of any open board.');
    expect(detail(playing({ ...board, next: { x: 2, y: 0 } }, 1, ann))).toBe(
      'Pick a square of the top right board.',
    );
  });

  test('is won with boards, and drawn for want of them', () => {
    expect(detail(ended({ result: 'WIN', winner: bea, reason: 'THREE_IN_A_ROW' }, board))).toBe(
      'Bea got three boards in a row.',
    );
    expect(detail(ended({ result: 'DRAW', winner: null, reason: 'BOARD_FULL' }, board))).toBe(
      'No board is left to play on, and no three in a row.',
    );
  });

  test('takes a mark on the board that it has to go to alone', () => {
    const game = playing({ ...board, next: { x: 2, y: 0 } }, 1, ann);
    expect(canMark(game, ann, { x: 6, y: 0 })).toBe(true);
    expect(canMark(game, ann, { x: 5, y: 0 })).toBe(false);
    expect(canMark(game, bea, { x: 6, y: 0 })).toBe(false);
  });
});

describe('a reason of a newer server', () => {
  const reason = 'JUDGED' as never;

  test('leaves it at how the game came out', () => {
    const won = ended({ result: 'WIN', winner: ann, reason });
    expect(verdictOf(won, castFor(ann))).toEqual({
      headline: 'You win',
      detail: '+100 points',
      tone: 'good',
    });
    expect(verdictOf(won, castFor(bea))).toEqual({ headline: 'You lose', detail: '', tone: 'bad' });
    expect(headline(ended({ result: 'DRAW', winner: null, reason }), ann)).toBe('A draw');
    expect(headline(ended({ result: 'ABORTED', winner: null, reason }), ann)).toBe('Called off');
  });
});

describe('a game that is called off', () => {
  const noMarks = ended({ result: 'ABORTED', winner: null, reason: 'TURN_TIMEOUT' });
  const detail = (game: Game, me: UserId) => verdictOf(game, castFor(me)).detail;

  test('says that the first player never made a mark', () => {
    expect(detail(noMarks, ann)).toBe('You ran out of time before your first mark. Nobody gets points.');
    for (const other of [bea, cleo])
      expect(detail(noMarks, other)).toBe('Ann ran out of time before their first mark. Nobody gets points.');
  });

  test('says that the second player never made a mark', () => {
    const oneMark: Board = [
      [null, null, null],
      [null, ann, null],
      [null, null, null],
    ];
    const game = ended({ result: 'ABORTED', winner: null, reason: 'TURN_TIMEOUT' }, oneMark);
    expect(detail(game, ann)).toBe('Bea ran out of time before their first mark. Nobody gets points.');
  });
});

describe('a game that a player gives up before both have played', () => {
  test('is called off, and says why', () => {
    const game = ended({ result: 'ABORTED', winner: null, reason: 'RESIGNED' });
    expect(verdictOf(game, castFor(ann))).toEqual({
      headline: 'Called off',
      detail: 'A player resigned before both had made a mark. Nobody gets points.',
      tone: 'quiet',
    });
  });
});

describe('the board', () => {
  const first: Board = [
    [ann, null, null],
    [null, null, null],
    [null, null, null],
  ];

  test('takes a mark on an empty square from the player whose turn it is', () => {
    const game = playing(empty, 1, ann);
    expect(canMark(game, ann, { x: 0, y: 0 })).toBe(true);
    expect(canMark(game, bea, { x: 0, y: 0 })).toBe(false);
    expect(canMark(game, cleo, { x: 0, y: 0 })).toBe(false);
  });

  test('takes no second mark before the next turn was heard of', () => {
    const marked = playing(first, 1, ann);
    expect(playerToMove(marked)).toBeUndefined();
    // What the headline says, the keys say too.
    expect(marked.stage === 'InProgress' && nextToMove(marked)).toBe(bea);
    expect(canMark(marked, ann, { x: 1, y: 0 })).toBe(false);
    expect(headline(marked, ann)).toBe('Bea’s turn');
  });

  test('takes nothing on a filled square, nor before the game, nor after it', () => {
    expect(canMark(playing(first, 2, bea), bea, { x: 0, y: 0 })).toBe(false);
    expect(canMark(waiting, ann, { x: 0, y: 0 })).toBe(false);
    expect(canMark(ended({ result: 'DRAW', winner: null, reason: 'BOARD_FULL' }), ann, { x: 0, y: 0 })).toBe(
      false,
    );
  });

  test('has a winning line only for three in a row', () => {
    const row: Board = [
      [ann, ann, ann],
      [bea, bea, null],
      [null, null, null],
    ];
    expect(winningLine(ended({ result: 'WIN', winner: ann, reason: 'THREE_IN_A_ROW' }, row))).toEqual([
      { x: 0, y: 0 },
      { x: 1, y: 0 },
      { x: 2, y: 0 },
    ]);
    expect(winningLine(ended({ result: 'WIN', winner: ann, reason: 'TURN_TIMEOUT' }))).toBeUndefined();
  });

  test('gives X to the player who goes first', () => {
    const game = playing(empty, 1, ann);
    expect([ann, bea, cleo].map((player) => markOf(game, player))).toEqual(['X', 'O', undefined]);
    expect(opponentIn(game, ann)).toBe(bea);
    expect(opponentIn(game, cleo)).toBeUndefined();
  });
});

test('an offered draw is for the other to hear of, until it is declined', () => {
  const offered = (declined: boolean): Game => ({
    ...(playing(empty, 1, ann) as Extract<Game, { stage: 'InProgress' }>),
    draw: { by: ann, declined },
  });
  const detail = (game: Game, me: UserId) => verdictOf(game, castFor(me)).detail;
  expect(detail(offered(false), bea)).toBe('Ann offers a draw.');
  expect(detail(offered(true), bea)).toBe('Your turn is next.');
  expect(detail(offered(false), ann)).toBe('Pick an empty square.');
  expect(detail(offered(false), cleo)).toBe('You are watching.');
  expect(detail(ended({ result: 'DRAW', winner: null, reason: 'DRAW_AGREED' }), ann)).toBe(
    'Both agreed on it.',
  );
});

test('who was away for too long is named, where that has cost them the game', () => {
  const why = (winner: UserId | null, me: UserId) =>
    verdictOf(ended({ result: winner ? 'WIN' : 'ABORTED', winner, reason: 'ABANDONED' }), castFor(me)).detail;
  expect(why(bea, bea)).toBe('Ann was away for too long. +100 points');
  expect(why(bea, ann)).toBe('You were away for too long.');
  expect(why(null, ann)).toMatch(/^A player was away for too long before both/);
});
