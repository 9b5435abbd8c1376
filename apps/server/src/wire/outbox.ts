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

const headerBytes = (length: number): number => (length < LENGTH_16 ? 2 : length < 65_536 ? 4 : 10);

/** Text frames of a server (RFC 6455, 5.2): final, not masked, not compressed. */
export function framesOf(texts: readonly string[]): Buffer {
  const lengths = texts.map((text) => Buffer.byteLength(text));
  const bytes = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + headerBytes(length) + length, 0));
  let at = 0;
  for (const [index, text] of texts.entries()) {
    const length = lengths[index] ?? 0;
    bytes[at] = FINAL_TEXT;
    if (length < LENGTH_16) bytes[at + 1] = length;
    else if (length < 65_536) {
      bytes[at + 1] = LENGTH_16;
      bytes.writeUInt16BE(length, at + 2);
    } else {
      bytes[at + 1] = LENGTH_64;
      bytes.writeBigUInt64BE(BigInt(length), at + 2);
    }
    at += headerBytes(length);
    at += bytes.write(text, at);
  }
  return bytes;
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
    if (all.length === 1 && only) socket.write((only.bytes ??= framesOf(only.texts)));
    else socket.write(framesOf(all.flatMap(({ texts }) => texts)));
  }
  /** Those who spoke are done. */
  const flushOnce = () => {
    if (waiting.length > 0) flush();
  };

  function say(said: Said): void {
    // After the promises of this turn, before anything else.
    if (waiting.length === 0) process.nextTick(flushOnce);
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
