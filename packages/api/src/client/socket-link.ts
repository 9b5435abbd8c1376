import { createWSClient, type TRPCWebSocketClient, wsLink } from '@trpc/client';
import type { AppRouter } from '../router/app-router.types.ts';
import { backoff } from './backoff.ts';
import type { TransportState } from './connection.ts';
import { steadyNow } from './steady-now.ts';

/** A silent connection is asked for a sign of life, and is given up without one: a dead network shows in 10 s. */
const KEEP_ALIVE = { enabled: true, intervalMs: 5_000, pongTimeoutMs: 5_000 };

/** The connection closes when nothing has been subscribed for this long. */
const LAZY = { enabled: true, closeMs: 5_000 };

/** A connection that is reopened on purpose closes within this time, and its successor begins at once. */
const HURRY_MS = 2_000;

/** Shorter than the grace that a server gives turns after its absence: who comes back has time left to move. */
const reconnectDelay = backoff({ firstMs: 1_000, mostMs: 5_000 });

/**
 * Subscriptions over one WebSocket that they share.
 * @param token for scripts, which have no cookie; asked for anew for each connection
 */
export function socketLink(
  url: string,
  Socket: typeof WebSocket,
  token: (() => string | undefined) | undefined,
  see: (state: TransportState) => void,
) {
  let hurriesUntil = -Infinity;
  const client = createWSClient({
    url: socketUrl(url),
    WebSocket: Socket,
    lazy: LAZY,
    keepAlive: KEEP_ALIVE,
    retryDelayMs: (attempt) => (attempt === 0 && steadyNow() < hurriesUntil ? 0 : reconnectDelay(attempt)),
    ...(token && { connectionParams: () => connectionParams(token()) }),
    // tRPC says nothing of connections that come and go while nothing is subscribed. It decides in the same
    // moment whether one that has gone is missed.
    onOpen: () => see('pending'),
    onClose: () =>
      queueMicrotask(() => {
        if (isGone(client)) see('idle');
      }),
  });
  client.connectionState.subscribe({ next: ({ state }) => see(state) });
  return {
    link: wsLink<AppRouter>({ client }),
    reopen(): void {
      hurriesUntil = steadyNow() + HURRY_MS;
      client.connection?.ws.close();
    },
    close: () => client.close(),
  };
}

/** tRPC calls a connection pending that is open, and also one that has gone and is not missed. */
const isGone = ({ connection, connectionState }: TRPCWebSocketClient): boolean =>
  connection?.state !== 'open' && connectionState.get().state === 'pending';

const connectionParams = (token: string | undefined) => (token === undefined ? null : { token });

/** The same address, with the protocol of WebSockets. A page's own address completes a path. */
export function socketUrl(url: string): string {
  const base = typeof location === 'undefined' ? undefined : location.href;
  return new URL(url, base).href.replace(/^http/, 'ws');
}
