import { expect, test } from 'vitest';
import { describe } from './link.ts';

const lasting = { offlineSince: null, isLasting: true };

test('a connection is fine while it is open, or not needed', () => {
  expect(describe({ status: 'connected', since: 5 }, lasting)).toEqual({ state: 'fine' });
  expect(describe({ status: 'idle', since: 5 }, lasting)).toEqual({ state: 'fine' });
});

test('a hiccup is not worth a word', () => {
  expect(describe({ status: 'reconnecting', since: 5 }, { ...lasting, isLasting: false })).toEqual({
    state: 'fine',
  });
});

test('a lost connection is told, and since when', () => {
  expect(describe({ status: 'reconnecting', since: 5 }, lasting)).toEqual({
    state: 'reconnecting',
    since: 5,
  });
  expect(describe({ status: 'connecting', since: 7 }, lasting)).toEqual({ state: 'connecting', since: 7 });
});

test('without a network it is offline at once, however open it looks', () => {
  expect(describe({ status: 'connected', since: 5 }, { offlineSince: 9, isLasting: false })).toEqual({
    state: 'offline',
    since: 9,
  });
});
