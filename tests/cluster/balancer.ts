import { get } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Balancer {
  readonly port: number;
  close(): Promise<void>;
}

/** Twice as often as `npm run cluster` has HAProxy ask. */
const LOOK_EVERY_MS = 250;

/** A server that is only slow, on a busy machine, is ready; one whose network stands still is not. */
const ANSWER_WITHIN_MS = 2_000;

/**
 * Hands connections to servers, as HAProxy with `option httpchk GET /readyz`, `fall 1` and `rise 1`: one that is not
 * ready gets no new connection, and keeps those that it has.
 * @param how to each in turn, or to the first one that is ready
 */
export async function startBalancer(
  targets: readonly number[],
  how: 'roundrobin' | 'first' = 'roundrobin',
): Promise<Balancer> {
  const open = new Set<Socket>();
  let ready = [...targets];
  let next = 0;
  const server = createServer((near) => {
    if (how === 'roundrobin') next += 1;
    const target = ready[next % ready.length];
    if (target === undefined) return void near.destroy();
    const far = connect(target, '127.0.0.1');
    for (const [one, other] of [[near, far] as const, [far, near] as const]) {
      open.add(one);
      one.on('error', () => one.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });

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
    async close() {
      clearInterval(look);
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

function isReady(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const where = { port, host: '127.0.0.1', path: '/readyz', agent: false };
    const asked = get({ ...where, timeout: ANSWER_WITHIN_MS }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(false));
  });
}
