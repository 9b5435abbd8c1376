import { type OperationResultEnvelope, TRPCClientError } from '@trpc/client';
import type { TRPC_ERROR_CODE_KEY } from '@trpc/server';
import { observable } from '@trpc/server/observable';
import { describe, expect, test, vi } from 'vitest';
import type { Reason } from '../reasons.ts';
import type { AppRouter } from '../router/app-router.types.ts';
import { isWorthRetrying, retrying } from './retry.ts';

type OperationType = 'query' | 'mutation' | 'subscription';

const failed = (type: OperationType, code?: TRPC_ERROR_CODE_KEY, reason?: Reason, attempts = 1) => ({
  op: { type },
  error: { data: code && { code, httpStatus: 0, ...(reason && { reason }) } },
  attempts,
});

describe('a call', () => {
  test.each(['query', 'mutation'] as const)('%s that was not answered at all is tried again', (type) => {
    expect(isWorthRetrying(failed(type))).toBe(true);
  });

  test.each(['TIMEOUT', 'SERVICE_UNAVAILABLE', 'BAD_GATEWAY', 'GATEWAY_TIMEOUT'] as const)(
    'that found the server away (%s) is tried again',
    (code) => {
      expect(isWorthRetrying(failed('mutation', code))).toBe(true);
    },
  );

  test.each<[TRPC_ERROR_CODE_KEY, Reason?]>([
    ['CONFLICT', 'POSITION_ALREADY_FILLED'],
    ['FORBIDDEN', 'PLAYER_CAN_NOT_PLAY'],
    ['NOT_FOUND', 'GAME_NOT_FOUND'],
    ['UNPROCESSABLE_CONTENT', 'POSITION_OFF_LIMITS'],
    ['TOO_MANY_REQUESTS'],
    ['BAD_REQUEST'],
    ['UNAUTHORIZED'],
    ['PAYLOAD_TOO_LARGE'],
    ['INTERNAL_SERVER_ERROR'],
  ])('that was answered %s %s is not', (code, reason) => {
    expect(isWorthRetrying(failed('mutation', code, reason))).toBe(false);
  });

  test('is given up at last', () => {
    expect(isWorthRetrying(failed('mutation', undefined, undefined, 7))).toBe(true);
    expect(isWorthRetrying(failed('mutation', undefined, undefined, 8))).toBe(false);
  });

  test('that its caller has called off is not tried again', () => {
    const { op, ...rest } = failed('mutation');
    expect(isWorthRetrying({ ...rest, op: { ...op, signal: AbortSignal.abort() } })).toBe(false);
  });
});

describe('a subscription', () => {
  test.each<[TRPC_ERROR_CODE_KEY | undefined, Reason?]>([
    [undefined],
    ['SERVICE_UNAVAILABLE'],
    ['INTERNAL_SERVER_ERROR'],
    ['TOO_MANY_REQUESTS', 'SUBSCRIBER_TOO_SLOW'],
  ])('that ended with %s %s goes on, however often', (code, reason) => {
    expect(isWorthRetrying(failed('subscription', code, reason, 1_000))).toBe(true);
  });

  test('that is one too many is tried again, in the end in vain', () => {
    expect(isWorthRetrying(failed('subscription', 'TOO_MANY_REQUESTS', undefined, 7))).toBe(true);
    expect(isWorthRetrying(failed('subscription', 'TOO_MANY_REQUESTS', undefined, 8))).toBe(false);
  });

  test.each<[TRPC_ERROR_CODE_KEY, Reason?]>([['UNAUTHORIZED', 'SIGN_IN_REQUIRED'], ['BAD_REQUEST']])(
    'that was refused with %s %s does not',
    (code, reason) => {
      expect(isWorthRetrying(failed('subscription', code, reason))).toBe(false);
    },
  );
});

describe('a subscription over days', () => {
  /** Lets a subscription be ended in these ways, one after the other. @returns what the caller heard of it */
  async function endedBy(codes: readonly (TRPC_ERROR_CODE_KEY | undefined)[]): Promise<readonly unknown[]> {
    vi.useFakeTimers();
    const heard: unknown[] = [];
    let attempts = 0;
    const next = () =>
      observable<OperationResultEnvelope<unknown, TRPCClientError<AppRouter>>, TRPCClientError<AppRouter>>(
        (observer) => {
          const code = codes[attempts];
          if (attempts++ >= codes.length) return;
          const error = code && { error: { code: -32_000, message: code, data: { code, httpStatus: 0 } } };
          observer.error(TRPCClientError.from(error ?? new Error('closed')));
        },
      );
    const op = { id: 1, type: 'subscription', path: 'x', input: {}, context: {}, signal: null } as const;
    const call = retrying({})({ op, next }).subscribe({ error: (error) => void heard.push(error) });
    await vi.advanceTimersByTimeAsync(10_000_000);
    call.unsubscribe();
    vi.useRealTimers();
    return heard;
  }
  const limits = Array.from({ length: 7 }, () => 'TOO_MANY_REQUESTS' as const);

  test('goes on, where a limit refused it only for a while each time', async () => {
    expect(await endedBy([...limits, undefined, ...limits, 'SERVICE_UNAVAILABLE', ...limits])).toEqual([]);
  });

  test('is told of a limit that stays', async () => {
    expect(await endedBy([undefined, ...limits, 'TOO_MANY_REQUESTS'])).toHaveLength(1);
  });
});
