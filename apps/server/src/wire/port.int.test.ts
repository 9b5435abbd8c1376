import type { Server } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { readConfig } from '../config.ts';
import { listen } from '../listen.ts';
import { createLimits } from './limits.ts';
import { createPort } from './port.ts';
import { startWorld } from '../testing/world.ts';

const connectionsOf = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });

/** Sends all of these at once, and counts the answers that come until the other side has closed. */
async function pipeline(port: number, requests: number, path: string, header = ''): Promise<number> {
  const socket = connect({ port, host: '127.0.0.1' });
  let heard = '';
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  socket.on('error', () => {});
  const closed = new Promise((resolve) => socket.on('close', resolve));
  const one = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${header}`;
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

test('a request that expects what nobody knows is one like any other', async () => {
  await using world = await startWorld();
  const { port } = world.server;
  expect(await pipeline(port, 10, '/healthz', 'Expect: miracles\r\n')).toBe(10);
  expect(await pipeline(port, 1_000, '/healthz', 'Expect: miracles\r\n')).toBeLessThan(10);
});

test('a body that comes in chunks is refused in a sentence, and not read', async () => {
  await using world = await startWorld();
  const socket = connect({ port: world.server.port, host: '127.0.0.1' });
  let heard = '';
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  socket.on('error', () => {});
  const closed = new Promise((resolve) => socket.on('close', resolve));
  const head = 'POST /trpc/sessions.start HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n';
  const body = [...JSON.stringify({ alias: 'Ann' })].map((letter) => `1\r\n${letter}\r\n`).join('');
  socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n${body}0\r\n\r\n`);
  await closed;
  expect(heard).toContain('HTTP/1.1 400');
  expect(heard).toContain('A body comes with its Content-Length, not in chunks.');
  await world.signIn('Ann');
});

test('a client that asks and does not read is cut off; one that reads is not', async () => {
  const config = readConfig({ HOST: '127.0.0.1', PORT: '0', TIMEOUT_STALLED_MS: '1500' });
  const noSockets = { server: {} as never, handleUpgrade: () => {} };
  // More than the buffers of the operating system take.
  const answer = Buffer.alloc(8_000_000);
  const roomy = { ...config, LIMIT_BUFFER_BYTES: 2 * answer.length };
  const port = createPort(roomy, createLimits(config), noSockets, (_request, response) =>
    response.end(answer),
  );
  const at = await listen(port.server, config);
  const ask = () => {
    const socket = connect({ port: at, host: '127.0.0.1' });
    socket.on('error', () => {});
    socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    return socket;
  };
  const reader = ask();
  let read = 0;
  reader.on('data', (chunk: Buffer) => {
    read += chunk.length;
    reader.pause();
    setTimeout(() => reader.resume(), 20);
  });
  const deaf = ask();
  deaf.pause();
  await expect.poll(() => connectionsOf(port.server)).toBe(2);
  await expect.poll(() => connectionsOf(port.server), { timeout: 20_000 }).toBe(1);
  await expect.poll(() => read, { timeout: 20_000 }).toBeGreaterThan(answer.length);
  reader.destroy();
  deaf.destroy();
  await port.close();
});
