import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { createOutbox } from './outbox.ts';

/** A client, the server's side of it, and what it has heard. */
async function connected() {
  const http = createServer();
  const server = new WebSocketServer({ server: http });
  await once(http.listen(0, '127.0.0.1'), 'listening');
  const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
  const connection = once(server, 'connection') as Promise<[WebSocket, IncomingMessage]>;
  const heard: string[] = [];
  client.on('message', (data: Buffer) => heard.push(data.toString()));
  await once(client, 'open');
  const [side, { socket }] = await connection;
  const { say } = createOutbox(side, socket);
  async function close() {
    side.close();
    await once(client, 'close');
    server.close();
    http.close();
  }
  return { socket, say, heard, close };
}

test('what is said to a client in one turn arrives whole and in order, in one write', async () => {
  const { socket, say, heard, close } = await connected();
  const writes = vi.spyOn(socket, '_write' as never);

  for (const turn of [1, 2]) {
    for (const part of ['a', 'b', 'c']) {
      // As subscriptions do: from one promise after the other.
      await Promise.resolve();
      say({ texts: [`${turn}${part}`] });
    }
    await setImmediate();
    expect(writes).toHaveBeenCalledTimes(turn);
  }
  await close();
  expect(heard).toEqual(['1a', '1b', '1c', '2a', '2b', '2c']);
});

test('what is said outside of any promise leaves with what the promises of its turn say', async () => {
  const { socket, say, heard, close } = await connected();
  const writes = vi.spyOn(socket, '_write' as never);
  await setImmediate();

  // As a commit does: it tells its events at once, and its callers by a promise.
  const answered = new Promise<void>((resolve) => {
    globalThis.setImmediate(() => {
      say({ texts: ['event'] });
      resolve();
    });
  });
  await answered;
  say({ texts: ['answer'] });
  await setImmediate();
  expect(writes).toHaveBeenCalledTimes(1);
  await close();
  expect(heard).toEqual(['event', 'answer']);
});

test('texts of every length, in any script, arrive as they are', async () => {
  const { say, heard, close } = await connected();
  const texts = [0, 1, 125, 126, 127, 65_535, 65_536, 70_000].flatMap((length) => [
    'x'.repeat(length),
    'é'.repeat(length),
    '🙂'.repeat(length),
  ]);
  for (const text of texts) {
    say({ texts: [text] });
    await setImmediate();
  }
  say({ texts });
  const shared = { texts: ['said to all', 'dicho a todos ✓'] };
  say(shared);
  await setImmediate();
  say(shared);
  await close();
  expect(heard).toEqual([...texts, ...texts, ...shared.texts, ...shared.texts]);
});
