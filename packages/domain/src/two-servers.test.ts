import { expect, test } from 'vitest';
import { CreateGame, JoinGame } from './games/commands.ts';
import { game } from './games/game.ts';
import { EndSession, modules, SessionId, SignIn } from './index.ts';
import { memoryStore, type Signals, SYSTEM } from './kit/index.ts';
import { answeringLater, type Harness, harness, virtualClock } from './kit/testing/index.ts';
import { SessionExpired } from './sessions/messages.ts';
import { session } from './sessions/session.ts';
import { ann, bea, gameNumber, START } from './testing/people.ts';
import { aliasOwner } from './users/user.ts';

/* Two servers on one store: what one has read, the other may change before it commits. */

const DAY_MS = 86_400_000;
const product = modules({ turnTimeout: 20_000, sessionLifetime: DAY_MS });
const sessionNumber = (number: number) => SessionId.parse(`hash-${number}`.padEnd(43, '-'));
const signIn = (number: number) => SignIn({ id: ann, alias: 'Ann', session: sessionNumber(number) });

async function twoServers() {
  const { store, reader, log } = memoryStore();
  const clock = virtualClock(START);
  const ports = { store: answeringLater(store), reader, log, clock };
  const a = await harness({ modules: product, ports });
  const b = await harness({ modules: product, ports });
  return { a, b, clock, reader, log };
}

/** Ann and Bea are at it, each by a server of their own. */
async function runningGame(a: Harness, b: Harness) {
  const gameId = gameNumber(1);
  await a.execute(ann, CreateGame({ gameId }));
  await a.execute(ann, JoinGame({ gameId }));
  await b.execute(bea, JoinGame({ gameId }));
  return gameId;
}

test('a sign-out and a retry of its sign-in leave either both session and alias, or neither', async () => {
  const { a, b, reader } = await twoServers();
  await a.execute(SYSTEM, signIn(1));
  await Promise.all([
    a.execute(SYSTEM, EndSession({ id: sessionNumber(1), userId: ann })),
    b.execute(SYSTEM, signIn(2)),
  ]);
  expect(reader.all(aliasOwner)).toHaveLength(Math.min(1, reader.all(session).length));
});

test('an alias is free again where the last two sessions of its user end at once', async () => {
  const { a, b, clock, reader } = await twoServers();
  await a.execute(SYSTEM, signIn(1));
  await a.execute(SYSTEM, signIn(2));
  clock.sleep(DAY_MS + 1);
  await Promise.all([
    a.app.publish(SessionExpired({ id: sessionNumber(1), userId: ann })),
    b.app.publish(SessionExpired({ id: sessionNumber(2), userId: ann })),
  ]);
  expect(reader.all(session)).toEqual([]);
  expect(reader.all(aliasOwner)).toEqual([]);
});

test('a timer rings once, however many alarm clocks there are', async () => {
  const { a, log, clock } = await twoServers();
  const gameId = gameNumber(1);
  await a.execute(ann, CreateGame({ gameId }));
  const before = log.head(`games/${gameId}`);
  await clock.moveTo(clock.now() + 600_000);
  const told = log.read(`games/${gameId}`, before, 100).map(({ type }) => type);
  expect(told).toEqual(['GameEnded']);
});

test('a timer rings at another server where the one that has set it is gone', async () => {
  const { store, reader, log } = memoryStore();
  const clock = virtualClock(START);
  const signals: Signals = { announce() {}, listen: () => () => {} };
  const ports = { store: answeringLater(store), reader, log, clock, signals };
  const a = await harness({ modules: product, ports });
  await harness({ modules: product, ports });
  const gameId = gameNumber(1);
  await a.execute(ann, CreateGame({ gameId }));
  const before = log.head(`games/${gameId}`);
  await a.app.stop();
  await clock.moveTo(clock.now() + 602_000);
  expect(log.read(`games/${gameId}`, before, 100).map(({ type }) => type)).toEqual(['GameEnded']);
});

test('nobody opens more games than are allowed by opening them on two servers at once', async () => {
  const { a, b, reader } = await twoServers();
  for (let number = 0; number < 9; number += 1)
    await a.execute(ann, CreateGame({ gameId: gameNumber(number) }));
  const outcomes = await Promise.all([
    a.execute(ann, CreateGame({ gameId: gameNumber(100) })),
    b.execute(ann, CreateGame({ gameId: gameNumber(101) })),
  ]);
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  expect(reader.all(game)).toHaveLength(10);
});

test('nobody’s turn is put off by a server that joins others while it goes on', async () => {
  const { a, b, clock, reader, log } = await twoServers();
  const gameId = await runningGame(a, b);
  const before = log.head(`games/${gameId}`);
  await clock.moveTo(clock.now() + 15_000);
  const third = await harness({
    modules: product,
    ports: { store: answeringLater(a.ports.store), reader, log, clock },
  });
  await third.settle();
  expect(log.read(`games/${gameId}`, before, 100)).toEqual([]);
  await clock.moveTo(clock.now() + 5_000);
  const told = log.read(`games/${gameId}`, before, 100).map(({ type }) => type);
  expect(told).toEqual(['TurnTimeout', 'GameEnded']);
});

test('a server that begins where no other is finds what was missed, and gives time for it', async () => {
  const { a, b, clock, reader, log } = await twoServers();
  const gameId = await runningGame(a, b);
  const before = log.head(`games/${gameId}`);
  await a.app.stop();
  await b.app.stop();
  clock.sleep(15_000);
  await harness({ modules: product, ports: { store: a.ports.store, reader, log, clock } });
  await clock.moveTo(clock.now() + 5_000);
  expect(log.read(`games/${gameId}`, before, 100).map(({ type }) => type)).toEqual(['WaitingForPlayerPlay']);
});
