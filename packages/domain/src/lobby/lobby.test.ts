import { expect, test } from 'vitest';
import { CreateGame, JoinGame, PlaceMark, Resign } from '../games/commands.ts';
import { games } from '../games/contract.ts';
import { modules } from '../index.ts';
import { SYSTEM, topicOf } from '../kit/define/index.ts';
import { harness } from '../kit/testing/index.ts';
import { EnterQueue } from '../queue/messages.ts';
import { AssociateUserToSession, SessionConnected, SessionDisconnected } from '../sessions/messages.ts';
import { ann, bea, cid, connection, gameNumber } from '../testing/people.ts';
import { CreateUser } from '../users/commands.ts';
import { lobby } from './contract.ts';
import { GetLists, ListsChanged } from './messages.ts';

/** A server where Ann, Bea and Cid are, and what is told in its lobby. */
async function world() {
  const running = await harness({
    modules: modules({ turnTimeout: 20_000, sessionLifetime: 1_000_000_000 }),
  });
  for (const [index, id] of [ann, bea, cid].entries()) {
    await running.execute(SYSTEM, CreateUser({ id, alias: `Player ${index}` }));
    await running.app.publish(SessionConnected({ sessionId: connection(index) }));
    await running.execute(id, AssociateUserToSession({ sessionId: connection(index) }));
  }
  const told: unknown[] = [];
  running.app.listen(topicOf(lobby, {}), ({ live }) => void told.push(...live.map(({ data }) => data)));
  await running.advance(1_000);
  const begin = async (number: number) => {
    const gameId = gameNumber(number);
    await running.execute(ann, CreateGame({ gameId }));
    for (const player of [ann, bea]) await running.execute(player, JoinGame({ gameId }));
    return gameId;
  };
  const asked = async () => {
    const answer = await running.app.ask(GetLists({}), { actor: cid });
    return answer.ok && answer.answer;
  };
  return { ...running, told, begin, asked };
}

const nothing = { games: [], total: 0, waiting: [] };

test('who is in the lobby is told of each game that begins and ends', async () => {
  const { told, begin, execute, advance, asked } = await world();
  expect(told).toEqual([nothing]);
  const gameId = await begin(1);
  await advance(2_000);
  const running = { gameId, players: [ann, bea], rules: 'classic', watching: 0 };
  expect(told.slice(1)).toEqual([{ ...nothing, games: [running], total: 1 }]);
  expect(await asked()).toEqual(told.at(-1));
  await execute(ann, Resign({ gameId }));
  await advance(2_000);
  expect(told.slice(2)).toEqual([nothing]);
});

test('of who watches, and of who waits for an opponent until they lose the connection', async () => {
  const { app, told, begin, execute, advance } = await world();
  const gameId = await begin(1);
  app.listen(topicOf(games, { gameId }), () => {}, cid);
  await advance(2_000);
  expect(told.at(-1)).toMatchObject({ games: [{ gameId, watching: 1 }] });
  await execute(cid, EnterQueue({ rules: 'ultimate' }));
  await advance(1_000);
  expect(told.at(-1)).toMatchObject({ waiting: [{ player: cid, rules: 'ultimate' }] });
  await app.publish(SessionDisconnected({ sessionId: connection(2) }));
  await advance(1_000);
  expect(told.at(-1)).toMatchObject({ waiting: [] });
});

test('and of no mark: a move costs the lobby nothing', async () => {
  const { told, begin, execute, advance, handled } = await world();
  const gameId = await begin(1);
  await advance(2_000);
  const before = told.length;
  for (const [player, x] of [ann, bea, ann, bea].map((each, index) => [each, index] as const)) {
    const placed = await execute(player, PlaceMark({ gameId, x: x % 3, y: Math.floor(x / 3) }));
    expect(placed.ok).toBe(true);
    await advance(1_000);
  }
  expect(told).toHaveLength(before);
  expect(handled.filter(({ message }) => message.type === ListsChanged.type)).toHaveLength(before);
});
