import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { createOutbox } from './outbox.ts';

test('what is said to a client in one turn arrives whole and in order, in one write', async () => {
  const http = createServer();
  const server = new WebSocketServer({ server: http });
  await once(http.listen(0, '127.0.0.1'), 'listening');
  const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
  const connected = once(server, 'connection') as Promise<[WebSocket, IncomingMessage]>;
  const heard: string[] = [];
  client.on('message', (data: Buffer) => heard.push(data.toString()));
  await once(client, 'open');
  const [side, { socket }] = await connected;
  const { say } = createOutbox(side, socket);
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
  side.close();
  await once(client, 'close');
  expect(heard).toEqual(['1a', '1b', '1c', '2a', '2b', '2c']);
  server.close();
  http.close();
});
