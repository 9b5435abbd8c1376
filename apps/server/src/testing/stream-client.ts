import type { AppRouter } from '@tic-tac-toe/api';
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from '@trpc/client';
import { EventSource } from 'eventsource';
import type { World } from './world.ts';

/**
 * tRPC's own client, where no WebSocket passes: it shows what the server does, without what our client adds. With
 * `using`, its streams end with the test.
 */
export function streamClient({ url: server }: Pick<World, 'url'>, token?: string) {
  const url = `${server}/trpc`;
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const sources: EventSource[] = [];
  let opened = 0;
  class Source extends EventSource {
    constructor(address: string | URL) {
      const show: typeof fetch = (input, init) =>
        fetch(input, { ...init, headers: { ...Object.fromEntries(new Headers(init?.headers)), ...headers } });
      super(address, { fetch: (input, init) => show(input, init) });
      sources.push(this);
      this.addEventListener('open', () => (opened += 1));
    }
  }
  const api = createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'subscription',
        true: httpSubscriptionLink({ url, EventSource: Source }),
        false: httpBatchLink({ url, headers }),
      }),
    ],
  });
  const close = () => {
    for (const source of sources) source.close();
  };
  return { api, opened: () => opened, close, [Symbol.dispose]: close };
}
