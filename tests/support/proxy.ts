import { createServer, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';

/** What an operator may have set a proxy up to do. */
export interface ProxyHabits {
  /** The path that it is asked under, and passes on or takes off. */
  readonly under?: { readonly path: string; readonly takesItOff: boolean };
  /** Sends every body on in chunks, without its length, as some tunnels do. */
  readonly chunks?: boolean;
  /** Headers that it keeps to itself when a WebSocket is asked for. */
  readonly dropsOnUpgrade?: readonly string[];
}

export interface Proxy {
  readonly port: number;
  close(): Promise<void>;
}

/** A small proxy on a port of its own, before the server on `to`. */
export async function startProxy(to: number, habits: ProxyHabits): Promise<Proxy> {
  const open = new Set<Socket>();
  const server = createServer((asked, answer) => {
    const path = pathFor(asked, habits);
    if (path === null) return void answer.writeHead(404).end('Not mine.');
    const headers = headersFor(asked.headers, habits.chunks ? ['content-length'] : []);
    const { method } = asked;
    const passed = request({ host: '127.0.0.1', port: to, path, method, headers }, (answered) => {
      answer.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    asked.pipe(passed);
  });

  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
  });

  server.on('upgrade', (asked, client: Socket, head) => {
    const path = pathFor(asked, habits);
    if (path === null) return void client.end('HTTP/1.1 404 Not Found\r\n\r\n');
    const target = connect(to, '127.0.0.1');
    open.add(target);
    const headers = Object.entries(headersFor(asked.headers, habits.dropsOnUpgrade ?? []));
    const lines = headers.map(([name, value]) => `${name}: ${String(value)}\r\n`);
    target.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
    target.write(head);
    target.pipe(client).pipe(target);
    for (const [one, other] of [
      [client, target],
      [target, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => {
        other.destroy();
        open.delete(one);
      });
    }
  });

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return {
    port: address.port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

/** Null for what is not under the proxy's path. */
function pathFor({ url = '/' }: IncomingMessage, { under }: ProxyHabits): string | null {
  if (!under) return url;
  if (url !== under.path && !url.startsWith(`${under.path}/`)) return null;
  return under.takesItOff ? url.slice(under.path.length) || '/' : url;
}

const headersFor = (headers: IncomingHttpHeaders, dropped: readonly string[]): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.includes(name)));
