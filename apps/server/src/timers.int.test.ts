import { newId } from '@tic-tac-toe/api';
import { GameId } from '@tic-tac-toe/domain';
import { GRACE_MS } from '@tic-tac-toe/domain/kit';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { hearGame } from './testing/recorder.ts';
import { startWorld } from './testing/world.ts';

/** A clock that is moved, and set, by hand. */
function handClock() {
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
  return { clock, pass, set: (milliseconds: number) => void (now += milliseconds) };
}

test('a turn that began before a restart ends after it, once, and not before its new deadline', async () => {
  const { clock, pass } = handClock();
  await using world = await startWorld({}, { clock });
  const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
  const gameId = await world.game(ann, bea);
  await ann.api.games.placeMark.mutate({ gameId, x: 0, y: 0 });
  await bea.api.games.placeMark.mutate({ gameId, x: 1, y: 1 });
  await world.stop();
  // Ann's time runs out while nobody could move.
  pass(22_000);
  await world.restart();

  const heard = await hearGame(bea, gameId);
  const { game } = await bea.api.games.getGame.query({ gameId });
  expect(game).toMatchObject({ stage: 'InProgress', playerId: ann.user.id, turn: 3 });
  const deadline = game.stage === 'InProgress' ? Date.parse(game.deadline) : 0;
  expect(deadline).toBe(clock.now() + GRACE_MS);

  // Second by second: more at once looks like a sleep, after which there is another grace.
  for (let left = GRACE_MS - 1; left > 0; left -= 1_000) {
    pass(Math.min(left, 1_000));
    // By the time of the answer the server would have said so.
    await ann.api.games.getGame.query({ gameId });
  }
  expect(heard.types()).not.toContain('GameEnded');
  await expect.poll(() => (pass(1), heard.types())).toContain('GameEnded');
  expect(await heard.until('GameEnded')).toMatchObject({
    result: 'WIN',
    winner: bea.user.id,
    reason: 'TURN_TIMEOUT',
  });
  expect(heard.types().filter((type) => type === 'TurnTimeout')).toHaveLength(1);
});

test('after an outage the player moves within the grace, and the old timer does nothing', async () => {
  const { clock, pass } = handClock();
  await using world = await startWorld({}, { clock });
  const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
  const gameId = await world.game(ann, bea);
  await world.stop();
  pass(22_000);
  await world.restart();
  const heard = await hearGame(bea, gameId);
  pass(GRACE_MS - 1);
  await ann.api.games.placeMark.mutate({ gameId, x: 0, y: 0 });
  // Bea's time begins with Ann's move, and the old timer's instant passes.
  const wasEarly = (pass(2_000), await ann.api.games.getGame.query({ gameId }));
  expect(wasEarly.game).toMatchObject({ stage: 'InProgress', turn: 2 });
  await expect.poll(() => (pass(2_000), heard.types())).toContain('GameEnded');
  expect(await heard.until('TurnTimeout')).toMatchObject({ turn: 2 });
  expect(await heard.until('GameEnded')).toMatchObject({ result: 'ABORTED' });
});

test('a game that nobody joins still ends when its server was restarted meanwhile', async () => {
  const { clock, pass } = handClock();
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

test('a server that is started after the clock was set back keeps a game waiting for its ten minutes, and no more', async () => {
  const { clock, pass, set } = handClock();
  await using world = await startWorld({}, { clock });
  const ann = await world.signIn('Ann');
  const gameId = newId(GameId);
  await ann.api.games.createGame.mutate({ gameId });
  await world.stop();
  set(-2 * 3_600_000);
  await world.restart();
  const heard = await hearGame(ann, gameId);
  pass(9 * 60_000);
  expect(heard.types()).not.toContain('GameEnded');
  pass(60_000);
  // So much at once looks like a sleep, after which there is a grace.
  for (let second = 0; second < 15; second += 1) {
    pass(1_000);
    await ann.api.games.getGame.query({ gameId });
  }
  expect(await heard.until('GameEnded')).toMatchObject({ result: 'ABORTED', reason: 'NOBODY_CAME' });
});

test('a server that is started after the clock was set back tells both players when the turn ends now', async () => {
  const { clock, set } = handClock();
  await using world = await startWorld({ TURN_TIMEOUT_MS: 60_000 }, { clock });
  const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
  const gameId = await world.game(ann, bea);
  await world.stop();
  set(-2 * 3_600_000);
  await world.restart();
  const { game } = await bea.api.games.getGame.query({ gameId });
  const deadline = game.stage === 'InProgress' ? Date.parse(game.deadline) : Infinity;
  expect(deadline - clock.now()).toBeLessThanOrEqual(60_000);
});

describe('when the clock of the machine is set while the server runs', () => {
  afterEach(() => void vi.restoreAllMocks());
  const setClock = (milliseconds: number) => {
    const real = Date.now;
    vi.spyOn(Date, 'now').mockImplementation(() => real() + milliseconds);
  };

  test.each([
    ['back', -3_600_000],
    ['forward', 3_600_000],
  ])('%s, a turn ends at its deadline: nobody has more time by it, or less', async (_, milliseconds) => {
    await using world = await startWorld({ TURN_TIMEOUT_MS: 1_500 });
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const gameId = await world.game(ann, bea);
    const heard = await hearGame(bea, gameId, { lastEventId: '0' });
    setClock(milliseconds);
    expect(await heard.until('GameEnded')).toMatchObject({ reason: 'TURN_TIMEOUT' });
    expect(heard.types().filter((type) => type === 'WaitingForPlayerPlay')).toHaveLength(1);
    expect(world.log).toContainEqual(
      expect.objectContaining({
        level: 40,
        msg: expect.stringContaining('the clock of this machine was set'),
      }),
    );
  });
});

test('pages hear the time that deadlines are told in, whatever the clock of the machine says', async () => {
  const { clock, set } = handClock();
  set(5 * 365 * 86_400_000);
  await using world = await startWorld({}, { clock });
  const told = (await fetch(`${world.url}/healthz`)).headers.get('date') ?? '';
  expect(clock.now() - Date.parse(told)).toBeLessThan(1_000);
  const { user, api } = await world.signIn('Ann');
  expect(await api.sessions.me.query()).toMatchObject({ user });
});
