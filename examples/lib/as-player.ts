import { codeOf, reasonOf } from '@tic-tac-toe/api';
import { type Client, createClient } from '@tic-tac-toe/api/client';
import type { PublicUser } from '@tic-tac-toe/domain/contracts';
import { WebSocket } from 'ws';

const url = process.env['SERVER_URL'] ?? 'http://localhost:8080/trpc';
const NOBODY_THERE = `No server answers at ${url}: npm start starts one, and SERVER_URL names another one.`;

/** A client tries again for many seconds; whether anybody is there at all shows sooner. */
const SOON_MS = 3_000;

export interface Player extends Client {
  readonly me: PublicUser;
}

/**
 * Signs in, does the work, and signs out, however the work ends: by itself, by Ctrl-C, or by an error, which is
 * told in a sentence. This ends the process.
 */
export async function asPlayer(alias: string, work: (player: Player) => Promise<void>): Promise<void> {
  const interrupted = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  if (!(await isAnybodyThere())) {
    console.error(NOBODY_THERE);
    process.exit(1);
  }
  try {
    const player = await signIn(alias);
    try {
      await Promise.race([work(player), interrupted]);
    } finally {
      await signOut(player);
    }
  } catch (error) {
    console.error(sentenceFor(error));
    process.exit(1);
  }
  process.exit(0);
}

/** What went wrong, for people: the server says it in a sentence. What nobody foresaw keeps its stack. */
export function sentenceFor(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (codeOf(error) !== undefined) return error.message;
  return error.name === 'TRPCClientError' ? NOBODY_THERE : (error.stack ?? error.message);
}

/** Under the alias, or under `alias 2`, `alias 3` … where somebody else has it. */
async function signIn(alias: string): Promise<Player> {
  const visitor = createClient({ url, WebSocket });
  for (let number = 1; ; number += 1) {
    try {
      const name = number === 1 ? alias : `${alias} ${number}`;
      const { user, token } = await visitor.api.sessions.start.mutate({ alias: name });
      return { ...createClient({ url, WebSocket, token }), me: user };
    } catch (error) {
      if (reasonOf(error) !== 'ALIAS_TAKEN') throw error;
    }
  }
}

const isAnybodyThere = (): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(SOON_MS) }).then(
    () => true,
    () => false,
  );

/** So that the alias is free again. Where the server has gone, nobody waits for that. */
const signOut = ({ api }: Player): Promise<unknown> =>
  Promise.race([
    api.sessions.end.mutate().catch(() => {}),
    new Promise((resolve) => setTimeout(resolve, SOON_MS)),
  ]);
