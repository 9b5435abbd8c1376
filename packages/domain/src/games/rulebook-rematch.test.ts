import { describe, expect, test } from 'vitest';
import { after, as, harness, like, specify } from '../kit/testing/index.ts';
import { toInstant } from '../kit/define/index.ts';
import { ann, bea, cid, gameNumber, START } from '../testing/people.ts';
import { CreateGame, OfferRematch, WithdrawRematch } from './commands.ts';
import { MAX_OPEN_GAMES } from './create-game.ts';
import {
  GameCreated,
  GameStarted,
  PlayerJoinedAGame,
  RematchOffered,
  RematchOfferLapsed,
  RematchStarted,
  RematchWithdrawn,
  WaitingForPlayerPlay,
} from './events.ts';
import { GameId } from './ids.ts';
import { gamesModule } from './module.ts';
import { GetMyGames } from './queries.ts';
import {
  GAME_NOT_ENDED,
  GAME_NOT_FOUND,
  PLAYER_CAN_NOT_PLAY,
  REMATCH_ALREADY_STARTED,
  TOO_MANY_OPEN_GAMES,
} from './rejections.ts';
import { emptyBoard } from './rules/grid.ts';
import {
  annAboutToWin,
  annJoins,
  create,
  gameId,
  mark,
  opening,
  resigns,
  ultimateOpening,
  wantsRematch,
  withdraws,
} from './testing/play.ts';

const timeout = 20_000;
const modules = [gamesModule({ turnTimeout: timeout })];
const { given } = specify(modules);
const over = [...opening, ...annAboutToWin, mark(ann, 2, 0)] as const;
/** Ids count up: one for each of the eight commands of `over` and the two offers, and then the game's. */
const rematch = GameId.parse('00000000-0000-4000-8000-00000000000b');
const tenGamesOf = (player: typeof ann) =>
  Array.from({ length: MAX_OPEN_GAMES }, (_, n) => as(player, CreateGame({ gameId: gameNumber(100 + n) })));

describe('after the end', () => {
  test('a player offers a rematch, and waits for the other', () => {
    given(...over)
      .when(wantsRematch(bea))
      .then(RematchOffered({ gameId, player: bea, opponent: ann }));
  });

  test('the other wants it too: one game begins for both, with sides swapped', () => {
    const players = [bea, ann] as const;
    const series = { won: [0, 1] as [number, number], drawn: 0 };
    given(...over, wantsRematch(ann))
      .when(wantsRematch(bea))
      .then(
        RematchStarted({ gameId, rematch, offeredBy: ann, players: [...players], series }),
        GameCreated({
          gameId: rematch,
          host: ann,
          createdAt: toInstant(START),
          expiresAt: toInstant(START + 600_000),
        }),
        PlayerJoinedAGame({ gameId: rematch, player: bea }),
        PlayerJoinedAGame({ gameId: rematch, player: ann }),
        GameStarted({ gameId: rematch, players: [...players], board: emptyBoard, series }),
        WaitingForPlayerPlay({
          gameId: rematch,
          playerId: bea,
          turn: 1,
          timeout,
          deadline: toInstant(START + timeout),
        }),
      );
  });

  test('it is by the same rules', () => {
    given(...ultimateOpening, resigns(ann), wantsRematch(bea))
      .when(wantsRematch(ann))
      .then(
        like({ type: 'RematchStarted', data: like({ rules: 'ultimate', players: [bea, ann] }) }),
        like({ type: 'GameCreated', data: like({ rules: 'ultimate' }) }),
        like({ type: 'PlayerJoinedAGame' }),
        like({ type: 'PlayerJoinedAGame' }),
        like({ type: 'GameStarted', data: like({ board: like({ rules: 'ultimate' }) }) }),
        like({ type: 'WaitingForPlayerPlay', data: like({ playerId: bea }) }),
      );
  });

  test('saying so again changes nothing, before the other does or after', () => {
    given(...over, wantsRematch(ann))
      .when(wantsRematch(ann))
      .then();
    given(...over, wantsRematch(ann), wantsRematch(bea))
      .when(wantsRematch(ann))
      .then();
  });

  test('an offer is withdrawn, and may be made again', () => {
    given(...over, wantsRematch(ann))
      .when(withdraws(ann))
      .then(RematchWithdrawn({ gameId, player: ann }));
    given(...over, wantsRematch(ann), withdraws(ann))
      .when(wantsRematch(bea))
      .then(RematchOffered({ gameId, player: bea, opponent: ann }));
  });

  test('only one’s own offer is withdrawn; where there is none, nothing changes', () => {
    given(...over, wantsRematch(ann))
      .when(withdraws(bea))
      .then();
    given(...over)
      .when(withdraws(ann))
      .then();
    given(...over, wantsRematch(ann), wantsRematch(bea))
      .when(withdraws(ann))
      .thenRejected(REMATCH_ALREADY_STARTED);
  });

  test('an offer lapses after ten minutes, and not sooner', () => {
    given(...over, wantsRematch(ann), after(599_999))
      .when(wantsRematch(bea))
      .then(like({ type: 'RematchStarted' }), ...Array.from({ length: 5 }, () => like({})));
    given(...over, wantsRematch(ann), after(600_000))
      .when(wantsRematch(bea))
      .then(RematchOffered({ gameId, player: bea, opponent: ann }));
  });

  test('a rematch is for the two players, of a game that is over and that both have played', () => {
    for (const said of [wantsRematch, withdraws]) {
      given(...over)
        .when(said(cid))
        .thenRejected(PLAYER_CAN_NOT_PLAY);
      given(...opening)
        .when(said(ann))
        .thenRejected(GAME_NOT_ENDED);
      given(create, annJoins).when(said(ann)).thenRejected(GAME_NOT_ENDED);
      given().when(said(ann)).thenRejected(GAME_NOT_FOUND);
    }
    given(create, annJoins, after(600_000)).when(wantsRematch(ann)).thenRejected(PLAYER_CAN_NOT_PLAY);
  });

  test('an offer is among the ten games that one may have open', () => {
    given(...over, ...tenGamesOf(ann))
      .when(wantsRematch(ann))
      .thenRejected(TOO_MANY_OPEN_GAMES);
    given(...over, ...tenGamesOf(bea), wantsRematch(ann))
      .when(wantsRematch(bea))
      .thenRejected(TOO_MANY_OPEN_GAMES);
    const [last, ...nine] = tenGamesOf(ann);
    if (!last) throw new Error('There are ten.');
    given(...over, ...nine, wantsRematch(ann))
      .when(last)
      .thenRejected(TOO_MANY_OPEN_GAMES);
    given(...over, ...nine, wantsRematch(ann), withdraws(ann))
      .when(last)
      .then(like({ type: 'GameCreated' }));
    // Being asked takes no seat.
    given(...over, ...tenGamesOf(bea).slice(1), wantsRematch(ann))
      .when(as(bea, CreateGame({ gameId: gameNumber(100) })))
      .then(like({ type: 'GameCreated' }));
  });
});

const run = async (said: readonly (typeof create)[]) => {
  const world = await harness({ modules });
  for (const { actor, command } of said) await world.execute(actor, command);
  return world;
};

test('both press at once, a hundred times: each time one game begins', async () => {
  for (let n = 0; n < 100; n += 1) {
    const world = await run(over);
    const pressed = n % 2 === 0 ? [ann, bea] : [bea, ann];
    const outcomes = await Promise.all(
      pressed.map((player) => world.execute(player, OfferRematch({ gameId }))),
    );
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    await world.settle();
    const told = world.handled.map(({ message }) => message.type);
    expect(told.filter((type) => type === 'GameCreated')).toHaveLength(2); // The first game is one of them.
    expect(told.filter((type) => type === 'RematchStarted')).toHaveLength(1);
    for (const player of [ann, bea]) {
      const mine = await world.app.ask<{ games: unknown[] }>(GetMyGames({}), { actor: player });
      expect(mine).toMatchObject({ answer: { games: [{ stage: 'InProgress', players: [bea, ann] }] } });
    }
    world.assertNoFailures();
  }
});

test('an offer that is withdrawn as the other takes it makes a game, or none: never half of one', async () => {
  for (const order of [[0, 1] as const, [1, 0] as const]) {
    const world = await run([...over, wantsRematch(ann)]);
    const said = [as(ann, WithdrawRematch({ gameId })), as(bea, OfferRematch({ gameId }))] as const;
    const outcomes = await Promise.all(order.map((n) => world.execute(said[n].actor, said[n].command)));
    const began = world.handled.some(({ message }) => message.type === 'RematchStarted');
    expect(outcomes.map(({ ok }) => ok)).toEqual(order[0] === 0 ? [true, true] : [true, false]);
    expect(began).toBe(order[0] === 1);
  }
});

test('its timer goes with the offer', async () => {
  const left = async (...said: readonly (typeof create)[]) => {
    const world = await run([...over, ...said]);
    await world.advance(10_000);
    const timers = await world.ports.store.timersDue(Number.MAX_SAFE_INTEGER, 10);
    return timers.map(({ event }) => event.type);
  };
  expect(await left(wantsRematch(ann))).toEqual([RematchOfferLapsed.type]);
  expect(await left(wantsRematch(ann), withdraws(ann))).toEqual([]);
  expect(await left(wantsRematch(ann), wantsRematch(bea))).toEqual(['TurnTimeout']);
});

test('both find the offer among their games, and the rematch in its place', async () => {
  const world = await run([...over, wantsRematch(ann)]);
  const gamesOf = async (player: typeof ann) =>
    (await world.app.ask(GetMyGames({}), { actor: player })) as { answer: { games: { gameId: string }[] } };
  for (const player of [ann, bea])
    expect((await gamesOf(player)).answer.games).toMatchObject([{ gameId, rematchOfferedBy: ann }]);
  expect((await gamesOf(cid)).answer.games).toEqual([]);
  await world.execute(bea, OfferRematch({ gameId }));
  for (const player of [ann, bea])
    expect((await gamesOf(player)).answer.games).toMatchObject([{ stage: 'InProgress' }]);
});
