import type { AnyState, StateWrite } from '@tic-tac-toe/domain/kit';
import { expect, test } from 'vitest';
import { createStatesAtHand } from './states-at-hand.ts';

test('what another server says costs the same, however often a kind of state was defined and written', async () => {
  let asked = 0;
  const definedAnew = (): AnyState => ({
    get kind() {
      asked += 1;
      return 'scoring.results/1';
    },
    schema: {} as AnyState['schema'],
    version: 1,
    upcasts: {},
    stages: [],
    live: false,
    indexes: {},
  });
  const states = createStatesAtHand(() => undefined);
  for (let expected = 0; expected < 1_000; expected += 1) {
    const write: StateWrite = { definition: definedAnew(), id: 'ann', expected, next: { won: expected } };
    states.written(write, expected);
  }
  asked = 0;
  states.forgetToldOf(['games/ann']);
  expect(asked).toBe(1);
  expect(await states.load(definedAnew(), 'ann')).toBeUndefined();
});
