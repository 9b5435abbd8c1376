/** What tRPC's own client does when it comes back: all that it had, at once, in one message for each connection. */
import type { AppRouter } from '@tic-tac-toe/api';
import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Config } from './config.ts';
import { type Player, startWorld, type World } from './testing/world.ts';

interface OfficialClient extends AsyncDisposable {
  /** Loses the connection, as a network does; the client connects again by itself. */
  cut(): void;
  /** How many subscriptions have heard of this mark. */
  heard(x: number): number;
  readonly errors: readonly unknown[];
}

async function follow(
  world: World,
  { token }: Player,
  gameId: string,
  subscriptions: number,
): Promise<OfficialClient> {
  const ws = createWSClient({
    url: world.url.replace('http', 'ws') + '/trpc',
    WebSocket: WebSocket as never,
    connectionParams: { token },
    retryDelayMs: () => 20,
  });
  const api = createTRPCClient<AppRouter>({ links: [wsLink({ client: ws })] });
  const errors: unknown[] = [];
  const heard: Set<number>[] = [];
  let started = 0;
  for (let count = 0; count < subscriptions; count += 1) {
    const marks = new Set<number>();
    heard.push(marks);
    api.games.events.subscribe(
      { gameId: gameId as never, lastEventId: 0 },
      {
        onStarted: () => (started += 1),
        onData: ({ data: event }) => {
          if (event.type === 'MarkPlaced') marks.add(event.data.x);
        },
        onError: (error) => errors.push(error),
      },
    );
  }
  await expect.poll(() => started + errors.length, { timeout: 10_000 }).toBe(subscriptions);
  return {
    cut: () => ws.connection?.ws.close(),
    heard: (x) => heard.filter((marks) => marks.has(x)).length,
    errors,
    [Symbol.asyncDispose]: () => ws.close(),
  };
}

describe('a client of tRPC that comes back', () => {
  test.each([
    ['the twenty that a connection may have', 1, 20, {}],
    ['the hundred that a user may have, all connections at once', 5, 20, {}],
    ['as many as the settings let a connection have', 1, 60, { LIMIT_SUBSCRIPTIONS_PER_CONNECTION: 60 }],
    ['all, however few calls a user has', 2, 20, { LIMIT_CALLS_PER_USER: 5 }],
  ] as const)(
    'resumes its subscriptions: %s',
    async (_all, connections, subscriptions, settings) => {
      await using world = await startWorld(settings satisfies Partial<Config>);
      const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
      const gameId = await world.game(ann, bea);
      const watcher = await world.signIn('Cleo');
      const clients: OfficialClient[] = [];
      for (let count = 0; count < connections; count += 1)
        clients.push(await follow(world, watcher, gameId, subscriptions));
      try {
        for (const { cut } of clients) cut();
        await ann.api.games.placeMark.mutate({ gameId, x: 1, y: 1 });
        for (const { heard, errors } of clients) {
          await expect.poll(() => heard(1) + errors.length, { timeout: 10_000 }).toBe(subscriptions);
          expect(errors).toEqual([]);
        }
      } finally {
        for (const client of clients) await client[Symbol.asyncDispose]();
      }
    },
    40_000,
  );
});

test('what a message could not hold a second time may not be subscribed to', async () => {
  await using world = await startWorld();
  const error = await new Promise((resolve) => {
    const input = { padding: 'x'.repeat(600) };
    world.client().api.scoring.events.subscribe(input, { onError: resolve });
  });
  expect(error).toMatchObject({ data: { code: 'BAD_REQUEST' } });
});
