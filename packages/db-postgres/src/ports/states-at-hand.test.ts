import type { AnyState, StateWrite, StoredState } from '@tic-tac-toe/domain/kit';
import { expect, test } from 'vitest';
import { defined } from '../testing/defined.ts';
import { createStatesAtHand } from './states-at-hand.ts';

test('what another server says costs the same, however often a kind of state was defined and written', async () => {
  let asked = 0;
  const definedAnew = (): AnyState => ({
    ...defined('scoring.results/1'),
    get kind() {
      asked += 1;
      return 'scoring.results/1';
    },
  });
  const states = createStatesAtHand(() => undefined);
  for (let expected = 0; expected < 1_000; expected += 1) {
    const write: StateWrite = { definition: definedAnew(), id: 'ann', expected, next: { won: expected } };
    states.written(write, expected);
  }
  asked = 0;
  states.forgetToldOf(['games/ann']);
  expect(asked).toBe(0);
  expect(await states.load(definedAnew(), 'ann')).toBeUndefined();
});

const GAME = defined('games.game');
const TABLE = defined('users.table');

const stored = (id: string, version: number): StoredState => ({
  id,
  version,
  position: version,
  state: { version },
});
const rowOf = (id: string, version: number) => ({
  id,
  version,
  schemaVersion: 1,
  position: version,
  data: { version },
});

/** What is in the database, and how often it was asked for. */
function createDatabase(...states: readonly StoredState[]) {
  const rows = new Map(states.map((state) => [state.id, state]));
  const asked: string[] = [];
  const load = async (_: AnyState, id: string) => {
    asked.push(id);
    return Promise.resolve(rows.get(id));
  };
  return { rows, asked, load };
}

test('what is not there is asked for once, until somebody says that it came to be', async () => {
  const { load, asked } = createDatabase();
  const states = createStatesAtHand(load);
  expect(await states.load(GAME, 'a')).toBeUndefined();
  expect(await states.load(GAME, 'a')).toBeUndefined();
  expect(asked).toEqual(['a']);
  states.renew(['games/a'], { states: () => [{ kind: 'games.game', id: 'a', row: rowOf('a', 1) }] });
  expect(states.load(GAME, 'a')).toEqual(stored('a', 1));
  states.renew(['games/a'], { states: () => [{ kind: 'games.game', id: 'a', row: null }] });
  expect(states.load(GAME, 'a')).toBeUndefined();
  expect(asked).toEqual(['a']);
});

test('a commit that was refused since it has come to be has it read again', async () => {
  const { load, rows, asked } = createDatabase();
  const states = createStatesAtHand(load);
  await states.load(GAME, 'a');
  rows.set('a', stored('a', 1));
  states.forget(['games.game/a']);
  expect(await states.load(GAME, 'a')).toEqual(stored('a', 1));
  expect(asked).toEqual(['a', 'a']);
});

test('an answer that comes after what this server has committed meanwhile is older', async () => {
  let answer: (stored: StoredState | undefined) => void = () => {};
  const states = createStatesAtHand(
    () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  );
  const loading = states.load(GAME, 'a');
  states.written({ definition: GAME, id: 'a', expected: 0, next: { version: 1 } }, 1);
  answer(undefined);
  expect(await loading).toEqual(stored('a', 1));
  expect(states.load(GAME, 'a')).toEqual(stored('a', 1));
});

test('a topic that has grown elsewhere has all states of its id forgotten, and those of no other', async () => {
  const { load, asked } = createDatabase(stored('a', 1), stored('b', 1));
  const states = createStatesAtHand(load);
  for (const [definition, id] of [[GAME, 'a'], [TABLE, 'a'], [GAME, 'b']] as const) await states.load(definition, id); // prettier-ignore
  asked.length = 0;
  states.forgetToldOf(['games/a']);
  for (const [definition, id] of [[GAME, 'a'], [TABLE, 'a'], [GAME, 'b']] as const) await states.load(definition, id); // prettier-ignore
  expect(asked).toEqual(['a', 'a']);
});

test('what nobody has asked for here is not even parsed', async () => {
  const { load } = createDatabase(stored('a', 1));
  const states = createStatesAtHand(load);
  await states.load(GAME, 'a');
  const told = {
    states: () => {
      throw new Error('It was parsed.');
    },
  };
  states.renew(['games/b'], told);
  expect(() => states.renew(['games/a'], told)).toThrow('It was parsed.');
});
