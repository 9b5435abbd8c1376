import { type Board, type GameEvent, GameId, UserId, toInstant } from '@tic-tac-toe/domain/contracts';
import { expect, test } from 'vitest';
import { storyOf } from './story.ts';

const id = (number: number) => `00000000-0000-4000-8000-00000000000${number}`;
const ann = UserId.parse(id(1));
const bea = UserId.parse(id(2));
const gameId = GameId.parse(id(9));
const cast = { me: bea, aliasOf: (user: UserId) => (user === ann ? 'Ann' : 'Bea') };
const board: Board = [
  [null, null, null],
  [null, null, null],
  [null, null, null],
];

const waits = (playerId: UserId, turn: number): GameEvent => ({
  type: 'WaitingForPlayerPlay',
  data: { gameId, playerId, turn, timeout: 20_000, deadline: toInstant(20_000 * turn) },
});
const marks = (player: UserId, x: number, y: number): GameEvent => ({
  type: 'MarkPlaced',
  data: { gameId, player, x, y },
});
const told = (...events: readonly GameEvent[]) =>
  storyOf(
    events.map((event, index) => ({ position: index + 1, event })),
    cast,
    'classic',
  ).map(({ text }) => text);

const opening: readonly GameEvent[] = [
  {
    type: 'GameCreated',
    data: { gameId, host: ann, createdAt: toInstant(0), expiresAt: toInstant(600_000) },
  },
  { type: 'PlayerJoinedAGame', data: { gameId, player: ann } },
  { type: 'PlayerJoinedAGame', data: { gameId, player: bea } },
  { type: 'GameStarted', data: { gameId, players: [ann, bea], board } },
  waits(ann, 1),
];

test('a game reads as a story, told to one of its players', () => {
  expect(
    told(
      ...opening,
      marks(ann, 1, 1),
      { type: 'BoardUpdated', data: { gameId, board } },
      waits(bea, 2),
      marks(bea, 0, 2),
      {
        type: 'GameEnded',
        data: { gameId, players: [ann, bea], result: 'WIN', winner: bea, reason: 'THREE_IN_A_ROW' },
      },
    ),
  ).toEqual([
    'Ann opened the game.',
    'Ann joined.',
    'You joined.',
    'Ann begins.',
    'Ann: centre.',
    'You: bottom left.',
    'You won: three in a row.',
  ]);
});

test('squares of an ultimate board are named by their board and place, and its ends by boards', () => {
  const end = (winner: UserId | null): GameEvent => ({
    type: 'GameEnded',
    data: {
      gameId,
      players: [ann, bea],
      result: winner === null ? 'DRAW' : 'WIN',
      winner,
      reason: winner === null ? 'BOARD_FULL' : 'THREE_IN_A_ROW',
    },
  });
  const lines = [marks(ann, 4, 4), marks(bea, 8, 3), end(ann), end(null)].map(
    (event) => storyOf([{ position: 1, event }], cast, 'ultimate')[0]?.text,
  );
  expect(lines).toEqual([
    'Ann: centre of the centre board.',
    'You: top right of the right board.',
    'Ann won: three boards in a row.',
    'No board is left to play on: a draw.',
  ]);
});

test('it says whose time is up', () => {
  expect(
    told(
      ...opening,
      { type: 'TurnTimeout', data: { gameId, turn: 1 } },
      {
        type: 'GameEnded',
        data: { gameId, players: [ann, bea], result: 'ABORTED', winner: null, reason: 'TURN_TIMEOUT' },
      },
    ).slice(-2),
  ).toEqual(['Ann’s time is up.', 'The game is called off, without points.']);
});

test('it says who resigned, with the mark of who did', () => {
  const end = (result: 'WIN' | 'ABORTED', winner: UserId | null): GameEvent => ({
    type: 'GameEnded',
    data: { gameId, players: [ann, bea], result, winner, reason: 'RESIGNED' },
  });
  const lines = (event: GameEvent) => storyOf([{ position: 1, event }], cast, 'classic');
  expect(lines(end('WIN', bea))).toMatchObject([{ text: 'Ann resigned.', by: ann }]);
  expect(lines(end('WIN', ann))).toMatchObject([{ text: 'You resigned.', by: bea }]);
  expect(lines(end('ABORTED', null))).toMatchObject([
    { text: 'A player resigned. The game is called off, without points.', by: null },
  ]);
});

test('it says who offers a draw, who declines it, and that both agreed', () => {
  expect(
    told(
      { type: 'DrawOffered', data: { gameId, player: ann } },
      { type: 'DrawDeclined', data: { gameId, player: bea } },
      { type: 'DrawOffered', data: { gameId, player: bea } },
      {
        type: 'GameEnded',
        data: { gameId, players: [ann, bea], result: 'DRAW', winner: null, reason: 'DRAW_AGREED' },
      },
    ),
  ).toEqual(['Ann offers a draw.', 'You declined the draw.', 'You offer a draw.', 'Both agreed on a draw.']);
});

test('it says when the same turn gets more time', () => {
  expect(told(...opening, waits(ann, 1)).at(-1)).toBe('The clock was set back after an interruption.');
});

test('each line knows who did it', () => {
  const lines = storyOf([{ position: 7, event: marks(ann, 0, 0) }], cast, 'classic');
  expect(lines).toEqual([{ position: 7, text: 'Ann: top left.', by: ann }]);
});

test('an event of a newer server is no line of the story', () => {
  const newer = { type: 'UndoAsked', data: { gameId } } as never;
  expect(told(...opening, newer)).toEqual(told(...opening));
});

test('a reason of a newer server leaves it at the end of the game', () => {
  const reason = 'JUDGED' as never;
  expect(
    told(...opening, {
      type: 'GameEnded',
      data: { gameId, players: [ann, bea], result: 'WIN', winner: bea, reason },
    }).at(-1),
  ).toBe('The game is over.');
});

test('it says who was away for too long, with their mark', () => {
  const lines = (winner: UserId | null) =>
    storyOf(
      [
        {
          position: 1,
          event: {
            type: 'GameEnded',
            data: {
              gameId,
              players: [ann, bea],
              result: winner ? 'WIN' : 'ABORTED',
              winner,
              reason: 'ABANDONED',
            },
          },
        },
      ],
      cast,
      'classic',
    );
  expect(lines(bea)).toMatchObject([{ text: 'Ann was away for too long.', by: ann }]);
  expect(lines(ann)).toMatchObject([{ text: 'You were away for too long.', by: bea }]);
  expect(lines(null)).toMatchObject([{ by: null }]);
});
