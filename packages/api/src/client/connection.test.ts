import { describe, expect, test } from 'vitest';
import { type ConnectionState, type ConnectionStatus, nextState } from './connection.ts';

const was = (status: ConnectionStatus): ConnectionState => ({ status, since: 1 });

describe('what a client says of its connection', () => {
  test.each<[ConnectionStatus, Parameters<typeof nextState>[1], ConnectionStatus]>([
    ['idle', 'connecting', 'connecting'],
    ['connecting', 'pending', 'connected'],
    ['connected', 'connecting', 'reconnecting'],
    ['reconnecting', 'pending', 'connected'],
    ['connected', 'idle', 'idle'],
    ['reconnecting', 'idle', 'idle'],
  ])('is, after %s and then %s, %s', (before, transport, status) => {
    expect(nextState(was(before), transport, 2)).toEqual({ status, since: 2 });
  });

  test.each<[ConnectionStatus, Parameters<typeof nextState>[1]]>([
    ['reconnecting', 'connecting'],
    ['connecting', 'connecting'],
    ['connected', 'pending'],
    ['idle', 'idle'],
  ])('keeps since when it is %s, whatever is tried meanwhile', (before, transport) => {
    const state = was(before);
    expect(nextState(state, transport, 2)).toBe(state);
  });
});
