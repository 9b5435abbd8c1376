import type { StoredState } from '@tic-tac-toe/domain/kit';
import type pg from 'pg';
import { expect, test } from 'vitest';
import { defined } from '../testing/defined.ts';
import { createLoad } from './load-together.ts';

const GAME = defined('games.game');
const TABLE = defined('users.table');

const row = (kind: string, id: string, schema_version = 1) => ({
  kind,
  id,
  version: '3',
  schema_version,
  position: '9007199254740991',
  data: { of: kind },
});

const state = (kind: string, id: string): StoredState => ({
  id,
  version: 3,
  position: Number.MAX_SAFE_INTEGER,
  state: { of: kind },
});

/** A database with some rows, and the questions that it was asked. */
function database(...rows: readonly ReturnType<typeof row>[]) {
  const asked: unknown[] = [];
  const query = async ({ values }: pg.QueryConfig) => {
    asked.push(values);
    return Promise.resolve({ rows });
  };
  return { asked, load: createLoad({ query } as unknown as Pick<pg.Pool, 'query'>) };
}

test('what one turn asks for is one question, also where promises are settled in between', async () => {
  const { asked, load } = database(row('games.game', 'a'), row('users.table', 'a'));
  const found = await Promise.all([
    load(GAME, 'a'),
    Promise.resolve().then(async () => Promise.resolve().then(async () => load(TABLE, 'a'))),
    load(GAME, 'b'),
  ]);
  expect(found).toEqual([state('games.game', 'a'), state('users.table', 'a'), undefined]);
  expect(asked).toHaveLength(1);
  await load(GAME, 'a');
  expect(asked).toHaveLength(2);
});

test('a state that this version cannot read fails alone', async () => {
  const { load } = database(row('games.game', 'a', 2), row('users.table', 'a'));
  const [unreadable, table] = await Promise.allSettled([load(GAME, 'a'), load(TABLE, 'a')]);
  expect(unreadable.status).toBe('rejected');
  expect(table).toEqual({ status: 'fulfilled', value: state('users.table', 'a') });
});

test('a question that fails, fails for all of its turn, and for nobody after it', async () => {
  let fails = true;
  const query = async () =>
    fails ? Promise.reject(new Error('lost')) : Promise.resolve({ rows: [row('games.game', 'a')] });
  const load = createLoad({ query } as unknown as Pick<pg.Pool, 'query'>);
  const failed = await Promise.allSettled([load(GAME, 'a'), load(TABLE, 'a')]);
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  fails = false;
  expect(await load(GAME, 'a')).toEqual(state('games.game', 'a'));
});
