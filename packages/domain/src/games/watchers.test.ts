import { expect, test } from 'vitest';
import { topicOf } from '../kit/define/index.ts';
import { harness } from '../kit/testing/index.ts';
import { ann, bea, cid, gameNumber, person } from '../testing/people.ts';
import { CreateGame, JoinGame } from './commands.ts';
import { games } from './contract.ts';
import { gamesModule } from './module.ts';
import { GetRunningGames, GetWatchers } from './queries.ts';

const gameId = gameNumber(1);

async function world() {
  const running = await harness({ modules: [gamesModule({ turnTimeout: 20_000 })] });
  await running.execute(ann, CreateGame({ gameId }));
  for (const player of [ann, bea]) await running.execute(player, JoinGame({ gameId }));
  const follow = (who: string, followed = gameId) =>
    running.app.listen(topicOf(games, { gameId: followed }), () => {}, who);
  const ask = (asked = gameId) => running.app.ask(GetWatchers({ gameId: asked }), { actor: cid });
  const watching = async () => {
    const answer = await ask();
    return answer.ok && answer.answer;
  };
  return { ...running, follow, ask, watching };
}

test('who follows a game and does not play in it watches it, for as long as they follow it', async () => {
  const { follow, watching } = await world();
  for (const player of [ann, bea]) follow(player);
  expect(await watching()).toEqual({ watching: 0 });
  const cids = follow(cid);
  const nobodys = follow('a connection of nobody');
  expect(await watching()).toEqual({ watching: 2 });
  cids.stop();
  expect(await watching()).toEqual({ watching: 1 });
  nobodys.stop();
  nobodys.stop();
  expect(await watching()).toEqual({ watching: 0 });
});

test('somebody with two pages is one watcher, until both are closed', async () => {
  const { follow, watching } = await world();
  const [first, second] = [follow(cid), follow(cid)];
  expect(await watching()).toEqual({ watching: 1 });
  first.stop();
  first.stop();
  expect(await watching()).toEqual({ watching: 1 });
  second.stop();
  expect(await watching()).toEqual({ watching: 0 });
});

test('who follows another game does not watch this one, and nobody watches what does not exist', async () => {
  const { follow, watching, ask } = await world();
  follow(cid, gameNumber(2));
  expect(await watching()).toEqual({ watching: 0 });
  expect(await ask(gameNumber(2))).toMatchObject({ ok: false, rejection: { reason: 'GAME_NOT_FOUND' } });
});

test('the list of running games says how many watch each', async () => {
  const { follow, app, advance } = await world();
  for (const who of [ann, cid, person(1)]) follow(who);
  await advance(1_000);
  expect(await app.ask(GetRunningGames({}), { actor: cid })).toMatchObject({
    answer: { games: [{ gameId, watching: 2 }] },
  });
});
