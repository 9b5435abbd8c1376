import { randomUUID } from 'node:crypto';
import { GameId, games, modules, scoring, UserId, users } from '@tic-tac-toe/domain';
import { type CommandMessage, createApplication, SYSTEM } from '@tic-tac-toe/domain/kit';
import { virtualClock } from '@tic-tac-toe/domain/kit/testing';
import SQLite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { failedReactions, retryReactions } from './file/reactions.ts';
import { storedEvents } from './file/stored-events.ts';
import { open, temporaryFile } from './testing/world.ts';

const ann = UserId.parse(randomUUID());
const bea = UserId.parse(randomUUID());

/** The product on a file, until the test is over or it is stopped. */
async function start(file: string) {
  const { store, reader, log, close } = open(file);
  const clock = virtualClock(Date.now());
  const app = createApplication({
    modules: modules({ turnTimeout: 20_000, sessionLifetime: 1_000_000 }),
    ports: { store, reader, log, clock, newId: randomUUID, defer: (work) => void setImmediate(work) },
  });
  await app.start();
  return {
    clock,
    async does(actor: UserId, command: CommandMessage) {
      expect(await app.execute(command, { actor })).toMatchObject({ ok: true });
    },
    async topThree() {
      const answered = await app.ask<{ list: unknown }>(scoring.queries.getTopThreePlayers({}), {
        actor: ann,
      });
      return answered.ok && answered.answer.list;
    },
    async stop() {
      await app.stop();
      await close();
    },
  };
}

type Server = Awaited<ReturnType<typeof start>>;

async function annWins({ does }: Server): Promise<void> {
  const { createGame: CreateGame, joinGame: JoinGame, placeMark: PlaceMark } = games.commands;
  for (const [id, alias] of [
    [ann, 'Ann'],
    [bea, 'Bea'],
  ] as const)
    await does(SYSTEM, users.commands.createUser({ id, alias }));
  const gameId = GameId.parse(randomUUID());
  await does(ann, CreateGame({ gameId }));
  for (const player of [ann, bea]) await does(player, JoinGame({ gameId }));
  for (const x of [0, 1]) {
    await does(ann, PlaceMark({ gameId, x, y: 0 }));
    await does(bea, PlaceMark({ gameId, x, y: 1 }));
  }
  await does(ann, PlaceMark({ gameId, x: 2, y: 0 }));
}

/**
 * Undoes what the reactions to the end of a game did, as if one had thrown in the first edition: told, and lost.
 * @returns the position at which it is told
 */
function lose(file: string): number {
  const client = new SQLite(file);
  client.exec("DELETE FROM states WHERE kind = 'scoring.topThree'");
  client.exec("UPDATE states SET data = json_set(data, '$.score', 0) WHERE kind = 'scoring.score'");
  const end = storedEvents(client).find(({ name }) => name === 'games.GameEnded');
  const shape = client.prepare('SELECT max(id) + 1 FROM event_shapes').pluck().get() as number;
  client.exec(`INSERT INTO event_shapes VALUES (${shape}, 'kit.BusHandlerFailed', 1, 0)`);
  const failure = {
    handler: 'games.GameEnded → scoring.score',
    effect: end?.name,
    operation: end?.operation,
    error: 'lost',
  };
  const { lastInsertRowid } = client
    .prepare(
      `INSERT INTO entries (position, previous, shapes, operation, sequence, causation, actor, recorded_at, data)
       SELECT (SELECT max(position) + 1 FROM entries), 0, char(?), operation, 1000, ?, actor, recorded_at, ?
       FROM entries WHERE position >= ? ORDER BY position LIMIT 1`,
    )
    .run(shape, end?.sequence, JSON.stringify(failure), end?.position);
  client.close();
  return Number(lastInsertRowid);
}

test('what a failed reaction lost before there were retries is done once, and asked for again changes nothing', async () => {
  const file = temporaryFile();
  const first = await start(file);
  await annWins(first);
  expect(await first.topThree()).toMatchObject([{ id: ann, score: 100 }]);
  await first.stop();

  const position = lose(file);
  const server = await start(file);
  expect(await server.topThree()).toEqual([]);
  expect(failedReactions(file)).toMatchObject([{ position, state: 'LOST' }]);

  expect(retryReactions(file, { position })).toBe(1);
  const later = async () => {
    await server.clock.moveTo(server.clock.now() + 1_000);
    return server.topThree();
  };
  await expect.poll(later, { timeout: 10_000 }).toMatchObject([{ id: ann, score: 100 }]);
  expect(failedReactions(file)).toEqual([]);

  expect(retryReactions(file, { position })).toBe(0);
  expect(retryReactions(file, 'all')).toBe(0);
  await server.clock.moveTo(server.clock.now() + 60_000);
  expect(await later()).toMatchObject([{ id: ann, score: 100 }]);
  await server.stop();
});
