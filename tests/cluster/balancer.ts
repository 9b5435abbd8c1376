import { get } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Balancer {
  readonly port: number;
  readonly count: {
    /** Connections for a server that did not take them: they went to the next one. */
    readonly refused: number;
  };
  close(): Promise<void>;
}

/** Twice as often as `npm run cluster` has HAProxy ask. */
const LOOK_EVERY_MS = 250;

/**
 * Hands connections to servers in turn, as HAProxy with `option httpchk GET /readyz`, `fall 1` and `rise 1`: one that is not
 * ready gets no new connection, and keeps those that it has.
 */
export async function startBalancer(targets: readonly number[]): Promise<Balancer> {
  const open = new Set<Socket>();
  const count = { refused: 0 };
  let ready = [...targets];
  let next = 0;
  const server = createServer((near) => {
    open.add(near);
    near.on('error', () => near.destroy()).on('close', () => open.delete(near));
    hand(near, targets.length);
  });

  function hand(near: Socket, tries: number): void {
    if (tries === 0 || near.destroyed || ready.length === 0) return void near.destroy();
    next += 1;
    const far = connect(ready[next % ready.length] ?? 0, '127.0.0.1');
    const refused = () => {
      count.refused += 1;
      hand(near, tries - 1);
    };
    far.once('error', refused);
    far.once('connect', () => {
      far.off('error', refused);
      open.add(far);
      far.on('error', () => far.destroy());
      far.on('close', () => {
        open.delete(far);
        near.destroy();
      });
      near.on('close', () => far.destroy());
      near.pipe(far).pipe(near);
    });
  }

  const look = setInterval(() => {
    for (const port of targets)
      void isReady(port).then((isIn) => {
        ready = targets.filter((target) => (target === port ? isIn : ready.includes(target)));
      });
  }, LOOK_EVERY_MS);

  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return {
    port: address.port,
    count,
    async close() {
      clearInterval(look);
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

function isReady(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = get({ port, host: '127.0.0.1', path: '/readyz', agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    asked.on('error', () => resolve(false));
  });
}
