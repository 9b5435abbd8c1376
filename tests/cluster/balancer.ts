import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Balancer {
  readonly port: number;
  close(): Promise<void>;
}

/** Hands connections to servers in turn. One that does not take a connection is passed over. */
export async function startBalancer(targets: readonly number[]): Promise<Balancer> {
  const open = new Set<Socket>();
  let next = 0;
  const server = createServer((near) => {
    open.add(near);
    near.on('error', () => near.destroy()).on('close', () => open.delete(near));
    hand(near, targets.length);
  });

  function hand(near: Socket, tries: number): void {
    if (tries === 0 || near.destroyed) return void near.destroy();
    next += 1;
    const far = connect(targets[next % targets.length] ?? 0, '127.0.0.1');
    const refused = () => hand(near, tries - 1);
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

  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return {
    port: address.port,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}
