import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { MAX_BATCH } from '../limits.ts';
import { tamed } from './tamed-socket.ts';

/** A socket whose other side answers its closing, or never does. */
class Socket extends EventTarget {
  readonly CLOSING = 2;
  readyState = 1;
  answers = true;

  readonly sent: string[] = [];

  send(data: string): void {
    this.sent.push(data);
  }

  close(): void {
    this.readyState = 2;
    if (!this.answers) return;
    this.readyState = 3;
    this.dispatchEvent(new Event('close'));
  }
}

class NodeSocket extends Socket {
  terminate(): void {
    this.readyState = 3;
    this.dispatchEvent(new Event('close'));
  }
}

function open(Kind: typeof Socket, answers: boolean) {
  const socket = new (tamed(Kind))('ws://localhost');
  Object.assign(socket, { answers });
  const closed = vi.fn();
  socket.addEventListener('close', closed);
  return { socket, closed };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('CloseEvent', class extends Event {});
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe.each([
  ['a browser', Socket],
  ['Node', NodeSocket],
])('a socket of %s', (_runtime, Kind) => {
  test('whose network is dead says that it is closed after a second', () => {
    const { socket, closed } = open(Kind, false);
    socket.close();
    vi.advanceTimersByTime(999);
    expect(closed).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(closed).toHaveBeenCalledOnce();
  });

  test('that is answered says so once', () => {
    const { socket, closed } = open(Kind, true);
    socket.close();
    vi.advanceTimersByTime(10_000);
    expect(closed).toHaveBeenCalledOnce();
  });
});

describe('what is sent', () => {
  const calls = (count: number) => JSON.stringify(Array.from({ length: count }, (_, id) => ({ id })));

  test.each([
    ['a single call', '{"id":1}', ['{"id":1}']],
    ['a sign of life', 'PING', ['PING']],
    ['as many calls as a server takes', calls(MAX_BATCH), [calls(MAX_BATCH)]],
  ])('stays one message: %s', (_what, message, sent) => {
    const socket = new (tamed(Socket))('ws://localhost');
    socket.send(message);
    expect(socket).toHaveProperty('sent', sent);
  });

  test('goes in several where it is more than a server takes, with every call in its order', () => {
    const socket = new (tamed(Socket))('ws://localhost');
    socket.send(calls(2 * MAX_BATCH + 3));
    const sent: unknown = Reflect.get(socket, 'sent');
    const batches = z
      .array(z.string())
      .parse(sent)
      .map((message) => z.array(z.unknown()).parse(JSON.parse(message)));
    expect(batches.map(({ length }) => length)).toEqual([MAX_BATCH, MAX_BATCH, 3]);
    expect(JSON.stringify(batches.flat())).toBe(calls(2 * MAX_BATCH + 3));
  });
});
