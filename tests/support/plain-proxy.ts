import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Duplex, pipeline } from 'node:stream';

export interface PlainProxy extends AsyncDisposable {
  readonly url: string;
  /** How many WebSockets it has refused. */
  refused(): number;
}

/**
 * A proxy that lets no WebSocket through, as those of some companies and schools do.
 * @param refuse what it does with an upgrade: by default, it answers that this is forbidden
 */
export async function plainProxy(
  target: string,
  refuse = (socket: Duplex) => void socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n'),
): Promise<PlainProxy> {
  let refused = 0;
  const proxy = createServer((received, answer) => {
    const { method, headers, url = '/' } = received;
    const passedOn = request(new URL(url, target), { method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      // Not `pipe`: an answer that breaks off breaks off here too.
      pipeline(response, answer, () => {});
    });
    passedOn.on('error', () => answer.writeHead(502).end());
    answer.on('close', () => passedOn.destroy());
    received.pipe(passedOn);
  });
  proxy.on('upgrade', (_, socket) => {
    refused += 1;
    refuse(socket);
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  const { port } = proxy.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    refused: () => refused,
    async [Symbol.asyncDispose]() {
      proxy.closeAllConnections();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}
