import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { ConnectionLost, createOutlet, HIGH_WATER_BYTES, type Outlet } from './back-pressure.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A client and the server's side of its connection, over a real port. */
async function connect(limits: { maxBytes: number; stalledMs: number }) {
  const http = createServer();
  const server = new WebSocketServer({ server: http });
  await once(http.listen(0, '127.0.0.1'), 'listening');
  const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
  const connected = once(server, 'connection') as Promise<[WebSocket, IncomingMessage]>;
  await once(client, 'open');
  const [socket, request] = await connected;
  closing.push(() => {
    client.terminate();
    server.close();
    http.close();
  });
  const cutOff: number[] = [];
  const outlet = createOutlet(
    socket,
    request.socket,
    () => 0,
    limits,
    (bytes) => cutOff.push(bytes),
  );
  return { client, socket, outlet, cutOff };
}

const chunk = 'x'.repeat(16_384);

/** What a well-behaved subscription does: asks before each piece. */
async function pour(socket: WebSocket, outlet: Outlet, pieces: number): Promise<number> {
  let most = 0;
  for (let piece = 0; piece < pieces; piece += 1) {
    await outlet.drained();
    socket.send(chunk);
    most = Math.max(most, socket.bufferedAmount);
  }
  return most;
}

test('a client that reads gets everything, and never more than a little waits for it', async () => {
  const { client, socket, outlet, cutOff } = await connect({ maxBytes: 1_048_576, stalledMs: 1_000 });
  let received = 0;
  client.on('message', () => (received += 1));
  const most = await pour(socket, outlet, 2_000);
  expect(most).toBeLessThan(HIGH_WATER_BYTES + 2 * chunk.length);
  while (received < 2_000) await setTimeout(5);
  expect(cutOff).toEqual([]);
});

test('a client that stops reading is cut off, having cost a bounded buffer', async () => {
  const { client, socket, outlet, cutOff } = await connect({ maxBytes: 1_048_576, stalledMs: 300 });
  client.pause();
  await expect(pour(socket, outlet, 100_000)).rejects.toThrow(ConnectionLost);
  expect(cutOff).toHaveLength(1);
  expect(cutOff[0]).toBeLessThan(HIGH_WATER_BYTES + 2 * chunk.length);
});

test('a client that pauses for less than that goes on where it was', async () => {
  const { client, socket, outlet, cutOff } = await connect({ maxBytes: 1_048_576, stalledMs: 1_500 });
  let received = 0;
  client.on('message', () => (received += 1));
  client.pause();
  const pouring = pour(socket, outlet, 1_500);
  await setTimeout(500);
  client.resume();
  await pouring;
  while (received < 1_500) await setTimeout(5);
  expect(cutOff).toEqual([]);
});

test('a client that asks and asks, and reads no answer, is cut off at the limit', async () => {
  const { client, socket, outlet, cutOff } = await connect({ maxBytes: 1_048_576, stalledMs: 60_000 });
  client.pause();
  const closed = once(socket, 'close');
  for (let answers = 0; answers < 2_000 && cutOff.length === 0; answers += 1) {
    socket.send(chunk);
    outlet.check();
    await setTimeout(0);
  }
  expect(cutOff[0]).toBeGreaterThan(1_048_576);
  expect(cutOff[0]).toBeLessThan(1_048_576 + 2 * chunk.length);
  outlet.check();
  expect(cutOff).toHaveLength(1);
  await closed;
});

test('whoever waits for a connection that closes is told', async () => {
  const { client, socket, outlet } = await connect({ maxBytes: 1_048_576, stalledMs: 60_000 });
  client.pause();
  const pouring = pour(socket, outlet, 100_000);
  await setTimeout(200);
  client.terminate();
  await expect(pouring).rejects.toThrow(ConnectionLost);
  await expect(outlet.drained()).rejects.toThrow(ConnectionLost);
});
