import { TRPCClientError } from '@trpc/client';
import { TRPCError } from '@trpc/server';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { codeOf, type ErrorCode, issueOf, reasonOf } from './errors.ts';
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

describe('what is wrong with an input', () => {
  test('is told in the first sentence', () => {
    const issues = [
      { path: ['alias'], message: 'Too long.' },
      { path: [], message: 'Odd.' },
    ];
    expect(issueOf({ data: { code: 'BAD_REQUEST', issues } })).toBe('Too long.');
  });

  test.each([undefined, new Error('x'), { data: {} }, { data: { issues: [] } }, { data: { issues: ['x'] } }])(
    'is nothing for %j',
    (error) => {
      expect(issueOf(error)).toBeUndefined();
    },
  );
});

describe('the code of an error', () => {
  const answered = (code: string) =>
    TRPCClientError.from({ error: { message: 'refused', code: -32_600, data: { code } } });

  test.each(['TOO_MANY_REQUESTS', 'BAD_REQUEST', 'CONFLICT', 'INTERNAL_SERVER_ERROR'] as const)(
    'is %s',
    (code) => {
      expect(codeOf(answered(code))).toBe(code);
    },
  );

  test.each(['OF_A_NEWER_SERVER', 'toString'])('that this client does not know, %s, is internal', (code) => {
    expect(codeOf(answered(code))).toBe('INTERNAL_SERVER_ERROR');
  });

  test.each([
    undefined,
    null,
    'x',
    TRPCClientError.from(new TypeError('fetch failed')),
    // The file system's and the network's own codes are none of an answer.
    Object.assign(new Error('x'), { code: 'ECONNREFUSED' }),
    { data: null },
    { data: { code: -32_600 } },
  ])('is none for %j', (error) => {
    expect(codeOf(error)).toBeUndefined();
  });

  test('is typed by what there is', () => {
    expectTypeOf(codeOf).returns.toEqualTypeOf<ErrorCode | undefined>();
    // @ts-expect-error -- no such code
    const code: ErrorCode = 'TEAPOT';
    expectTypeOf(code).toBeString();
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
