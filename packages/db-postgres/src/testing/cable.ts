import { connect, createServer, type Socket } from 'node:net';

/** A network that fails on demand, between a client and the port that it means. */
export interface Cable {
  readonly port: number;
  /** From now on, nothing that is asked arrives; the connections stay. */
  loseQuestions(): void;
  /** From now on, what is asked arrives, and no answer comes back. */
  loseAnswers(): void;
  /** From now on, everything is held back, both ways, and new connections wait; the connections stay. */
  stall(): void;
  /** What was held back arrives, and all goes on. */
  resume(): void;
  /** Ends all connections; the next ones work. */
  cut(): void;
  /** Leads to another port. The connections that there are hang for ever, as where a machine has vanished. */
  leadTo(port: number): void;
  close(): Promise<void>;
}

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
}

export async function startCable(to: number): Promise<Cable> {
  const pairs = new Set<Pair>();
  const hanging = new Set<Socket>();
  let target = to;
  let losesQuestions = false;
  let losesAnswers = false;
  let isStalled = false;
  const server = createServer((near) => {
    const pair = { near, far: connect(target, '127.0.0.1') };
    const { far } = pair;
    pairs.add(pair);
    near.on('data', (chunk) => losesQuestions || far.write(chunk));
    far.on('data', (chunk) => losesAnswers || near.write(chunk));
    for (const [one, other] of [[near, far] as const, [far, near] as const]) {
      if (isStalled) one.pause();
      one.on('error', () => {});
      one.on('close', () => {
        hanging.delete(one);
        if (pairs.delete(pair)) other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');

  function resume(): void {
    isStalled = false;
    for (const { near, far } of pairs) for (const socket of [near, far]) socket.resume();
  }

  function cut(): void {
    losesQuestions = false;
    losesAnswers = false;
    isStalled = false;
    for (const { near, far } of pairs) for (const socket of [near, far]) socket.destroy();
  }

  return {
    port: address.port,
    loseQuestions: () => (losesQuestions = true),
    loseAnswers: () => (losesAnswers = true),
    stall() {
      isStalled = true;
      for (const { near, far } of pairs) for (const socket of [near, far]) socket.pause();
    },
    resume,
    cut,
    leadTo(port) {
      target = port;
      for (const { near, far } of pairs) {
        hanging.add(near);
        near.removeAllListeners('data').resume();
        far.destroy();
      }
      pairs.clear();
    },
    close() {
      cut();
      for (const socket of hanging) socket.destroy();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}
