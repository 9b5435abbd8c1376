import { contracts } from '@tic-tac-toe/domain/contracts';
import type { AnyContract } from '@tic-tac-toe/domain/kit';
import { TRPCClientError } from '@trpc/client';
import { describe, expect, test } from 'vitest';
import { isOwnFault, isUnreachable } from '../../api/unreachable.ts';
import { sentenceFor } from './problems.ts';

const answered = (data: object) =>
  TRPCClientError.from({ error: { message: 'refused', code: -32_600, data } });

const everyReason = Object.values<AnyContract>(contracts).flatMap(({ commands, queries }) =>
  [...Object.values(commands), ...Object.values(queries)].flatMap(({ rejections }) =>
    rejections.map(({ reason }) => reason),
  ),
);

describe('a problem is told in a sentence', () => {
  test.each([...new Set(everyReason)])('%s', (reason) => {
    const sentence = sentenceFor(answered({ reason, code: 'CONFLICT' }));
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(sentence).not.toContain('_');
    expect(sentence).not.toBe(sentenceFor(answered({ code: 'CONFLICT' })));
  });

  test('too many calls', () => {
    expect(sentenceFor(answered({ code: 'TOO_MANY_REQUESTS' }))).toMatch(/moment/);
  });

  test('a reason that only a newer server knows', () => {
    expect(sentenceFor(answered({ reason: 'TEA_TIME', code: 'TOO_MANY_REQUESTS' }))).toMatch(/moment/);
    expect(sentenceFor(answered({ reason: 17, code: 'TOO_MANY_REQUESTS' }))).toMatch(/moment/);
  });

  test('a page that the server does not know, in the words of the server', () => {
    const message = 'Pages of https://play.example may not call this server.';
    const refused = (data: object) =>
      TRPCClientError.from({ error: { message, code: -32_003, data: { code: 'FORBIDDEN', ...data } } });
    expect(sentenceFor(refused({}))).toBe(message);
    expect(sentenceFor(refused({ reason: 'SERVICE_TOKEN_REQUIRED' }))).not.toBe(message);
  });

  test('a code that nobody thought of', () => {
    expect(sentenceFor(answered({ code: 'TEAPOT' }))).toMatch(/server/);
  });

  test('no answer at all', () => {
    expect(sentenceFor(new TypeError('Failed to fetch'))).toMatch(/cannot be reached/);
    expect(sentenceFor(TRPCClientError.from(new TypeError('Failed to fetch')))).toMatch(/cannot be reached/);
  });
});

test('a mistake of the page itself is not put on the network', () => {
  for (const mistake of [
    new TypeError('x is not a function'),
    new DOMException('gone', 'NotFoundError'),
    17,
  ]) {
    expect(isOwnFault(mistake)).toBe(true);
    expect(isUnreachable(mistake)).toBe(false);
    expect(sentenceFor(mistake)).toMatch(/on this page/);
  }
  for (const other of [new TypeError('Failed to fetch'), answered({ code: 'NOT_FOUND' })]) {
    expect(isOwnFault(other)).toBe(false);
  }
});

test('only what never reached the server is worth asking again', () => {
  expect(isUnreachable(new TypeError('Failed to fetch'))).toBe(true);
  expect(isUnreachable(answered({ code: 'SERVICE_UNAVAILABLE' }))).toBe(true);
  expect(isUnreachable(answered({ code: 'NOT_FOUND', reason: 'GAME_NOT_FOUND' }))).toBe(false);
});
