import { standsAt } from '@tic-tac-toe/domain/kit/testing';
import { describe, expect, test } from 'vitest';
import { startChild } from './testing/child.ts';
import { game, gameOf } from './testing/drafts.ts';
import { EVENTS_PER_TURN, KILLED_GAME, turn } from './testing/turn.ts';
import { open, temporaryFile } from './testing/world.ts';

/**
 * `BEGIN`, the receipt, the state, its index (insert), the entry with three events, its topic, the note of their shape, a
 * word, the timer, `COMMIT`.
 */
const STATEMENTS_OF_FIRST_TURN = 10;
/** The same without topic, shape and word, and with a delete of the previous turn's index entry. */
const STATEMENTS_PER_TURN = 8;

/** @returns the version in the file, after checking that every part of the file agrees on it */
async function wholeVersion(file: string): Promise<number> {
  const { store, reader, log, close } = open(file);
  const found = await reader.load(game, KILLED_GAME);
  const version = found?.version ?? 0;
  const events = await log.read(`games/${KILLED_GAME}`, 0, Number.MAX_SAFE_INTEGER);

  expect(found?.state).toEqual({ ...gameOf(`player ${version - 1}`), version });
  expect(found?.position).toBe(version * EVENTS_PER_TURN);
  expect(await reader.where(game, 'player', `player ${version - 1}`)).toEqual([found]);
  expect(await reader.where(game, 'player', `player ${version}`)).toEqual([]);
  expect(await standsAt(store)).toBe(version * EVENTS_PER_TURN);
  expect(events.map(({ position, data }) => ({ position, data }))).toEqual(
    Array.from({ length: version * EVENTS_PER_TURN }, (_, index) => ({
      position: index + 1,
      data: { version: Math.floor(index / EVENTS_PER_TURN) + 1 },
    })),
  );
  expect(await store.timersDue(Number.MAX_SAFE_INTEGER, 10)).toMatchObject([
    { key: KILLED_GAME, wakeAt: version },
  ]);
  expect(await store.receipt('ann', `turn ${version}`)).toMatchObject({
    position: version * EVENTS_PER_TURN,
  });
  expect(await store.receipt('ann', `turn ${version + 1}`)).toBeUndefined();

  // And it goes on from there.
  expect(await store.commit(turn(version))).toEqual({ before: version * EVENTS_PER_TURN });
  await close();
  return version;
}

/** Children that run at a time: enough to use the machine while they start. */
const AT_ONCE = 4;

/** Kills a process before this statement of its fourth turn, and reads the file that it leaves. */
async function killBefore(statement: number) {
  const file = temporaryFile();
  const child = await startChild(
    'write',
    file,
    STATEMENTS_OF_FIRST_TURN + 2 * STATEMENTS_PER_TURN + statement,
  );
  await child.ended;
  return { statement, acknowledged: child.acknowledged, version: await wholeVersion(file) };
}

describe('a process killed by SIGKILL leaves whole commits, and all that it acknowledged', () => {
  test('before each statement of a commit, and right after it', async () => {
    const outcomes = [];
    const statements = Array.from({ length: STATEMENTS_PER_TURN + 1 }, (_, index) => index + 1);
    while (statements.length > 0)
      outcomes.push(...(await Promise.all(statements.splice(0, AT_ONCE).map(killBefore))));
    // One turn before it was ready, and two after; the fourth was cut off before its `COMMIT`, or just after.
    const cutOff = { acknowledged: [2, 3], version: 3 };
    const after = { acknowledged: [2, 3, 4], version: 4 };
    expect(outcomes).toEqual(
      outcomes.map(({ statement }) => ({ statement, ...(statement > STATEMENTS_PER_TURN ? after : cutOff) })),
    );
    expect(outcomes).toHaveLength(STATEMENTS_PER_TURN + 1);
  }, 120_000);

  test.each([20, 130, 310])('at a random moment, after %i ms of commits and checkpoints', async (delay) => {
    const file = temporaryFile();
    const child = await startChild('write', file);
    await new Promise((resolve) => setTimeout(resolve, delay));
    await child.kill();
    const acknowledged = child.acknowledged.at(-1) ?? 1;
    const version = await wholeVersion(file);
    expect(version).toBeGreaterThanOrEqual(acknowledged);
    expect(version).toBeLessThanOrEqual(acknowledged + 1);
  });
});
