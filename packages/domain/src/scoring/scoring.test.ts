import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GameEnded } from '../games/events.ts';
import { annAboutToWin, gameId, mark, opening, resigns } from '../games/testing/play.ts';
import { modules } from '../index.ts';
import { SYSTEM } from '../kit/define/index.ts';
import { after, as, harness, like, specify } from '../kit/testing/index.ts';
import { ann, bea, cid, gameNumber, person } from '../testing/people.ts';
import { CreateUser } from '../users/commands.ts';
import { UserCreated } from '../users/events.ts';
import { PlayerScoreChanged, TopThreeListUpdated } from './events.ts';
import { scoringModule } from './module.ts';
import { POINTS_FOR_A_WIN } from './points-for-a-win.ts';
import { GetTopThreePlayers } from './queries.ts';
import { score } from './score.ts';
import { rank } from './top-three.ts';

const product = modules({ turnTimeout: 20_000, sessionLifetime: 1_000_000_000 });
const { given } = specify(product);

const dan = person(4);
const names = new Map([
  [ann, 'Ann'],
  [bea, 'Bea'],
  [cid, 'Cid'],
  [dan, 'Dan'],
]);
const people = [...names].map(([id, alias]) => as(SYSTEM, CreateUser({ id, alias })));
const scored = (id: typeof ann, points: number) => ({ id, alias: names.get(id) ?? '', score: points });
const ended = (winner: typeof ann | null, result: 'WIN' | 'DRAW' | 'ABORTED' = winner ? 'WIN' : 'DRAW') =>
  GameEnded({ gameId: gameNumber(1), players: [ann, bea], result, winner, reason: 'THREE_IN_A_ROW' });
const changed = (id: typeof ann, points: number) =>
  PlayerScoreChanged({ playerId: id, alias: names.get(id) ?? '', score: points });

describe('a win', () => {
  test('gives a hundred points to the winner, and changes the hall of fame', () => {
    expect(POINTS_FOR_A_WIN).toBe(100);
    given(...people, ...opening, ...annAboutToWin)
      .when(mark(ann, 2, 0))
      .then(
        like({ type: 'MarkPlaced' }),
        like({ type: 'BoardUpdated' }),
        like({ type: 'GameEnded' }),
        changed(ann, 100),
        like({ type: 'RatingChanged' }),
        like({ type: 'RatingChanged' }),
        TopThreeListUpdated({ previous: [], current: [scored(ann, 100)] }),
      );
  });

  test('by time gives them, too', () => {
    given(...people, ...opening, mark(ann, 0, 0), mark(bea, 1, 1))
      .when(after(20_000))
      .then(
        like({ type: 'TurnTimeout' }),
        like({ type: 'GameEnded' }),
        changed(bea, 100),
        TopThreeListUpdated({ previous: [], current: [scored(bea, 100)] }),
      );
  });

  test('over an opponent who resigns gives them, too, but not before both have played', () => {
    given(...people, ...opening, mark(ann, 0, 0), mark(bea, 1, 1))
      .when(resigns(ann))
      .then(
        like({ type: 'GameEnded' }),
        changed(bea, 100),
        TopThreeListUpdated({ previous: [], current: [scored(bea, 100)] }),
      );
    given(...people, ...opening, mark(ann, 0, 0))
      .when(resigns(bea))
      .then(like({ type: 'GameEnded' }));
  });

  test('is paid once, whatever happens to the game afterwards', async () => {
    const world = await harness({ modules: product });
    for (const { actor, command } of [...people, ...opening, ...annAboutToWin, mark(ann, 2, 0)])
      await world.execute(actor, command);
    await world.execute(bea, mark(bea, 2, 2).command);
    await world.advance(3_600_000);
    expect(await world.ports.reader.load(score, ann)).toMatchObject({ state: scored(ann, 100) });
    expect(gameId).toBe(gameNumber(1));
    world.assertNoFailures();
  });

  test('adds up', () => {
    given(...people, ended(ann), ended(ann))
      .when(ended(ann))
      .then(
        ended(ann),
        changed(ann, 300),
        TopThreeListUpdated({ previous: [scored(ann, 200)], current: [scored(ann, 300)] }),
      );
  });
});

describe('no points', () => {
  test('are given for a draw, or for a game that was aborted: nothing is told', () => {
    given(...people)
      .when(ended(null))
      .then(ended(null));
    given(...people)
      .when(ended(null, 'ABORTED'))
      .then(ended(null, 'ABORTED'));
    given(...people, ...opening)
      .when(after(20_000))
      .then(like({ type: 'TurnTimeout' }), like({ type: 'GameEnded' }));
  });

  test('are given to somebody who is no user', () => {
    given().when(ended(ann)).then(ended(ann));
  });

  test('are taken away when such a user is told of again', () => {
    given(...people, ended(ann), UserCreated({ id: ann, alias: 'Ann' }))
      .when(ended(ann))
      .then(ended(ann), changed(ann, 200), like({ type: 'TopThreeListUpdated' }));
  });
});

describe('the hall of fame', () => {
  test('has three places, best first', () => {
    given(...people, ended(cid), ended(bea), ended(bea), ended(ann), ended(ann), ended(ann))
      .when(ended(dan))
      .then(ended(dan), changed(dan, 100));
    given(...people, ended(cid), ended(bea), ended(bea), ended(ann), ended(ann), ended(ann), ended(dan))
      .when(ended(dan))
      .then(
        ended(dan),
        changed(dan, 200),
        TopThreeListUpdated({
          previous: [scored(ann, 300), scored(bea, 200), scored(cid, 100)],
          current: [scored(ann, 300), scored(bea, 200), scored(dan, 200)],
        }),
      );
  });

  test('puts a newcomer behind its equals: whoever got there first stays ahead', () => {
    given(...people, ended(ann))
      .when(ended(bea))
      .then(
        ended(bea),
        changed(bea, 100),
        TopThreeListUpdated({ previous: [scored(ann, 100)], current: [scored(ann, 100), scored(bea, 100)] }),
      );
  });

  test('has a name once: who has given it up makes room for who wins under it now, however it is written', () => {
    const before = [
      { id: ann, alias: 'Ann', score: 300 },
      { id: bea, alias: 'Bea', score: 200 },
    ];
    const now = { id: cid, alias: 'ＡＮＮ', score: 100 };
    expect(rank(before, now)).toEqual([before[1], now]);
  });

  test('is not told of where it has not changed: the fourth of equals stays out', () => {
    given(...people, ended(ann), ended(bea), ended(cid))
      .when(ended(dan))
      .then(ended(dan), changed(dan, 100));
  });

  test('is told to whoever asks, signed in or not', async () => {
    const world = await harness({ modules: product });
    const list = async () => world.app.ask(GetTopThreePlayers({}), { actor: SYSTEM });
    expect(await list()).toEqual({ ok: true, answer: { list: [], position: 0 } });
    for (const { actor, command } of [...people, ...opening, ...annAboutToWin, mark(ann, 2, 0)])
      await world.execute(actor, command);
    const position = await world.ports.log.head('scoring');
    expect(await list()).toEqual({ ok: true, answer: { list: [scored(ann, 100)], position } });
    expect(scoringModule().contract.queries['getTopThreePlayers']?.access).toBe('anyone');
  });

  test('holds the three best of all, first come first, whoever wins how often', () => {
    const players = [ann, bea, cid, dan, person(5), person(6)];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...players), { maxLength: 60 }), (winners) => {
        let list: Parameters<typeof rank>[0] = [];
        const points = new Map<
          string,
          { readonly id: typeof ann; readonly score: number; readonly since: number }
        >();
        for (const [since, id] of winners.entries()) {
          const total = (points.get(id)?.score ?? 0) + 100;
          points.set(id, { id, score: total, since });
          list = rank(list, { id, alias: id, score: total });
          const best = [...points.values()]
            .toSorted((a, b) => b.score - a.score || a.since - b.since)
            .slice(0, 3);
          expect(list.map((entry) => [entry.id, entry.score])).toEqual(
            best.map((entry) => [entry.id, entry.score]),
          );
        }
      }),
      { numRuns: 500 },
    );
  });
});
