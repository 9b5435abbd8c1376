import { expect, test } from 'vitest';
import { withOperationId } from './operation-id.ts';

const fresh = () => 'new';

test.each([
  ['no input', undefined, { operationId: 'new' }],
  ['an input without one', { x: 1 }, { x: 1, operationId: 'new' }],
  ['an input that leaves it open', { x: 1, operationId: undefined }, { x: 1, operationId: 'new' }],
  ['an input with one', { x: 1, operationId: 'old' }, { x: 1, operationId: 'old' }],
  ['what is no object', 'x', 'x'],
  ['a list', [1], [1]],
  ['null', null, null],
])('%s', (_what, input, expected) => {
  expect(withOperationId(input, fresh)).toEqual(expected);
});

test('the input itself stays as it is', () => {
  const input = Object.freeze({ x: 1 });
  expect(withOperationId(input)).not.toBe(input);
});
