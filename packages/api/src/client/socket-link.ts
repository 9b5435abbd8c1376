import { createWSClient, type TRPCWebSocketClient, wsLink } from '@trpc/client';
import type { AppRouter } from '../router/app-router.types.ts';
import { reconnectDelay } from './backoff.ts';
import type { TransportState } from './connection.ts';
import { steadyNow } from './steady-now.ts';
import { giveUp } from './tamed-socket.ts';

/** A silent connection is asked for a sign of life, and is given up without one: a dead network shows in 10 s. */
const KEEP_ALIVE = { enabled: true, intervalMs: 5_000, pongTimeoutMs: 5_000 };

/** The connection closes when nothing has been subscribed for this long. */
const LAZY = { enabled: true, closeMs: 5_000 };

/** A connection that is reopened on purpose closes within this time, and its successor begins at once. */
const HURRY_MS = 2_000;

/** News of what a call has done come about when its answer does. If nothing has come by then, the connection is asked. */
const NEWS_WITHIN_MS = 500;

/** What a silent connection has to answer in, at least; and as long as the call took, twice over. */
const ANSWERS_WITHIN_MS = 500;

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
  /** When each of them was last heard from, as `steadyNow` counts. */
  const heardAt = new WeakMap<WebSocket, number>();
  class Heard extends Socket {
    constructor(...args: ConstructorParameters<typeof WebSocket>) {
      super(...args);
      this.addEventListener('message', () => heardAt.set(this, steadyNow()));
    }
  }
  const client = createWSClient({
    url: socketUrl(url),
    WebSocket: Heard,
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
    /** Whether a connection is being opened, and not waited for. */
    isTrying: () => client.connection?.state === 'connecting',
    reopen(): void {
      hurriesUntil = steadyNow() + HURRY_MS;
      client.connection?.ws.close();
    },
    /**
     * A call was answered that has changed something, so that there is a network: a connection that is dead all the same, as
     * after a change of networks, is found out now, and not by its next sign of life.
     * @param sentAt when the call was sent, as `steadyNow` counts
     */
    doubt(sentAt: number): void {
      const ws = client.connection?.ws;
      if (ws?.readyState !== Socket.OPEN) return;
      const took = steadyNow() - sentAt;
      const isAlive = () => (heardAt.get(ws) ?? -Infinity) >= sentAt || ws.readyState !== Socket.OPEN;
      setTimeout(() => {
        if (isAlive()) return;
        ws.send('PING');
        setTimeout(
          () => {
            if (isAlive()) return;
            hurriesUntil = steadyNow() + HURRY_MS;
            ws.close();
            giveUp(ws);
          },
          Math.max(ANSWERS_WITHIN_MS, 2 * took),
        );
      }, NEWS_WITHIN_MS);
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
