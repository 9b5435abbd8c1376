import { TRPCError } from '@trpc/server';
import { describe, expect, test } from 'vitest';
import { reasonOf } from './errors.ts';
import { formatError } from './router/errors.ts';

describe('the reason of an error', () => {
  test.each(['ALIAS_TAKEN', 'SIGN_IN_REQUIRED', 'SESSION_ALREADY_ASSOCIATED', 'GAME_NOT_FOUND'])(
    'is %s',
    (reason) => {
      expect(reasonOf(Object.assign(new Error('refused'), { data: { reason } }))).toBe(reason);
    },
  );

  test.each([
    undefined,
    null,
    'x',
    new Error('x'),
    { data: null },
    { data: {} },
    { data: { reason: 'OF_A_NEWER_SERVER' } },
  ])('is none for %j', (error) => {
    expect(reasonOf(error)).toBeUndefined();
  });
});

test('a message that nobody wrote for the caller stays inside', () => {
  const error = new TRPCError({
    code: 'BAD_REQUEST',
    cause: new TypeError("Cannot read 'secret' of undefined"),
  });
  const shape = {
    message: error.message,
    code: -32600,
    data: { code: error.code, httpStatus: 400 },
  } as const;
  expect(formatError({ error, shape }).message).toBe('The request cannot be understood.');
});
