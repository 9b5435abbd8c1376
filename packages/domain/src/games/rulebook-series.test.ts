import { describe, expect, test } from 'vitest';
import { after, as, harness, like, specify } from '../kit/testing/index.ts';
import { toInstant } from '../kit/define/index.ts';
import { ann, bea, START } from '../testing/people.ts';
import { CreateGame, OfferDraw, OfferRematch, PlaceMark, Resign } from './commands.ts';
import { GameCreated, WaitingForPlayerPlay } from './events.ts';
import type { GameId } from './ids.ts';
import { gamesModule } from './module.ts';
import { standOf } from './series.ts';
import {
  annJoins,
  beaJoins,
  gameId,
  markIn,
  resigns,
  ultimateOpening,
  wantsRematch,
} from './testing/play.ts';
import { storedGame } from './testing/random-play.ts';

const USUAL = 20_000;
const modules = [gamesModule({ turnTimeout: USUAL })];
const { given } = specify(modules);

describe('the time for a turn', () => {
  const create = (timePerTurn: 10_000 | 60_000) => as(ann, CreateGame({ gameId, timePerTurn }));

  test('is chosen with the game, and counts from its first turn', () => {
    given()
      .when(create(10_000))
      .then(
        GameCreated({
          gameId,
          host: ann,
          createdAt: toInstant(START),
          expiresAt: toInstant(START + 600_000),
          timePerTurn: 10_000,
        }),
      );
    given(create(10_000), annJoins)
      .when(beaJoins)
      .then(
        like({ type: 'PlayerJoinedAGame' }),
        like({ type: 'GameStarted' }),
        WaitingForPlayerPlay({
          gameId,
          playerId: ann,
          turn: 1,
          timeout: 10_000,
          deadline: toInstant(START + 10_000),
        }),
      );
    given(create(60_000), annJoins, beaJoins, after(59_999))
      .when(after(1))
      .then(like({ type: 'TurnTimeout' }), like({ type: 'GameEnded' }));
  });

  test('stays in the rematch', () => {
    given(create(60_000), annJoins, beaJoins, resigns(ann), wantsRematch(ann))
      .when(wantsRematch(bea))
      .then(
        like({ type: 'RematchStarted', data: like({ timePerTurn: 60_000 }) }),
        like({ type: 'GameCreated', data: like({ timePerTurn: 60_000 }) }),
        like({ type: 'PlayerJoinedAGame' }),
        like({ type: 'PlayerJoinedAGame' }),
        like({ type: 'GameStarted' }),
        like({ type: 'WaitingForPlayerPlay', data: like({ timeout: 60_000 }) }),
      );
  });

  test('is one of three, so that nobody waits for ever', () => {
    const withTime = (timePerTurn: unknown) => CreateGame.schema.safeParse({ gameId, timePerTurn }).success;
    expect([10_000, 20_000, 60_000, undefined].map(withTime)).toEqual([true, true, true, true]);
    expect([0, 1, 30_000, 86_400_000, '10000', null].map(withTime)).toEqual(Array(6).fill(false));
  });
});

describe('a series', () => {
  /** Plays on from an ultimate game; each act is of the newest game of the series. */
  async function play(...ends: readonly ('ann' | 'bea' | 'draw' | 'aborted')[]) {
    const world = await harness({ modules });
    for (const { actor, command } of ultimateOpening) await world.execute(actor, command);
    const gameOf = (id: GameId) => {
      const found = storedGame(world, id);
      if (!found) throw new Error(`There is no game ${id}.`);
      return found;
    };
    let id: GameId = gameId;
    const games = [];
    for (const [index, end] of ends.entries()) {
      if (index > 0) {
        for (const player of [ann, bea]) await world.execute(player, OfferRematch({ gameId: id }));
        const over = gameOf(id);
        id = (over.stage === 'Ended' && over.rematch) || id;
      }
      const begun = gameOf(id);
      const [first = ann, second = bea] = begun.players;
      if (end !== 'aborted') {
        for (const [player, told] of [[first, '44'] as const, [second, '40'] as const]) {
          const { command } = markIn(player, told);
          await world.execute(player, PlaceMark({ ...(command.data as PlaceMarkData), gameId: id }));
        }
      }
      if (end === 'draw')
        for (const player of [ann, bea]) await world.execute(player, OfferDraw({ gameId: id }));
      else await world.execute(end === 'ann' ? bea : ann, Resign({ gameId: id }));
      games.push({ begun, over: gameOf(id) });
    }
    return games;
  }
  type PlaceMarkData = Parameters<typeof PlaceMark>[0];

  test('counts what each has won, and draws, by the seat of the game that is looked at', async () => {
    const games = await play('ann', 'ann', 'draw', 'bea');
    expect(games.map(({ begun }) => begun.players[0])).toEqual([ann, bea, ann, bea]);
    expect(games.map(({ begun }) => standOf(begun))).toEqual([
      undefined,
      { won: [0, 1], drawn: 0 },
      { won: [2, 0], drawn: 0 },
      { won: [0, 2], drawn: 1 },
    ]);
    expect(games.map(({ over }) => standOf(over))).toEqual([
      { won: [1, 0], drawn: 0 },
      { won: [0, 2], drawn: 0 },
      { won: [2, 0], drawn: 1 },
      { won: [1, 2], drawn: 1 },
    ]);
  });

  test('a game that is called off counts for nobody', async () => {
    const games = await play('aborted', 'bea', 'aborted');
    expect(games.map(({ over }) => standOf(over))).toEqual([
      undefined,
      { won: [1, 0], drawn: 0 },
      { won: [0, 1], drawn: 0 },
    ]);
  });

  test('is told with each rematch', () => {
    const played = [...ultimateOpening, markIn(ann, '44'), markIn(bea, '40'), resigns(bea)];
    given(...played, wantsRematch(ann))
      .when(wantsRematch(bea))
      .then(
        like({ type: 'RematchStarted', data: like({ series: { won: [0, 1], drawn: 0 } }) }),
        like({ type: 'GameCreated' }),
        like({ type: 'PlayerJoinedAGame' }),
        like({ type: 'PlayerJoinedAGame' }),
        like({ type: 'GameStarted', data: like({ series: { won: [0, 1], drawn: 0 } }) }),
        like({ type: 'WaitingForPlayerPlay' }),
      );
  });
});
