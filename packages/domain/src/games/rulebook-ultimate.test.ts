/** What is special about ultimate tic-tac-toe. Boards and places are numbered from 0 to 8: `40` is the first place of the middle. */
import { describe, expect, test } from 'vitest';
import { after, as, like, specify } from '../kit/testing/index.ts';
import { toInstant } from '../kit/define/index.ts';
import { ann, bea, START } from '../testing/people.ts';
import { CreateGame } from './commands.ts';
import { BoardUpdated, GameCreated, GameStarted, MarkPlaced } from './events.ts';
import { gamesModule } from './module.ts';
import {
  BOARD_NOT_OPEN,
  GAME_ALREADY_ENDED,
  POSITION_ALREADY_FILLED,
  POSITION_OFF_LIMITS,
} from './rejections.ts';
import { ultimate, winnersOf } from './rules/ultimate.ts';
import {
  annJoins,
  beaJoins,
  cellOf,
  create,
  gameId,
  mark,
  markIn,
  opening,
  resigns,
  ultimateMoves,
  ultimateOpening,
} from './testing/play.ts';

const timeout = 20_000;
const { given } = specify([gamesModule({ turnTimeout: timeout })]);
const createUltimate = ultimateOpening[0];

const placed = like({ type: 'MarkPlaced' });
const ended = (result: 'WIN' | 'DRAW' | 'ABORTED', winner: typeof ann | null, reason: string) =>
  like({ type: 'GameEnded', data: { gameId, players: [ann, bea], result, winner, reason } });
const nextTurn = like({ type: 'WaitingForPlayerPlay' });
const updated = (next: { readonly x: number; readonly y: number } | null) =>
  like({ type: 'BoardUpdated', data: like({ board: like({ next }) }) });

/** Whoever's turn it is after these marks makes the next one. */
function following(told: string) {
  const before = ultimateMoves(told);
  const player = before.length % 2 === 0 ? ann : bea;
  return { marks: (cell: string) => given(...ultimateOpening, ...before).when(markIn(player, cell)) };
}

/** All of these marks but the last; and the last, which is the point. */
const untilTheLast = (told: string) => following(told.slice(0, -3)).marks(told.slice(-2));

/** Bea has won the board in the middle, and Ann has to play in board 2. */
const MIDDLE_WON = '44 40 04 41 14 42';

/** Ann is to mark `01` next, which names board 1: it is full, and nobody has won it. */
const BOARD_1_FULL = '13 33 31 17 71 15 54 41 12 21 14 43 32 26 66 60 03 38 81 16 61 10 07 75 51 11 18 80';

describe('creating an ultimate game', () => {
  test('tells its rules', () => {
    const expiresAt = toInstant(START + 600_000);
    given()
      .when(createUltimate)
      .then(GameCreated({ gameId, host: ann, createdAt: toInstant(START), expiresAt, rules: 'ultimate' }));
  });

  test('is something else than a classic one, which is told as one without a name for its rules', () => {
    const expiresAt = toInstant(START + 600_000);
    const classic = GameCreated({ gameId, host: ann, createdAt: toInstant(START), expiresAt });
    given().when(create).then(classic);
    given()
      .when(as(ann, CreateGame({ gameId, rules: 'classic' })))
      .then(classic);
  });

  test('leads to nine empty boards, and the first mark may go anywhere', () => {
    const three = <T>(cell: T): [T, T, T] => [cell, cell, cell];
    const board = { rules: 'ultimate' as const, boards: three(three(three(three(null)))), next: null };
    given(createUltimate, annJoins)
      .when(beaJoins)
      .then(
        like({ type: 'PlayerJoinedAGame' }),
        GameStarted({ gameId, players: [ann, bea], board }),
        nextTurn,
      );
    for (let x = 0; x < 9; x += 1)
      for (let y = 0; y < 9; y += 1)
        given(...ultimateOpening)
          .when(mark(ann, x, y))
          .then(placed, updated({ x: x % 3, y: y % 3 }), nextTurn);
  });
});

describe('a mark on an ultimate board', () => {
  test('is told by its column and row on the whole board; the board holds the seat, and names that of the reply', () => {
    const board = ultimate.withMark(ultimate.opening, { x: 4, y: 3 }, 0, [ann, bea]);
    expect(board.boards[1][1][0]).toEqual([null, 0, null]);
    expect(board.next).toEqual({ x: 1, y: 0 });
    given(...ultimateOpening)
      .when(mark(ann, 4, 3))
      .then(MarkPlaced({ gameId, player: ann, x: 4, y: 3 }), BoardUpdated({ gameId, board }), nextTurn);
  });

  test('has to go to the board that the mark before it has named', () => {
    following('41')
      .marks('12')
      .then(placed, updated({ x: 2, y: 0 }), nextTurn);
    for (const elsewhere of ['00', '40', '41', '88'])
      following('41').marks(elsewhere).thenRejected(BOARD_NOT_OPEN);
  });

  test('is refused on a cell that is taken, and off the board', () => {
    following('44').marks('44').thenRejected(POSITION_ALREADY_FILLED);
    for (const [x, y] of [
      [9, 0],
      [0, 9],
      [-1, 4],
      [4.5, 4],
      [4, Number.NaN],
    ] as const)
      given(...ultimateOpening)
        .when(mark(ann, x, y))
        .thenRejected(POSITION_OFF_LIMITS);
  });

  test('beyond the third column is off the board of a classic game, as ever', () => {
    given(...opening)
      .when(mark(ann, 3, 0))
      .thenRejected(POSITION_OFF_LIMITS);
  });
});

describe('a small board that is won', () => {
  test('leaves the reply where its last mark has named it', () => {
    untilTheLast(MIDDLE_WON).then(placed, updated({ x: 2, y: 0 }), nextTurn);
  });

  test('frees the choice of who is sent there', () => {
    following(MIDDLE_WON).marks('24').then(placed, updated(null), nextTurn);
    for (const anywhere of ['00', '21', '88'])
      following(`${MIDDLE_WON} 24`)
        .marks(anywhere)
        .then(placed, like({ type: 'BoardUpdated' }), nextTurn);
  });

  test('frees it, too, where the mark that wins it names that very board', () => {
    untilTheLast('14 40 04 48 84 44').then(placed, updated(null), nextTurn);
  });

  test('takes no more marks, whether a cell of it is free or not', () => {
    for (const cell of ['43', '40', '44'])
      following(`${MIDDLE_WON} 24`).marks(cell).thenRejected(BOARD_NOT_OPEN);
  });
});

describe('a small board that is full without a winner', () => {
  test('frees the choice of who is sent there', () => {
    following(BOARD_1_FULL).marks('01').then(placed, updated(null), nextTurn);
    for (const anywhere of ['02', '45', '88'])
      following(`${BOARD_1_FULL} 01`)
        .marks(anywhere)
        .then(placed, like({ type: 'BoardUpdated' }), nextTurn);
  });

  test('frees it, too, where the mark that fills it names that very board', () => {
    untilTheLast(
      '27 72 24 40 02 26 64 45 51 12 23 35 58 85 55 57 73 36 67 76 68 81 14 46 62 20 05 52 28 88 87 74 42 21 13 37 15 50 00 08 82 25 53 32 22',
    ).then(placed, updated(null), nextTurn);
  });

  test('takes no more marks: it is not open, rather than each cell of it taken', () => {
    following(`${BOARD_1_FULL} 01`).marks('14').thenRejected(BOARD_NOT_OPEN);
  });
});

describe('the end of an ultimate game', () => {
  const ANN_WINS = '82 28 83 32 24 46 64 44 48 84 45 51 11 18 87 72 23 36 66 61 17 73 35 56 62 22 25 54 42';
  const endsWith = (told: string, result: 'WIN' | 'DRAW', winner: typeof ann | null) =>
    untilTheLast(told).then(
      placed,
      like({ type: 'BoardUpdated' }),
      ended(result, winner, result === 'WIN' ? 'THREE_IN_A_ROW' : 'BOARD_FULL'),
    );

  test('is a win for who has three small boards in a row', () => {
    endsWith(ANN_WINS, 'WIN', ann);
    endsWith(
      '42 22 28 84 47 71 18 83 38 85 52 20 08 23 31 12 27 78 15 57 75 56 61 16 62 21 10 05 55 58',
      'WIN',
      bea,
    );
  });

  test('is a win, too, with the last cell of a small board', () => {
    endsWith(
      '81 11 13 34 41 17 76 64 42 20 08 84 40 07 75 55 50 02 21 10 05 52 27 73 31 12 23 38 82 28 80 03 33 36 60 01 00 06 66 67 74 24 58 04',
      'WIN',
      bea,
    );
  });

  test('is a win, too, where no small board is left open', () => {
    endsWith(
      '07 70 08 84 47 71 12 23 34 45 55 53 31 17 72 25 51 11 16 65 57 78 87 74 43 37 15 56 61 14 48 83 32 24 46 63 35 50 06 64 30 80 81 85',
      'WIN',
      bea,
    );
  });

  test('is a draw where every small board is decided without three in a row, whatever cells are free', () => {
    endsWith(
      '53 35 54 40 04 43 32 20 08 82 24 46 61 16 62 26 65 57 71 12 21 14 74 23 38 80 01 07 77 31 58 85 50 06 60 05 00 36 30 34 88 87 33 37 86 81',
      'DRAW',
      null,
    );
  });

  test('is a draw, too, where one player has won more of the small boards', () => {
    const marks =
      '66 67 70 04 41 12 20 07 75 53 38 88 80 01 16 64 40 32 21 17 78 85 58 87 74 44 42 25 57 51 15 56 60 13 34 52 22 61 10 50 30 18 82 11 14 83 81';
    const board = marks
      .split(' ')
      .reduce(
        (before, cell, turn) => ultimate.withMark(before, cellOf(cell), turn % 2 === 0 ? 0 : 1, [ann, bea]),
        ultimate.opening,
      );
    const won = winnersOf(board).flat();
    expect(won.filter((seat) => seat === 0).length - won.filter((seat) => seat === 1).length).not.toBe(0);
    endsWith(marks, 'DRAW', null);
  });

  test('is the end: nobody marks any more', () => {
    given(...ultimateOpening, ...ultimateMoves(ANN_WINS))
      .when(markIn(bea, '00'))
      .thenRejected(GAME_ALREADY_ENDED);
  });

  test('comes by resigning and by time as in every game: nobody wins before both have made a mark', () => {
    given(...ultimateOpening, ...ultimateMoves('44'))
      .when(resigns(ann))
      .then(ended('ABORTED', null, 'RESIGNED'));
    given(...ultimateOpening, ...ultimateMoves('44 40'))
      .when(resigns(ann))
      .then(ended('WIN', bea, 'RESIGNED'));
    given(...ultimateOpening, ...ultimateMoves('44 40'))
      .when(after(timeout))
      .then(like({ type: 'TurnTimeout' }), ended('WIN', bea, 'TURN_TIMEOUT'));
    given(createUltimate, annJoins)
      .when(after(600_000))
      .then(like({ type: 'GameWaitedTooLong' }), like({ type: 'GameEnded' }));
  });
});
