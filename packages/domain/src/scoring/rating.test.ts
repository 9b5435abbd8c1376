import { describe, expect, test } from 'vitest';
import { CreateGame, JoinGame, PlaceMark, Resign } from '../games/commands.ts';
import { modules } from '../index.ts';
import { SYSTEM } from '../kit/define/index.ts';
import { type Harness, harness } from '../kit/testing/index.ts';
import { SessionEnded } from '../sessions/messages.ts';
import { SessionId } from '../sessions/session.ts';
import { ann, bea, cid, gameNumber, person, START } from '../testing/people.ts';
import { CreateUser } from '../users/commands.ts';
import type { UserId } from '../users/ids.ts';
import { rate, UNKNOWN_STRENGTH } from './glicko.ts';
import { GetLadder, GetProfile } from './queries.ts';
import { RATED_EVERY_MS, strengthAt } from './rate-games.ts';
import { leastStrength } from './rating.ts';

const DAY_MS = 24 * 60 * 60_000;

async function world(people: readonly (readonly [UserId, string])[] = PEOPLE) {
  const server = await harness({ modules: modules({ turnTimeout: 20_000, sessionLifetime: 1e12 }) });
  for (const [id, alias] of people) await server.execute(SYSTEM, CreateUser({ id, alias }));
  return server;
}

const PEOPLE = [
  [ann, 'Ann'],
  [bea, 'Bea'],
  [cid, 'Cid'],
] as const;

type Cell = readonly [x: number, y: number];
/** The first player wins with the fifth mark. */
const FIRST_WINS: readonly Cell[] = [[0, 0], [0, 1], [1, 0], [1, 1], [2, 0]]; // prettier-ignore
const DRAWN: readonly Cell[] = [[0, 0], [1, 0], [2, 0], [1, 1], [0, 1], [2, 1], [1, 2], [0, 2], [2, 2]]; // prettier-ignore

const NONE = { won: 0, drawn: 0, lost: 0 };

let games = 0;
async function begin(server: Harness, first: UserId, second: UserId) {
  const gameId = gameNumber((games += 1));
  await server.execute(first, CreateGame({ gameId }));
  await server.execute(first, JoinGame({ gameId }));
  await server.execute(second, JoinGame({ gameId }));
  return gameId;
}

async function play(server: Harness, first: UserId, second: UserId, cells: readonly Cell[]) {
  const gameId = await begin(server, first, second);
  for (const [turn, [x, y]] of cells.entries()) {
    await server.execute(turn % 2 === 0 ? first : second, PlaceMark({ gameId, x, y }));
  }
  return gameId;
}

type Ladder = { readonly rows: readonly { id: UserId; strength: number; games: number; rank: number }[]; readonly total: number; readonly next: string | null }; // prettier-ignore

async function ladderOf(server: Harness, page: { after?: string; limit?: number } = {}) {
  const answered = await server.app.ask<Ladder>(GetLadder(page), { actor: ann });
  if (!answered.ok) throw new Error(answered.rejection.reason);
  return answered.answer;
}

async function profileOf(server: Harness, userId: UserId) {
  const answered = await server.app.ask<{
    score: number;
    ladder: (Ladder['rows'][number] & { total: number }) | null;
    results: { last: readonly { opponent: UserId; outcome: string; reason: string }[] } | null;
    rivals: readonly { opponent: UserId; first: object; second: object }[] | null;
    opponents: readonly object[];
  }>(GetProfile({ userId }), { actor: bea });
  if (!answered.ok) throw new Error(answered.rejection.reason);
  return answered.answer;
}

const newcomerWon = leastStrength(rate(UNKNOWN_STRENGTH, [{ opponent: UNKNOWN_STRENGTH, score: 1 }]));
const newcomerLost = leastStrength(rate(UNKNOWN_STRENGTH, [{ opponent: UNKNOWN_STRENGTH, score: 0 }]));

describe('ratings', () => {
  test('a game rates both, by what was known of them before it', async () => {
    const server = await world();
    await play(server, ann, bea, FIRST_WINS);
    const { rows, total } = await ladderOf(server);
    expect(rows).toEqual([
      { id: ann, alias: 'Ann', strength: newcomerWon, games: 1, rank: 1 },
      { id: bea, alias: 'Bea', strength: newcomerLost, games: 1, rank: 2 },
    ]);
    expect(total).toBe(2);
  });

  test('a draw rates, too, and equals share a rank', async () => {
    const server = await world();
    await play(server, bea, cid, DRAWN);
    await play(server, ann, bea, FIRST_WINS);
    const { rows } = await ladderOf(server);
    expect(rows.map(({ id, rank }) => [id, rank])).toEqual([
      [ann, 1],
      [cid, 2],
      [bea, 3],
    ]);
    const equal = await world();
    await play(equal, ann, bea, DRAWN);
    expect((await ladderOf(equal)).rows.map(({ rank }) => rank)).toEqual([1, 1]);
  });

  test('wins against one player, one after the other, are one', async () => {
    const server = await world();
    await play(server, ann, bea, FIRST_WINS);
    const once = await ladderOf(server);
    for (let game = 0; game < 20; game += 1) await play(server, ann, bea, FIRST_WINS);
    expect(await ladderOf(server)).toEqual(once);
    await play(server, ann, cid, FIRST_WINS);
    expect((await profileOf(server, ann)).ladder).toMatchObject({ games: 2, rank: 1, total: 3 });
  });

  test('a day later, the next game of the two is rated', async () => {
    const server = await world();
    await play(server, ann, bea, FIRST_WINS);
    await server.advance(RATED_EVERY_MS - 1_000);
    await play(server, bea, ann, FIRST_WINS);
    expect((await profileOf(server, ann)).ladder?.games).toBe(1);
    await server.advance(2_000);
    await play(server, bea, ann, FIRST_WINS);
    expect((await profileOf(server, ann)).ladder?.games).toBe(2);
  });

  test.each([
    ['that is given up after two marks', 2],
    ['that is called off by resigning after one', 1],
  ])('a game %s rates nobody', async (_what, marks) => {
    const server = await world();
    const gameId = await play(server, ann, bea, FIRST_WINS.slice(0, marks));
    await server.execute(bea, Resign({ gameId }));
    expect((await ladderOf(server)).total).toBe(0);
    expect((await profileOf(server, ann)).ladder).toBeNull();
  });

  test('a game that is given up after three marks is rated', async () => {
    const server = await world();
    const gameId = await play(server, ann, bea, FIRST_WINS.slice(0, 3));
    await server.execute(bea, Resign({ gameId }));
    expect((await profileOf(server, ann)).ladder?.strength).toBe(newcomerWon);
  });

  test('of who does not play, less is known: 60 becomes 110 in a year', () => {
    const known = { id: ann, rating: 1700, deviation: 60, volatility: 0.06, games: 30, ratedAt: START };
    expect(strengthAt(START, known).deviation).toBe(60);
    expect(strengthAt(START + 365 * DAY_MS, known).deviation).toBeCloseTo(110, 1);
    expect(strengthAt(START - DAY_MS, known).deviation).toBe(60);
    expect(strengthAt(START, undefined)).toEqual(UNKNOWN_STRENGTH);
  });

  test('who has left is ranked no more', async () => {
    const server = await world();
    await play(server, ann, bea, FIRST_WINS);
    const id = SessionId.parse('s'.repeat(40));
    await server.app.publish(SessionEnded({ id, userId: bea, last: true }));
    expect((await ladderOf(server)).rows.map((row) => row.id)).toEqual([ann]);
    expect((await profileOf(server, bea)).ladder).toBeNull();
  });

  test('the ladder comes in pages, whose ranks go on', async () => {
    const crowd = Array.from({ length: 7 }, (_, index) => person(index + 1));
    const server = await world(crowd.map((id, index) => [id, `P${index}`]));
    for (const [index, id] of crowd.slice(1).entries())
      await play(server, crowd[index] ?? id, id, FIRST_WINS);
    const whole = await ladderOf(server);
    expect(whole.rows.map(({ strength }) => strength)).toEqual(
      whole.rows.map(({ strength }) => strength).toSorted((a, b) => b - a),
    );
    const pages: Ladder['rows'][number][] = [];
    for (let after: string | null | undefined = undefined; after !== null;) {
      const page: Ladder = await ladderOf(server, { limit: 2, ...(after !== undefined && { after }) });
      pages.push(...page.rows);
      after = page.next;
    }
    expect(pages).toEqual(whole.rows);
    for (const { id, rank } of whole.rows)
      expect((await profileOf(server, id)).ladder).toMatchObject({ rank, total: 7 });
  });
});

describe('a profile', () => {
  test('tells the results by opponent and side, those met most often first', async () => {
    const server = await world();
    await play(server, ann, cid, DRAWN);
    await play(server, ann, bea, FIRST_WINS);
    await play(server, bea, ann, FIRST_WINS);
    await server.advance(1_000);
    expect((await profileOf(server, ann)).rivals).toEqual([
      { opponent: bea, first: { ...NONE, won: 1 }, second: { ...NONE, lost: 1 } },
      { opponent: cid, first: { ...NONE, drawn: 1 }, second: NONE },
    ]);
    expect((await profileOf(server, ann)).opponents).toEqual([
      { id: bea, alias: 'Bea' },
      { id: cid, alias: 'Cid' },
    ]);
    expect((await profileOf(server, cid)).rivals).toEqual([
      { opponent: ann, first: NONE, second: { ...NONE, drawn: 1 } },
    ]);
  });

  test('tells the last ten games, newest first', async () => {
    const server = await world();
    await play(server, ann, cid, DRAWN);
    for (let game = 0; game < 10; game += 1) await play(server, ann, bea, FIRST_WINS);
    const last = await begin(server, cid, bea);
    await server.execute(bea, Resign({ gameId: last }));
    await server.advance(1_000);
    const { results } = await profileOf(server, bea);
    expect(results?.last).toHaveLength(10);
    expect(results?.last[0]).toMatchObject({ opponent: ann, outcome: 'lost', reason: 'THREE_IN_A_ROW' });
    expect((await profileOf(server, cid)).results?.last).toMatchObject([{ opponent: ann, outcome: 'drawn' }]);
  });

  test('of who has not played yet is empty, and nobody has none', async () => {
    const server = await world();
    await server.advance(1_000);
    expect(await profileOf(server, ann)).toEqual({
      player: { id: ann, alias: 'Ann' },
      score: 0,
      ladder: null,
      results: { first: NONE, second: NONE, last: [] },
      rivals: [],
      opponents: [],
    });
    await expect(profileOf(server, person(99))).rejects.toThrow('PLAYER_NOT_FOUND');
  });
});
