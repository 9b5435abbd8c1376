import { UserId } from '@tic-tac-toe/domain/contracts';
import { expect, test } from 'vitest';
import { resultText } from './result-text.ts';

const [ann, bea] = ['a', 'b'].map((letter) => UserId.parse(`00000000-0000-4000-8000-00000000000${letter}`));
const players = [ann, bea].flatMap((id) => id ?? []);
const aliasOf = (id: UserId) => (id === ann ? 'Ann' : 'Bea');

test.each([
  [{ result: 'WIN', winner: ann }, 'Ann won against Bea at tic-tac-toe.'],
  [{ result: 'WIN', winner: bea }, 'Bea won against Ann at tic-tac-toe.'],
  [{ result: 'DRAW', winner: null }, 'Ann and Bea drew at tic-tac-toe.'],
  [{ result: 'ABORTED', winner: null }, 'Ann and Bea played tic-tac-toe.'],
] as const)('%o is told as: %s', (end, text) => {
  expect(resultText({ players, result: end.result, winner: end.winner ?? null }, aliasOf)).toBe(text);
});
