import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { promptlyClosing } from './prompt-socket.ts';

/** A socket whose other side answers its closing, or never does. */
class Socket extends EventTarget {
  readonly CLOSING = 2;
  readyState = 1;
  answers = true;

  send(): void {}

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
  const socket = new (promptlyClosing(Kind))('ws://localhost');
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
