import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { initTRPC } from '@trpc/server';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { expect, test } from 'vitest';
import { cutOffSlowReaders } from './slow-readers.ts';

const BIG = 'x'.repeat(16_384);

/** A stream that has something to say as often as it is asked, on a real port. */
async function endless() {
  const t = initTRPC.create();
  let ended = () => {};
  const hasEnded = new Promise<void>((resolve) => (ended = resolve));
  const told = { bytes: 0 };
  async function* tell() {
    try {
      for (;;) {
        told.bytes += BIG.length;
        yield BIG;
        // As a subscription that reads the log: others have their turn.
        await new Promise(setImmediate);
      }
    } finally {
      ended();
    }
  }
  const router = t.router({ events: t.procedure.subscription(tell) });
  const server = createServer(createHTTPHandler({ router }));
  cutOffSlowReaders(server, { everyMs: 300, maxBytes: 1_048_576 });
  let most = 0;
  server.on('connection', (socket) => {
    const watch = setInterval(() => (most = Math.max(most, socket.writableLength)), 10);
    socket.once('close', () => clearInterval(watch));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('GET /events HTTP/1.1\r\nHost: x\r\n\r\n');
  return { socket, told, hasEnded, most: () => most, [Symbol.dispose]: () => void server.close() };
}

test('a client that stops reading its stream is cut off, having cost a bounded buffer, and the stream ends', async () => {
  using stream = await endless();
  stream.socket.pause();
  await stream.hasEnded;
  expect(stream.most()).toBeLessThan(8 * BIG.length);
  const told = stream.told.bytes;
  stream.socket.resume();
  await once(stream.socket, 'close');
  expect(stream.told.bytes).toBe(told);
});

test('a client that reads its stream, if slowly, is not cut off', async () => {
  using stream = await endless();
  let read = 0;
  while (read < 64 * 1_048_576) {
    const [chunk] = (await once(stream.socket, 'data')) as [Buffer];
    read += chunk.length;
  }
  expect(stream.socket.closed).toBe(false);
  stream.socket.destroy();
  await stream.hasEnded;
});
