import { setTimeout } from 'node:timers/promises';
import { newId } from '@tic-tac-toe/api';
import { GameId } from '@tic-tac-toe/domain';
import { GRACE_MS } from '@tic-tac-toe/domain/kit';
import { expect, test } from 'vitest';
import { hearGame } from './testing/recorder.ts';
import { startWorld } from './testing/world.ts';

test('a turn that began before a restart ends after it, once, and not before its new deadline', async () => {
  await using world = await startWorld({ TURN_TIMEOUT_MS: 2_000 });
  const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
  const gameId = await world.game(ann, bea);
  await ann.api.games.placeMark.mutate({ gameId, x: 0, y: 0 });
  await bea.api.games.placeMark.mutate({ gameId, x: 1, y: 1 });
  await world.stop();
  // Ann's time runs out while nobody could move.
  await setTimeout(2_200);
  const startedAt = Date.now();
  await world.restart();

  const heard = await hearGame(bea, gameId);
  const { game } = await bea.api.games.getGame.query({ gameId });
  expect(game).toMatchObject({ stage: 'InProgress', playerId: ann.user.id, turn: 3 });
  const deadline = game.stage === 'InProgress' ? Date.parse(game.deadline) : 0;
  expect(deadline).toBeGreaterThanOrEqual(startedAt + GRACE_MS - 50);

  const end = await heard.until('GameEnded');
  expect(Date.now()).toBeGreaterThanOrEqual(deadline);
  expect(end).toMatchObject({ result: 'WIN', winner: bea.user.id, reason: 'TURN_TIMEOUT' });
  expect(heard.types().filter((type) => type === 'TurnTimeout')).toHaveLength(1);
});

test('after an outage the player moves within the grace, and the old timer does nothing', async () => {
  await using world = await startWorld({ TURN_TIMEOUT_MS: 2_000 });
  const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
  const gameId = await world.game(ann, bea);
  await world.stop();
  await setTimeout(2_200);
  await world.restart();
  const heard = await hearGame(bea, gameId);
  await ann.api.games.placeMark.mutate({ gameId, x: 0, y: 0 });
  expect(await heard.until('TurnTimeout')).toMatchObject({ turn: 2 });
  expect(await heard.until('GameEnded')).toMatchObject({ result: 'ABORTED' });
});

test('a game that nobody joins still ends when its server was restarted meanwhile', async () => {
  let now = Date.now();
  const alarms = new Set<{ readonly at: number; readonly wake: () => void }>();
  const clock = {
    now: () => now,
    alarm(at: number, wake: () => void) {
      const alarm = { at, wake };
      alarms.add(alarm);
      return () => void alarms.delete(alarm);
    },
  };
  const pass = (milliseconds: number) => {
    now += milliseconds;
    for (const alarm of [...alarms].filter(({ at }) => at <= now)) {
      alarms.delete(alarm);
      alarm.wake();
    }
  };
  await using world = await startWorld({}, { clock });
  const ann = await world.signIn('Ann');
  const gameId = newId(GameId);
  await ann.api.games.createGame.mutate({ gameId });
  await world.restart();
  const heard = await hearGame(ann, gameId);
  // So much at once looks like a sleep, after which there is a grace.
  pass(10 * 60_000);
  await expect.poll(() => (pass(1_000), heard.types())).toContain('GameEnded');
  expect(await heard.until('GameEnded')).toMatchObject({ result: 'ABORTED', reason: 'NOBODY_CAME' });
});
