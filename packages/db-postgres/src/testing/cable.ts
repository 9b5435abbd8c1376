import { connect, createServer, type Socket } from 'node:net';

/** A network that fails on demand, between a client and the port that it means. */
export interface Cable {
  readonly port: number;
  /** From now on, nothing that is asked arrives; the connections stay. */
  loseQuestions(): void;
  /** From now on, what is asked arrives, and no answer comes back. */
  loseAnswers(): void;
  /** Ends all connections; the next ones work. */
  cut(): void;
  close(): Promise<void>;
}

export async function startCable(to: number): Promise<Cable> {
  const pairs = new Set<readonly [near: Socket, far: Socket]>();
  let losesQuestions = false;
  let losesAnswers = false;
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    const pair = [near, far] as const;
    pairs.add(pair);
    near.on('data', (chunk) => losesQuestions || far.write(chunk));
    far.on('data', (chunk) => losesAnswers || near.write(chunk));
    for (const [one, other] of [pair, [far, near] as const]) {
      one.on('error', () => {});
      one.on('close', () => {
        other.destroy();
        pairs.delete(pair);
      });
    }
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');

  function cut(): void {
    losesQuestions = false;
    losesAnswers = false;
    for (const [near, far] of pairs) for (const socket of [near, far]) socket.destroy();
  }

  return {
    port: address.port,
    loseQuestions: () => (losesQuestions = true),
    loseAnswers: () => (losesAnswers = true),
    cut,
    close() {
      cut();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}
