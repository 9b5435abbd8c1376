import { expect, test } from 'vitest';
import { startWorld } from './testing/world.ts';

test('two clients press at once, a hundred times: each time both are in one new game, with sides swapped', async () => {
  await using world = await startWorld({ LIMIT_CALLS_PER_USER: 10_000, LIMIT_CALLS_PER_ADDRESS: 10_000 });
  const players = [await world.signIn('Ann'), await world.signIn('Bea')] as const;
  let [first, second] = players;
  let gameId = await world.game(first, second);
  for (let n = 0; n < 100; n += 1) {
    await first.api.games.resign.mutate({ gameId });
    await Promise.all(players.map(({ api }) => api.games.offerRematch.mutate({ gameId })));
    const mine = await Promise.all(players.map(({ api }) => api.games.getMyGames.query({})));
    const [one] = mine.map(({ games }) => games);
    expect(one).toMatchObject([{ stage: 'InProgress', players: [second.user.id, first.user.id] }]);
    for (const { games } of mine) expect(games).toEqual(one);
    const { game: before } = await first.api.games.getGame.query({ gameId });
    expect(before).toMatchObject({ stage: 'Ended', rematch: one?.[0]?.gameId });
    gameId = one?.[0]?.gameId ?? gameId;
    [first, second] = [second, first];
  }
}, 60_000);
