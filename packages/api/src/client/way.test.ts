import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createWay, type Way } from './way.ts';

function world() {
  const state = { answers: true, passes: false };
  const changes: Way[] = [];
  const tryOut = vi.fn(() => Promise.resolve(state.passes));
  const way = createWay({
    answers: () => Promise.resolve(state.answers),
    tryOut,
    onChanged: (to) => changes.push(to),
  });
  return { ...way, state, changes, tryOut };
}

const MINUTE_MS = 60_000;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(1);
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('two sockets in a row over which nothing came, while the server answers, are enough', async () => {
  const { hear, way, changes } = world();
  await hear(false);
  expect(way()).toBe('socket');
  await hear(false);
  expect(way()).toBe('stream');
  await hear(false);
  expect(changes).toEqual(['stream']);
});

test('a server that is away is away for both ways', async () => {
  const server = world();
  server.state.answers = false;
  for (let count = 0; count < 20; count += 1) await server.hear(false);
  server.state.answers = true;
  // The last one before it was back.
  await server.hear(false);
  await server.hear(true);
  await server.hear(false);
  expect(server.way()).toBe('socket');
});

test('sockets are tried again, later each time, and taken as soon as one passes', async () => {
  const network = world();
  await network.hear(false);
  await network.hear(false);
  for (const minutes of [2, 4, 8, 16, 30, 30]) {
    network.tryOut.mockClear();
    await vi.advanceTimersByTimeAsync(minutes * MINUTE_MS - 1);
    expect(network.tryOut).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(network.tryOut).toHaveBeenCalledTimes(1);
  }
  network.state.passes = true;
  await vi.advanceTimersByTimeAsync(30 * MINUTE_MS);
  expect(network.changes).toEqual(['stream', 'socket']);
  network.tryOut.mockClear();
  await vi.advanceTimersByTimeAsync(100 * MINUTE_MS);
  expect(network.tryOut).not.toHaveBeenCalled();
});

test('in what may be another network, they are tried at once', async () => {
  const network = world();
  network.reconsider();
  expect(network.tryOut).not.toHaveBeenCalled();
  await network.hear(false);
  await network.hear(false);
  network.state.passes = true;
  network.reconsider();
  await vi.advanceTimersByTimeAsync(0);
  expect(network.way()).toBe('socket');
});
