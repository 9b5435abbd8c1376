import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tryOut, watched } from './watched-socket.ts';

class Socket extends EventTarget {
  readonly sent: string[] = [];
  send(data: string): void {
    this.sent.push(data);
  }
  close(): void {
    this.dispatchEvent(new Event('close'));
  }
}

const made: Socket[] = [];
class Made extends Socket {
  constructor() {
    super();
    made.push(this);
  }
}
const Class = Made as unknown as typeof WebSocket;

function open() {
  const told: boolean[] = [];
  const socket = new (watched(Class, (wasHeard) => told.push(wasHeard)))('ws://localhost');
  const happens = (...events: string[]) => {
    for (const event of events) socket.dispatchEvent(new Event(event));
  };
  return { socket, told, happens };
}

beforeEach(() => {
  vi.useFakeTimers();
  made.length = 0;
});

afterEach(() => {
  vi.useRealTimers();
});

test('a socket that fails to open is told of once, and so is one that ends before anything came', () => {
  for (const fate of [
    ['error', 'close'],
    ['open', 'close'],
  ]) {
    const { told, happens } = open();
    happens(...fate);
    expect(told).toEqual([false]);
  }
});

test('one over which something came was good, whatever becomes of it', () => {
  const { told, happens } = open();
  happens('open', 'message', 'message', 'error', 'close');
  expect(told).toEqual([true]);
});

test('one that does not open at all is given up', () => {
  const { told } = open();
  vi.advanceTimersByTime(5_999);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual([false]);
});

test('one that opens and passes nothing on is given up by its owner', () => {
  const { socket, told, happens } = open();
  happens('open');
  vi.advanceTimersByTime(10_000);
  socket.close();
  expect(told).toEqual([false]);
});

test('one that its owner closes early tells nothing', () => {
  const { socket, told, happens } = open();
  happens('open');
  socket.close();
  expect(told).toEqual([]);
});

test('trying one out asks for a sign of life', async () => {
  const passes = tryOut(Class, 'ws://localhost');
  made[0]?.dispatchEvent(new Event('open'));
  expect(made[0]?.sent).toEqual(['PING']);
  made[0]?.dispatchEvent(new Event('message'));
  expect(await passes).toBe(true);

  const silent = tryOut(Class, 'ws://localhost');
  made[1]?.dispatchEvent(new Event('open'));
  vi.advanceTimersByTime(6_000);
  expect(await silent).toBe(false);
});
