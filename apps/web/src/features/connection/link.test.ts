import { expect, test } from 'vitest';
import { describe } from './link.ts';

const well = { isOnline: true, isLasting: true };

test('a connection is fine while it is open, or not needed', () => {
  expect(describe({ status: 'connected', since: 5 }, well)).toEqual({ state: 'fine' });
  expect(describe({ status: 'idle', since: 5 }, well)).toEqual({ state: 'fine' });
});

test('a hiccup is not worth a word', () => {
  expect(describe({ status: 'reconnecting', since: 5 }, { ...well, isLasting: false })).toEqual({
    state: 'fine',
  });
});

test('a lost connection is told, and since when', () => {
  expect(describe({ status: 'reconnecting', since: 5 }, well)).toEqual({ state: 'reconnecting', since: 5 });
  expect(describe({ status: 'connecting', since: 7 }, well)).toEqual({ state: 'connecting', since: 7 });
});

test('without a network it is called by its name', () => {
  expect(describe({ status: 'reconnecting', since: 5 }, { ...well, isOnline: false })).toEqual({
    state: 'offline',
    since: 5,
  });
});

test('an open connection is fine, whatever the browser thinks of the network', () => {
  expect(describe({ status: 'connected', since: 5 }, { ...well, isOnline: false })).toEqual({
    state: 'fine',
  });
});
