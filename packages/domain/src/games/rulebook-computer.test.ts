import { describe, expect, test } from 'vitest';
import { modules } from '../index.ts';
import { SYSTEM, toInstant } from '../kit/define/index.ts';
import { after, as, harness, like, specify } from '../kit/testing/index.ts';
import { GetResults } from '../scoring/queries.ts';
import { SessionId } from '../sessions/session.ts';
import { ann, bea, gameNumber, person, START } from '../testing/people.ts';
import { CreateUser } from '../users/commands.ts';
import { GetPresence, GetUser } from '../users/queries.ts';
import { ALIAS_TAKEN } from '../users/rejections.ts';
import { SignIn } from '../users/sign-in.ts';
import { CreateGame, JoinGame, OfferRematch, PlaceMark, PlayComputer, Resign } from './commands.ts';
import { computerOf, levels } from './computer/computer.ts';
import { MAX_OPEN_GAMES } from './create-game.ts';
import {
  BoardUpdated,
  ComputerToMove,
  GameCreated,
  GameStarted,
  MarkPlaced,
  PlayerJoinedAGame,
  WaitingForPlayerPlay,
} from './events.ts';
import { type Game, game } from './game.ts';
import { GetMyGames } from './queries.ts';
import { GAME_ALREADY_EXISTS, PLAYER_CAN_NOT_PLAY, TOO_MANY_OPEN_GAMES } from './rejections.ts';
import { emptyBoard, withMark } from './rules/grid.ts';
import { takesMark } from './rules/rules.ts';
import { create, gameId, mark, resigns } from './testing/play.ts';

const product = modules({ turnTimeout: 20_000, sessionLifetime: 10 ** 12 });
const { given } = specify(product);

const A_DAY = 24 * 60 * 60_000;
const fair = computerOf('fair');
const playsFair = as(ann, PlayComputer({ gameId, level: 'fair' }));
const openGames = (howMany: number) =>
  Array.from({ length: howMany }, (_, n) => as(ann, CreateGame({ gameId: gameNumber(100 + n) })));

describe('a game against the computer', () => {
  test('begins at once, told like every other: who asked for it plays first, and has a day for a turn', () => {
    const deadline = toInstant(START + A_DAY);
    const expiresAt = toInstant(START + 600_000);
    given()
      .when(playsFair)
      .then(
        GameCreated({ gameId, host: ann, createdAt: toInstant(START), expiresAt }),
        PlayerJoinedAGame({ gameId, player: ann }),
        PlayerJoinedAGame({ gameId, player: fair }),
        GameStarted({ gameId, players: [ann, fair], board: emptyBoard }),
        WaitingForPlayerPlay({ gameId, playerId: ann, turn: 1, timeout: A_DAY, deadline }),
      );
  });

  test('is of either rules', () => {
    given()
      .when(as(ann, PlayComputer({ gameId, level: 'easy', rules: 'ultimate' })))
      .then(
        like({ type: 'GameCreated', data: like({ rules: 'ultimate' }) }),
        like({ type: 'PlayerJoinedAGame' }),
        like({ type: 'PlayerJoinedAGame', data: like({ player: computerOf('easy') }) }),
        like({ type: 'GameStarted', data: like({ board: like({ rules: 'ultimate' }) }) }),
        like({ type: 'WaitingForPlayerPlay' }),
      );
  });

  test('the computer makes its mark after a pause, as a player does', () => {
    const { board } = { board: withMark(withMark(emptyBoard, { x: 1, y: 1 }, ann), { x: 0, y: 0 }, fair) };
    given(playsFair, mark(ann, 1, 1))
      .when(after(599))
      .then();
    given(playsFair, mark(ann, 1, 1))
      .when(after(1_400))
      .then(
        ComputerToMove({ gameId, turn: 2 }),
        MarkPlaced({ gameId, player: fair, x: 0, y: 0 }),
        BoardUpdated({ gameId, board }),
        like({ type: 'WaitingForPlayerPlay', data: like({ playerId: ann, turn: 3, timeout: A_DAY }) }),
      );
  });

  test('nobody moves in its place, and it makes no mark in a game that is over', () => {
    given(playsFair, mark(ann, 1, 1))
      .when(mark(ann, 0, 0))
      .thenRejected(PLAYER_CAN_NOT_PLAY);
    given(playsFair, mark(ann, 1, 1), resigns(ann))
      .when(after(1_400))
      .then();
  });

  test('ends after a day without a mark', () => {
    given(playsFair)
      .when(after(A_DAY - 1))
      .then();
    given(playsFair)
      .when(after(A_DAY))
      .then(like({ type: 'TurnTimeout' }), like({ type: 'GameEnded', data: like({ result: 'ABORTED' }) }));
  });

  test('takes an id of its own, and one of the ten games that one may have open', () => {
    given(create).when(playsFair).thenRejected(GAME_ALREADY_EXISTS);
    given(...openGames(MAX_OPEN_GAMES))
      .when(playsFair)
      .thenRejected(TOO_MANY_OPEN_GAMES);
    const [last, ...nine] = openGames(MAX_OPEN_GAMES);
    if (!last) throw new Error('There are ten.');
    given(...nine, playsFair)
      .when(last)
      .thenRejected(TOO_MANY_OPEN_GAMES);
  });

  test('gives up the one before that still runs, which keeps nobody from another', () => {
    const next = gameNumber(2);
    given(...openGames(MAX_OPEN_GAMES - 1), playsFair)
      .when(as(ann, PlayComputer({ gameId: next, level: 'perfect' })))
      .then(
        ...Array.from({ length: 5 }, () => like({ data: like({ gameId: next }) })),
        like({ type: 'GameEnded', data: like({ gameId, reason: 'RESIGNED' }) }),
      );
  });

  test('a rematch begins as soon as one wants it, with sides swapped: the computer always does', () => {
    given(playsFair, resigns(ann))
      .when(as(ann, OfferRematch({ gameId })))
      .then(
        like({ type: 'RematchStarted', data: like({ offeredBy: ann, players: [fair, ann] }) }),
        like({ type: 'GameCreated' }),
        like({ type: 'PlayerJoinedAGame' }),
        like({ type: 'PlayerJoinedAGame' }),
        like({ type: 'GameStarted' }),
        like({ type: 'WaitingForPlayerPlay', data: like({ playerId: fair, turn: 1, timeout: A_DAY }) }),
      );
    given(playsFair, resigns(ann), as(ann, OfferRematch({ gameId })))
      .when(after(1_400))
      .then(
        like({ type: 'ComputerToMove' }),
        like({ type: 'MarkPlaced', data: like({ player: fair }) }),
        like({ type: 'BoardUpdated' }),
        like({ type: 'WaitingForPlayerPlay', data: like({ playerId: ann }) }),
      );
  });
});

/** Ann plays to an end, any free square at a time. */
async function playOut(level: (typeof levels)[number], rules: 'classic' | 'ultimate') {
  const world = await harness({ modules: product });
  await world.execute(SYSTEM, CreateUser({ id: ann, alias: 'Ann' }));
  await world.execute(ann, PlayComputer({ gameId, level, rules }));
  const stored = () => (world.ports.reader.load(game, gameId) as { readonly state: Game }).state;
  const cells = Array.from({ length: 81 }, (_, n) => ({ x: n % 9, y: Math.floor(n / 9) }));
  for (let state = stored(); state.stage === 'InProgress'; state = stored()) {
    const { board, playerId } = state;
    const free = cells.find((cell) => takesMark(board, cell));
    if (playerId === ann && free) await world.execute(ann, PlaceMark({ gameId, ...free }));
    else await world.advance(1_400);
  }
  await world.advance(10_000);
  world.assertNoFailures();
  return { world, end: stored() };
}

test.each(
  levels.flatMap((level) => (['classic', 'ultimate'] as const).map((rules) => [level, rules] as const)),
)(
  'a whole game against a computer that is %s, of %s rules, comes to its end, and gives no points to anybody',
  async (level, rules) => {
    const { world, end } = await playOut(level, rules);
    expect(end).toMatchObject({
      stage: 'Ended',
      reason: expect.stringMatching(/^(THREE_IN_A_ROW|BOARD_FULL)$/),
    });
    expect(world.handled.map(({ message }) => message.type)).not.toContain('PlayerScoreChanged');
    const none = { won: 0, drawn: 0, lost: 0 };
    for (const userId of [ann, computerOf(level)]) {
      const answer = await world.app.ask(GetResults({ userId }), { actor: ann });
      expect(answer).toMatchObject({ answer: { results: { first: none, second: none } } });
    }
    const timers = await world.ports.store.timersDue(Number.MAX_SAFE_INTEGER, 10);
    expect(timers).toEqual([]);
  },
);

test('a win over the computer gives no points', () => {
  const wins = given(
    as(SYSTEM, CreateUser({ id: ann, alias: 'Ann' })),
    as(ann, PlayComputer({ gameId, level: 'easy' })),
    mark(ann, 1, 1),
    after(1_400), // (0, 0)
    mark(ann, 2, 0),
    after(1_400), // (1, 0)
  );
  wins
    .when(mark(ann, 0, 2))
    .then(
      like({ type: 'MarkPlaced' }),
      like({ type: 'BoardUpdated' }),
      like({ type: 'GameEnded', data: like({ result: 'WIN', winner: ann }) }),
    );
});

test('the computer has a name at each level, which nobody else can have, and is never online', async () => {
  const world = await harness({ modules: product });
  for (const [level, alias] of [
    ['easy', 'Computer (easy)'],
    ['fair', 'Computer (fair)'],
    ['perfect', 'Computer (perfect)'],
  ] as const) {
    const id = computerOf(level);
    const { app } = world;
    expect(await app.ask(GetUser({ id }), { actor: ann })).toMatchObject({ answer: { id, alias } });
    expect(await app.ask(GetPresence({ userIds: [id] }), { actor: ann })).toMatchObject({
      answer: { online: [] },
    });
    expect(
      await world.execute(SYSTEM, CreateUser({ id: person(1), alias: alias.toUpperCase() })),
    ).toMatchObject({ ok: false, rejection: { reason: ALIAS_TAKEN.reason } });
    const session = SessionId.parse('a'.repeat(64));
    expect(await world.execute(SYSTEM, SignIn({ id: person(1), alias, session }))).toMatchObject({
      ok: false,
      rejection: { reason: ALIAS_TAKEN.reason },
    });
  }
});

test('it is one of my games while it runs, and nobody else sits down at it', async () => {
  const world = await harness({ modules: product });
  await world.execute(ann, PlayComputer({ gameId, level: 'fair' }));
  expect(await world.app.ask(GetMyGames({}), { actor: ann })).toMatchObject({
    answer: { games: [{ gameId, stage: 'InProgress' }] },
  });
  expect(await world.execute(bea, JoinGame({ gameId }))).toMatchObject({
    rejection: { reason: 'ALL_PLAYERS_ALREADY_JOINED' },
  });
  expect(await world.execute(bea, Resign({ gameId }))).toMatchObject({
    rejection: { reason: 'PLAYER_CAN_NOT_PLAY' },
  });
});
