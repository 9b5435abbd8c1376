import { expect, test } from 'vitest';
import { CreateGame, JoinGame } from './games/commands.ts';
import { GRACE_MS, type Lookout, memoryStore } from './kit/index.ts';
import { answeringLater, harness, virtualClock } from './kit/testing/index.ts';
import { ann, bea, gameNumber, START } from './testing/people.ts';
import { racing } from './testing/races.ts';

/* A server has fallen silent: the others do not know yet whether it is dead, and its players on their way to them. */

const TURN_MS = 20_000;

async function gameBesideSilentServer() {
  const { store, reader, log } = memoryStore();
  const clock = virtualClock(START);
  const others = { silentSince: Infinity, isDead: false, buried: 0 };
  const look = (now: number): Lookout => ({
    ringsUpTo: Math.min(now, others.silentSince),
    bury: others.isDead
      ? () => {
          others.buried += 1;
          Object.assign(others, { silentSince: Infinity, isDead: false });
        }
      : null,
  });
  const join = async () => ({ isAlone: () => false, look, leave() {} });
  const server = await harness({
    modules: racing,
    ports: { store: { ...answeringLater(store), join }, reader, log, clock },
  });
  const gameId = gameNumber(1);
  await server.execute(ann, CreateGame({ gameId }));
  await server.execute(ann, JoinGame({ gameId }));
  await server.execute(bea, JoinGame({ gameId }));
  const before = log.head(`games/${gameId}`);
  const told = () => log.read(`games/${gameId}`, before, 100).map(({ type }) => type);
  return { clock, others, told };
}

test('while a server is silent, no turn runs out that was to do so since', async () => {
  const { clock, others, told } = await gameBesideSilentServer();
  others.silentSince = START + TURN_MS - 1;
  await clock.moveTo(START + TURN_MS + 4_000);
  expect(told()).toEqual([]);
  // It was only slow.
  others.silentSince = Infinity;
  await clock.moveTo(clock.now() + 1_000);
  expect(told()).toEqual(['TurnTimeout', 'GameEnded']);
});

test('where a server has died, players have time to come to another, before any turn runs out', async () => {
  const { clock, others, told } = await gameBesideSilentServer();
  others.silentSince = START + TURN_MS - 1;
  await clock.moveTo(START + TURN_MS + 4_000);
  others.isDead = true;
  await clock.moveTo(clock.now() + 1_000);
  expect(told()).toEqual(['WaitingForPlayerPlay']);
  expect(others.buried).toBe(1);
  await clock.moveTo(clock.now() + GRACE_MS);
  expect(told()).toEqual(['WaitingForPlayerPlay', 'TurnTimeout', 'GameEnded']);
});
