import type { Context, Identity } from '@tic-tac-toe/api/router';
import { SessionId, UserId } from '@tic-tac-toe/domain';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../config.ts';
import { createLimits } from './limits.ts';

const identity = (digit: number): Identity => ({
  sessionId: SessionId.parse('s'.repeat(43)),
  userId: UserId.parse(`0000000${digit}-0000-4000-8000-000000000000`),
  expiresAt: Infinity,
});

const caller = (parts: Partial<Context>) =>
  ({ identity: null, trusted: false, network: '192.0.2.1', socketSessionId: null, ...parts }) as Context;

const limits = (settings: Record<string, string>) => createLimits(readConfig(settings));

function refusalIn(attempt: () => void): unknown {
  try {
    return attempt();
  } catch (error) {
    return error;
  }
}

/** How many of so many are let through. */
function passed(times: number, attempt: () => void): number {
  let count = 0;
  for (let index = 0; index < times; index += 1) {
    try {
      attempt();
      count += 1;
    } catch {}
  }
  return count;
}

describe('calls', () => {
  test('of one user are limited, and others do not feel it', () => {
    const { consume } = limits({ LIMIT_CALLS_PER_USER: '3' });
    const ann = caller({ identity: identity(1) });
    expect(passed(5, () => consume('call', ann))).toBe(3);
    expect(refusalIn(() => consume('call', ann))).toMatchObject({
      code: 'TOO_MANY_REQUESTS',
      message: 'Too many calls: try again in 1 s.',
    });
    expect(passed(3, () => consume('call', caller({ identity: identity(2) })))).toBe(3);
  });

  test('from one address are limited, whoever signs in there', () => {
    const { consume } = limits({ LIMIT_CALLS_PER_ADDRESS: '4' });
    let digit = 0;
    expect(passed(6, () => consume('call', caller({ identity: identity((digit += 1)) })))).toBe(4);
    expect(passed(6, () => consume('call', caller({ network: '192.0.2.2' })))).toBe(4);
  });

  test('of trusted callers are theirs to answer for', () => {
    const { consume } = limits({ LIMIT_CALLS_PER_ADDRESS: '4' });
    expect(passed(20, () => consume('call', caller({ trusted: true })))).toBe(20);
  });
});

describe('what is kept for long', () => {
  test('is begun by one user, and from one address, at most so often in ten minutes', () => {
    const { consume } = limits({ LIMIT_CALLS_PER_USER: '3', LIMIT_CALLS_PER_ADDRESS: '5' });
    const ann = caller({ identity: identity(1) });
    expect(passed(30, () => consume('lasting', ann))).toBe(18);
    expect(refusalIn(() => consume('lasting', ann))).toMatchObject({
      message: expect.stringMatching(
        /^Too many games and invitations: try again in (600|59\d) s\.$/,
      ) as unknown,
    });
    expect(passed(30, () => consume('lasting', caller({ identity: identity(2) })))).toBe(18);
    // Fifty for all of that address.
    expect(passed(30, () => consume('lasting', caller({ identity: identity(3) })))).toBe(14);
    // Other calls go on.
    expect(passed(1, () => consume('call', ann))).toBe(1);
  });
});

test('a class of sixty behind one address loads the page, signs in, asks and follows, all in one second', () => {
  const { consume, file, arrival, subscription, connectionFrom } = limits({});
  const pupils = Array.from({ length: 60 }, (_, index): Identity => ({
    ...identity(1),
    userId: UserId.parse(`000000${10 + index}-0000-4000-8000-000000000000`),
  }));
  const times = (count: number, attempt: (context: Context) => unknown) =>
    pupils.flatMap((pupil) => Array.from({ length: count }, () => attempt(caller({ identity: pupil }))));
  const answers = [
    ...times(20, ({ network }) => file(network)),
    ...times(20, ({ network }) => arrival(network)),
    ...times(10, (context) => consume('call', context)),
    ...times(5, (context) => consume('signIn', context)),
    ...times(10, (context) => consume('subscription', context)),
    ...times(5, (context) => subscription(context) !== null),
    ...times(5, ({ network }) => connectionFrom(network) !== null),
  ];
  expect(new Set(answers)).toEqual(new Set([true, undefined]));
});

test('visitors without a name do not share what one user may subscribe to', () => {
  const { subscription } = limits({ LIMIT_SUBSCRIPTIONS_PER_USER: '2' });
  for (let visitor = 0; visitor < 60; visitor += 1) subscription(caller({}));
});

test('calls that are refused count like messages, so that a batch of many is no way around', () => {
  const { consume, arrival } = limits({ LIMIT_CALLS_PER_ADDRESS: '4' });
  expect(passed(12, () => consume('call', caller({})))).toBe(4);
  expect(arrival('192.0.2.1')).toBe(false);
});

test('sign-ins from one address are limited', () => {
  const { consume } = limits({ LIMIT_SIGN_INS_PER_ADDRESS: '2' });
  expect(passed(5, () => consume('signIn', caller({})))).toBe(2);
  expect(refusalIn(() => consume('signIn', caller({})))).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
});

describe('subscriptions', () => {
  const socket = (id: string) => id as NonNullable<Context['socketSessionId']>;

  test('on one connection are limited, and an ended one makes room', () => {
    const { subscription } = limits({ LIMIT_SUBSCRIPTIONS_PER_CONNECTION: '2' });
    const ann = caller({ identity: identity(1), socketSessionId: socket('a') });
    const first = subscription(ann);
    subscription(ann);
    expect(() => subscription(ann)).toThrow('Too many subscriptions');
    subscription({ ...ann, socketSessionId: socket('b') });
    first();
    first();
    subscription(ann);
    expect(() => subscription(ann)).toThrow('Too many subscriptions');
  });

  test('of one user are limited over all connections, and a refused one costs nothing', () => {
    const { subscription } = limits({ LIMIT_SUBSCRIPTIONS_PER_USER: '2' });
    const on = (id: string) => caller({ identity: identity(1), socketSessionId: socket(id) });
    const first = subscription(on('a'));
    subscription(on('b'));
    for (let times = 0; times < 30; times += 1)
      expect(() => subscription(on('c'))).toThrow('Too many subscriptions');
    first();
    subscription(on('c'));
  });

  test('from one address are limited, whoever signs in there', () => {
    const { subscription } = limits({ LIMIT_SUBSCRIPTIONS_PER_ADDRESS: '10' });
    const by = (digit: number, network = '192.0.2.1') =>
      caller({ identity: identity(digit), socketSessionId: socket(String(digit)), network });
    const first = subscription(by(0));
    for (let digit = 1; digit < 10; digit += 1) subscription(by(digit));
    expect(() => subscription(by(1))).toThrow('Too many subscriptions');
    subscription(by(1, '192.0.2.2'));
    first();
    subscription(by(1));
  });
});

test('connections are limited by address and by user', () => {
  const { connectionFrom, connectionOf, leavingFrom } = limits({
    LIMIT_CONNECTIONS_PER_ADDRESS: '2',
    LIMIT_CONNECTIONS_PER_USER: '1',
  });
  const first = connectionFrom('192.0.2.1');
  expect(connectionFrom('192.0.2.1')).not.toBeNull();
  expect(connectionFrom('192.0.2.1')).toBeNull();
  first?.();
  expect(connectionFrom('192.0.2.1')).not.toBeNull();
  expect([1, 2, 3].map(() => leavingFrom('192.0.2.1') !== null)).toEqual([true, true, false]);
  expect(connectionOf('ann')).not.toBeNull();
  expect(connectionOf('ann')).toBeNull();
  expect(connectionOf('bea')).not.toBeNull();
});
