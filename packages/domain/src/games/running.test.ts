import { expect, test } from 'vitest';
import { harness } from '../kit/testing/index.ts';
import { ann, bea, cid, gameNumber, person } from '../testing/people.ts';
import { CreateGame, JoinGame, PlayComputer, Resign } from './commands.ts';
import { gamesModule } from './module.ts';
import { GetRunningGames } from './queries.ts';

const modules = [gamesModule({ turnTimeout: 20_000 })];

async function world() {
  const running = await harness({ modules });
  const begin = async (number: number, first = ann, second = bea, rules?: 'ultimate') => {
    const gameId = gameNumber(number);
    await running.execute(first, CreateGame({ gameId, rules }));
    for (const player of [first, second]) await running.execute(player, JoinGame({ gameId }));
  };
  /** Once the projection has caught up. */
  const told = async (among?: readonly (typeof ann)[]) => {
    await running.advance(1_000);
    const answer = await running.app.ask<Record<string, unknown>>(
      GetRunningGames({ ...(among && { among: [...among] }) }),
      { actor: cid },
    );
    if (!answer.ok) throw new Error(answer.rejection.reason);
    return answer.answer;
  };
  return { ...running, begin, told };
}

test('games that are being played are told, newest first, until they end', async () => {
  const { begin, told, execute } = await world();
  expect(await told()).toEqual({ games: [], total: 0, playing: [] });
  await begin(1);
  await execute(ann, CreateGame({ gameId: gameNumber(9) }));
  await begin(2, bea, cid, 'ultimate');
  const [first, second] = [
    { gameId: gameNumber(1), players: [ann, bea], rules: 'classic', watching: 0 },
    { gameId: gameNumber(2), players: [bea, cid], rules: 'ultimate', watching: 0 },
  ];
  expect(await told()).toEqual({ games: [second, first], total: 2, playing: [] });
  await execute(ann, Resign({ gameId: gameNumber(1) }));
  expect(await told()).toEqual({ games: [second], total: 1, playing: [] });
});

test('of some people it is told who plays, and what', async () => {
  const { begin, told } = await world();
  await begin(1);
  await begin(2, bea, person(1));
  expect(await told([ann, bea, cid])).toMatchObject({
    playing: [
      { player: ann, gameId: gameNumber(1) },
      { player: bea, gameId: gameNumber(2) },
    ],
  });
});

test('who plays the computer is not busy, and the game is nobody else’s', async () => {
  const { begin, told, execute } = await world();
  await execute(ann, PlayComputer({ gameId: gameNumber(1), level: 'easy' }));
  expect(await told([ann])).toEqual({ games: [], total: 0, playing: [] });
  await begin(2);
  await execute(ann, Resign({ gameId: gameNumber(1) }));
  expect(await told([ann])).toMatchObject({
    total: 1,
    playing: [{ player: ann, gameId: gameNumber(2) }],
  });
});

test('twenty are told of many', async () => {
  const { begin, told } = await world();
  for (let n = 0; n < 24; n += 1) await begin(n, person(2 * n), person(2 * n + 1));
  const { games, total } = await told();
  expect(total).toBe(24);
  expect((games as { gameId: string }[]).map(({ gameId }) => gameId)).toEqual(
    Array.from({ length: 20 }, (_, n) => gameNumber(23 - n)),
  );
});
