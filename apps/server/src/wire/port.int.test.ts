import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startWorld, type World } from '../testing/world.ts';

/** Sends all of these at once, and hears what comes until the other side has closed or nothing more is owed. */
async function pipeline(world: World, requests: number, path: string) {
  const socket = connect({ port: world.server.port, host: '127.0.0.1' });
  let heard = '';
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  socket.on('error', () => {});
  const closed = new Promise((resolve) => socket.on('close', resolve));
  const one = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n`;
  socket.write(`${one}\r\n`.repeat(requests - 1));
  socket.write(`${one}Connection: close\r\n\r\n`);
  await closed;
  return heard.match(/HTTP\/1\.1 200/g)?.length ?? 0;
}

test.each(['/healthz', '/trpc/sessions.me?input=%7B%7D'])(
  'of requests for %s that do not wait for their answers a connection has ten, and is cut off with more',
  async (path) => {
    await using world = await startWorld();
    expect(await pipeline(world, 10, path)).toBe(10);
    expect(await pipeline(world, 1_000, path)).toBeLessThan(10);
    expect(await pipeline(world, 1, path)).toBe(1);
  },
);
