import { failedReactions, openDatabase, retryReactions } from '@tic-tac-toe/db';
import { virtualClock } from '@tic-tac-toe/domain/kit/testing';
import { expect, test } from 'vitest';
import { hearGame } from './testing/recorder.ts';
import { startWorld } from './testing/world.ts';

/** Between two tries of a handler. */
const LONGEST_WAIT_MS = 3_600_000;

/** A database in which a game looks broken so many times, so that what is decided on it throws. */
function brokenGames() {
  const trouble = { times: 0 };
  let newest: ReturnType<typeof openDatabase> | undefined;
  const open: typeof openDatabase = (options) => {
    const database = openDatabase(options);
    const load: typeof database.store.load = async (definition, id) => {
      const stored = await database.store.load(definition, id);
      if (trouble.times === 0 || definition.kind !== 'games.game' || !stored) return stored;
      trouble.times -= 1;
      return { ...stored, state: { ...Object(stored.state), players: null } };
    };
    newest = { ...database, store: { ...database.store, load } };
    return newest;
  };
  return { trouble, open, nextWake: async () => (await newest?.store.nextWake()) ?? Infinity };
}

test('a turn whose end could not be decided when its time was up ends a moment later', async () => {
  const { trouble, open } = brokenGames();
  await using world = await startWorld({ TURN_TIMEOUT_MS: 1_000 }, { openDatabase: open });
  const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
  const gameId = await world.game(ann, bea);
  const heard = await hearGame(bea, gameId);
  trouble.times = 1;
  expect(await heard.until('GameEnded')).toMatchObject({ result: 'ABORTED', reason: 'TURN_TIMEOUT' });
  expect(heard.types().filter((type) => type === 'TurnTimeout')).toHaveLength(1);
  expect(world.log).toContainEqual(
    expect.objectContaining({ level: 50, msg: expect.stringContaining('it is tried again at') }),
  );
});

test('a turn whose end can never be decided is kept as failed, over restarts, and ends when an operator has it tried again', async () => {
  const { trouble, open, nextWake } = brokenGames();
  const clock = virtualClock(Date.now());
  await using world = await startWorld({}, { openDatabase: open, clock });
  const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
  const gameId = await world.game(ann, bea);
  trouble.times = Infinity;
  const failed = () => failedReactions(world.databaseFile);
  /** To an instant, and not far: what rings reads and writes a real file, and time that goes by meanwhile would be an outage. */
  const at = async <Result>(instant: number, look: () => Result) => {
    await clock.moveTo(Math.max(clock.now(), Math.min(instant, clock.now() + LONGEST_WAIT_MS)));
    return look();
  };
  await expect
    .poll(async () => at(await nextWake(), failed))
    .toMatchObject([{ handler: 'games.TurnTimeout → games.game', failures: 6 }]);
  expect(world.log).toContainEqual(
    expect.objectContaining({ msg: 'a handler failed for good: npm run reactions' }),
  );
  await world.restart();
  trouble.times = 0;
  const heard = await hearGame(bea, gameId);
  expect(failed()).toHaveLength(1);
  expect(retryReactions(world.databaseFile, 'all')).toBe(1);
  await expect.poll(() => at(clock.nextAlarm(), heard.types)).toContain('GameEnded');
  expect(failed()).toEqual([]);
});
