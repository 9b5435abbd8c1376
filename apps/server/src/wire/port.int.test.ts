import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { readConfig } from '../config.ts';
import { listen } from '../listen.ts';
import { createLimits } from './limits.ts';
import { createPort } from './port.ts';
import { startWorld } from '../testing/world.ts';

/** Sends all of these at once, and counts the answers that come until the other side has closed. */
async function pipeline(port: number, requests: number, path: string): Promise<number> {
  const socket = connect({ port, host: '127.0.0.1' });
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
    expect(await pipeline(world.server.port, 10, path)).toBe(10);
    expect(await pipeline(world.server.port, 1_000, path)).toBeLessThan(10);
    expect(await pipeline(world.server.port, 1, path)).toBe(1);
  },
);

test('what comes in one chunk after the request that was too many is not even parsed', async () => {
  const config = readConfig({ HOST: '127.0.0.1', PORT: '0' });
  const noSockets = { server: {} as never, handleUpgrade: () => {} };
  const port = createPort(config, createLimits(config), noSockets, () => {});
  let parsed = 0;
  port.server.on('request', () => (parsed += 1));
  expect(await pipeline(await listen(port.server, config), 1_000, '/')).toBe(0);
  expect(parsed).toBe(11);
  await port.close();
});
