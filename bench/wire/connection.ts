/** One player's connection, speaking tRPC's WebSocket framing with as little work as possible on this side. */
import { WebSocket } from 'ws';

interface Frame {
  readonly id: number;
  readonly result?: { readonly type: string; readonly data?: unknown };
  readonly error?: { readonly message?: string };
}

export interface Connection {
  call(path: string, input: unknown): Promise<unknown>;
  /** Resolves with the function that ends it, once the server has begun it. */
  subscribe(path: string, input: unknown, onData: (data: unknown) => void): Promise<() => void>;
  close(): void;
}

export async function connect(url: string, token: string): Promise<Connection> {
  const socket = new WebSocket(`${url}?connectionParams=1`, { perMessageDeflate: false });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  socket.send(JSON.stringify({ method: 'connectionParams', data: { token } }));

  let lastId = 0;
  const pending = new Map<number, (frame: Frame) => void>();
  socket.on('message', (raw: Buffer) => {
    const text = raw.toString();
    if (text === 'PING') return socket.send('PONG');
    if (text === 'PONG') return undefined;
    const frame = JSON.parse(text) as Frame;
    return pending.get(frame.id)?.(frame);
  });

  return {
    call(path, input) {
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        pending.set(id, ({ error, result }) => {
          pending.delete(id);
          if (error) reject(new Error(`${path}: ${error.message ?? 'failed'}`));
          else resolve(result?.data);
        });
        socket.send(JSON.stringify({ id, method: 'mutation', params: { path, input } }));
      });
    },
    subscribe(path, input, onData) {
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        const stop = () => {
          pending.delete(id);
          socket.send(JSON.stringify({ id, method: 'subscription.stop' }));
        };
        pending.set(id, ({ error, result }) => {
          if (error) reject(new Error(`${path}: ${error.message ?? 'failed'}`));
          else if (result?.type === 'started') resolve(stop);
          else if (result?.type === 'data') onData(result.data);
        });
        socket.send(JSON.stringify({ id, method: 'subscription', params: { path, input } }));
      });
    },
    close: () => socket.terminate(),
  };
}
