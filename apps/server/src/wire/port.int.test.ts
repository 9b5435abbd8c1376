import type { Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../config.ts';
import { listen } from '../listen.ts';
import { createLimits } from './limits.ts';
import { createPort } from './port.ts';
import { startWorld, type World } from '../testing/world.ts';

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

describe('a body that comes in chunks', () => {
  const dial = (world: World) => {
    const socket = connect({ port: world.server.port, host: '127.0.0.1' });
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.on('error', () => {});
    let heard = '';
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    return { socket, closed, heard: () => heard };
  };
  const head = (path: string) =>
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
  const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
  const inPieces = (text: string) => [...text].map(chunk).join('');
  const signIn = (alias: string) => JSON.stringify({ alias });
  const END = '0\r\n\r\n';

  test('is one like any other, in a hundred pieces too, and the connection goes on', async () => {
    await using world = await startWorld();
    const { socket, heard } = dial(world);
    for (const [count, alias] of ['Ann', 'Bea'].entries()) {
      socket.write(`${head('/trpc/sessions.start')}${inPieces(signIn(alias).padEnd(100))}${END}`);
      await expect.poll(() => heard().match(/HTTP\/1\.1 200/g)).toHaveLength(count + 1);
    }
    socket.destroy();
  });

  test('is cut off where it comes in hundreds of them, and the next body is read as before', async () => {
    await using world = await startWorld();
    for (let round = 0; round < 3; round += 1) {
      const { socket, closed, heard } = dial(world);
      socket.write(`${head('/trpc/sessions.start')}${inPieces(signIn('Eve').padEnd(10_000))}${END}`);
      await closed;
      expect(heard()).toBe('');
      await world.signIn(`Ann ${round}`);
    }
  });

  test('is refused in a sentence where it is larger than others may be', async () => {
    await using world = await startWorld({ LIMIT_BODY_BYTES: 2_000 });
    const { socket, closed, heard } = dial(world);
    socket.write(`${head('/trpc/sessions.start')}${chunk(signIn('Ann').padEnd(2_001))}`);
    await closed;
    expect(heard()).toContain('HTTP/1.1 413');
    expect(heard()).toContain('The body is too large.');
  });

  test('has as long to arrive as others have', async () => {
    await using world = await startWorld({ TIMEOUT_REQUEST_MS: 300 });
    const { socket, closed, heard } = dial(world);
    socket.write(`${head('/trpc/sessions.start')}${chunk('{')}`);
    await closed;
    expect(heard()).toContain('HTTP/1.1 408');
  });

  test('is not read on once it has been answered', async () => {
    await using world = await startWorld();
    const { socket, closed, heard } = dial(world);
    socket.write(head('/nowhere'));
    await closed;
    expect(heard()).toContain('HTTP/1.1 405');
  });

  test('is not even parsed on where it came in too many pieces', async () => {
    const config = readConfig({ HOST: '127.0.0.1', PORT: '0' });
    const noSockets = { server: {} as never, handleUpgrade: () => {} };
    const port = createPort(config, createLimits(config), noSockets, (request) => request.resume());
    // What Node calls for each piece: it is taken away once there were too many.
    let called: unknown = 'not looked at';
    port.server.on('connection', (socket: Socket & { parser?: Record<number, unknown> }) => {
      const { parser } = socket;
      socket.on('close', () => (called = parser?.[3]));
    });
    const at = await listen(port.server, config);
    const socket = connect({ port: at, host: '127.0.0.1' });
    socket.on('error', () => {});
    socket.write(`${head('/')}${inPieces('x'.repeat(1_000))}`);
    await expect.poll(() => called).toBeUndefined();
    await port.close();
  });
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
