import { describe, expect, test } from 'vitest';
import { GameEnded } from '../games/events.ts';
import { modules } from '../index.ts';
import { type Harness, harness } from '../kit/testing/index.ts';
import { ann, bea, cid, gameNumber } from '../testing/people.ts';
import { GetResults } from './queries.ts';
import type { BySide, Results } from './results.ts';

const settings = { turnTimeout: 20_000, sessionLifetime: 1_000_000_000 };
const product = modules(settings);
/** A version of the product that does not count results yet. */
const before = product.map((module) => ({ ...module, projections: [] }));

const none = { won: 0, drawn: 0, lost: 0 };
const noResults: BySide = { first: none, second: none };

async function resultsOf(server: Harness, userId: typeof ann) {
  const answered = await server.app.ask<{ results: Results | null }>(GetResults({ userId }), { actor: bea });
  if (!answered.ok) throw new Error(answered.rejection.reason);
  const { results } = answered.answer;
  if (!results) return null;
  // The games themselves are looked at in `rating.test.ts`.
  const { last: _last, ...counts } = results;
  return counts;
}

let games = 0;
const end = (
  server: Harness,
  players: readonly (typeof ann)[],
  result: 'WIN' | 'DRAW' | 'ABORTED',
  winner: typeof ann | null = null,
) => {
  games += 1;
  const gameId = gameNumber(games);
  return server.app.publish(
    GameEnded({ gameId, players: [...players], result, winner, reason: 'BOARD_FULL' }),
  );
};

describe('results', () => {
  test('count what was won, drawn and lost, as first and as second player', async () => {
    const server = await harness({ modules: product });
    await end(server, [ann, bea], 'WIN', ann);
    await end(server, [ann, bea], 'WIN', ann);
    await end(server, [bea, ann], 'WIN', ann);
    await end(server, [ann, cid], 'WIN', cid);
    await end(server, [cid, ann], 'DRAW');
    await server.advance(1_000);
    expect(await resultsOf(server, ann)).toEqual({
      first: { won: 2, drawn: 0, lost: 1 },
      second: { won: 1, drawn: 1, lost: 0 },
    });
    expect(await resultsOf(server, bea)).toEqual({
      first: { won: 0, drawn: 0, lost: 1 },
      second: { won: 0, drawn: 0, lost: 2 },
    });
    expect(await resultsOf(server, cid)).toEqual({
      first: { won: 0, drawn: 1, lost: 0 },
      second: { won: 1, drawn: 0, lost: 0 },
    });
  });

  test('leave out a game that was aborted, whether it had begun or not', async () => {
    const server = await harness({ modules: product });
    await end(server, [ann, bea], 'ABORTED');
    await end(server, [ann], 'ABORTED');
    await server.advance(1_000);
    expect(await resultsOf(server, ann)).toEqual(noResults);
  });

  test('of a version that counts them know what was won before it', async () => {
    const old = await harness({ modules: before });
    await end(old, [ann, bea], 'WIN', ann);
    await old.app.stop();
    const server = await harness({ modules: product, ports: old.ports });
    await server.advance(100);
    expect(await resultsOf(server, ann)).toEqual({ ...noResults, first: { ...none, won: 1 } });
  });
});
