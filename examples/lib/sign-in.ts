import { reasonOf } from '@tic-tac-toe/api';
import { type Client, createClient } from '@tic-tac-toe/api/client';
import type { PublicUser } from '@tic-tac-toe/domain/contracts';
import { WebSocket } from 'ws';

const url = process.env['SERVER_URL'] ?? 'http://localhost:8080/trpc';

export interface SignedIn extends Client {
  readonly me: PublicUser;
}

/** Signs in under the alias, or under `alias 2`, `alias 3` … where somebody else has it. */
export async function signIn(alias: string): Promise<SignedIn> {
  const visitor = createClient({ url, WebSocket });
  for (let number = 1; ; number += 1) {
    try {
      const name = number === 1 ? alias : `${alias} ${number}`;
      const { user, token } = await visitor.api.sessions.start.mutate({ alias: name });
      const client = createClient({ url, WebSocket, token });
      endWithProcess(client);
      return { ...client, me: user };
    } catch (error) {
      if (reasonOf(error) !== 'ALIAS_TAKEN') throw error;
    }
  }
}

/** Ctrl-C signs out, so that the alias is free again. */
function endWithProcess({ api, connection }: Client): void {
  const end = async () => {
    await api.sessions.end.mutate().catch(() => {});
    await connection.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end());
}
