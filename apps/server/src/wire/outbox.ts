import type { Socket } from 'node:net';
import type { Said } from '@tic-tac-toe/api/router';
import type { WebSocket } from 'ws';

/** What is said to one client. */
export interface Outbox {
  /**
   * Sends whole messages. All that is said in one turn of the event loop leaves in one write: a move is three events and an
   * answer, and each write of its own is a call into the kernel, which under load costs more than the move itself.
   */
  say(said: Said): void;
  /** Bytes that wait in this turn, more or less: characters that take two or more count as one. */
  waiting(): number;
}

const FINAL_TEXT = 0x81;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

const NOT_ASCII = /[^\0-\x7f]/;

/** The header of a text frame of a server (RFC 6455, 5.2): final, not masked, not compressed. Each character is a byte. */
function headerOf(length: number): string {
  if (length < LENGTH_16) return String.fromCharCode(FINAL_TEXT, length);
  if (length < 65_536) return String.fromCharCode(FINAL_TEXT, LENGTH_16, length >>> 8, length & 0xff);
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(length));
  return String.fromCharCode(FINAL_TEXT, LENGTH_64) + bytes.toString('latin1');
}

/**
 * Text frames with these texts, one after the other; a string has a byte in each character. ASCII, as most of what is
 * said, is the same in UTF-8: it goes to the kernel in one copy, without a buffer made for it.
 */
export function framesOf(texts: readonly string[]): string | Buffer {
  let frames = '';
  for (const text of texts) {
    if (NOT_ASCII.test(text)) return bytesOf(texts);
    frames += headerOf(text.length) + text;
  }
  return frames;
}

const bytesOf = (texts: readonly string[]): Buffer =>
  Buffer.concat(
    texts.flatMap((text) => {
      const bytes = Buffer.from(text);
      return [Buffer.from(headerOf(bytes.length), 'latin1'), bytes];
    }),
  );

/**
 * Calls after the promises of this turn, before anything else. A tick alone comes before them, where it is asked for outside of
 * any promise: an answer, which a promise brings, would miss the write that takes its events.
 */
function atEndOfTurn(call: () => void): void {
  queueMicrotask(() => process.nextTick(call));
}

/**
 * Writes frames past `ws`, straight to the socket: nothing is compressed, so that there is no state of a frame before to
 * keep. What `ws` sends by itself, a closing frame above all, comes after what was said before it.
 */
export function createOutbox(client: WebSocket, socket: Socket): Outbox {
  let waiting: Said[] = [];
  let length = 0;

  function flush(): void {
    const all = waiting;
    waiting = [];
    length = 0;
    if (client.readyState !== client.OPEN) return;
    const [only] = all;
    if (all.length === 1 && only) write((only.frames ??= framesOf(only.texts)));
    else write(framesOf(all.flatMap(({ texts }) => texts)));
  }
  const write = (frames: string | Uint8Array) =>
    typeof frames === 'string' ? socket.write(frames, 'latin1') : socket.write(frames);

  /** Those who spoke are done. */
  const flushOnce = () => {
    if (waiting.length > 0) flush();
  };

  function say(said: Said): void {
    if (waiting.length === 0) atEndOfTurn(flushOnce);
    waiting.push(said);
    for (const text of said.texts) length += text.length;
  }

  const close: WebSocket['close'] = client.close.bind(client);
  client.close = (...reason) => {
    flushOnce();
    close(...reason);
  };
  return { say, waiting: () => length };
}
