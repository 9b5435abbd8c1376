import {
  createWSClient,
  httpBatchLink,
  splitLink,
  TRPCClientError,
  type TRPCLink,
  wsLink,
} from '@trpc/client';
import { observable } from '@trpc/server/observable';
import { MAX_BATCH } from '../limits.ts';
import type { AppRouter } from '../router/app-router.types.ts';
import { backoff } from './backoff.ts';
import { type Connection, connectionOf, noConnection } from './connection.ts';
import { operationIds } from './operation-id.ts';
import { retrying } from './retry.ts';
import { tamed, type WebSocketClass } from './tamed-socket.ts';

/** Proxies and servers take URLs of this length at least; queries that would make a longer one go in two batches. */
const MAX_URL_LENGTH = 4_000;

/** An HTTP call that has no answer by then is tried again. */
const ANSWER_WITHIN_MS = 10_000;

/** A silent connection is asked for a sign of life, and is given up without one: a dead network shows in 15 s. */
const KEEP_ALIVE = { enabled: true, intervalMs: 10_000, pongTimeoutMs: 5_000 };

/** The connection closes when nothing has been subscribed for this long. */
const LAZY = { enabled: true, closeMs: 5_000 };

/** A connection that is reopened on purpose closes within this time, and its successor begins at once. */
const HURRY_MS = 2_000;

const reconnectDelay = backoff({ firstMs: 1_000, mostMs: 15_000 });

/** Sends a query or mutation over the connection: `sessions.me.query(undefined, viaSocket)` is told its id. */
export const viaSocket = { context: { viaSocket: true } } as const;

export interface LinksOptions {
  /** Where the procedures are: `http://localhost:8080/trpc`; for a page of the server itself, `/trpc`. */
  readonly url: string;
  /** For scripts: the token that `sessions.start` answered, or the service token. Browsers have a cookie. */
  readonly token?: string | (() => string | undefined);
  /** Where the runtime has none, as Node 20: the class that the `ws` package exports. */
  readonly WebSocket?: WebSocketClass;
  readonly fetch?: typeof fetch;
}

export interface Links {
  /** For `createTRPCClient`, and for the client of `createTRPCReact`. */
  readonly links: TRPCLink<AppRouter>[];
  readonly connection: Connection;
}

/** How calls reach the server: subscriptions over one WebSocket, all else over HTTP, both with retry. */
export function links(options: LinksOptions): Links {
  const Socket = options.WebSocket ?? (typeof WebSocket === 'undefined' ? undefined : WebSocket);
  const http = httpLink(options);
  if (!Socket)
    return { links: [withoutSubscriptions, operationIds, retrying, http], connection: noConnection() };

  const { live, connection } = liveLink(options, Socket);
  const split = splitLink<AppRouter>({
    condition: ({ type, context }) => type === 'subscription' || context['viaSocket'] === true,
    true: live,
    false: http,
  });
  return { links: [operationIds, retrying, split], connection };
}

const tokenOf = ({ token }: LinksOptions): string | undefined =>
  typeof token === 'function' ? token() : token;

function httpLink(options: LinksOptions): TRPCLink<AppRouter> {
  const { url, fetch: send = fetch } = options;
  return httpBatchLink<AppRouter>({
    url,
    maxItems: MAX_BATCH,
    maxURLLength: MAX_URL_LENGTH,
    headers() {
      const token = tokenOf(options);
      return token === undefined ? {} : { authorization: `Bearer ${token}` };
    },
    fetch(input, init) {
      const inTime = AbortSignal.timeout(ANSWER_WITHIN_MS);
      return send(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, inTime]) : inTime });
    },
  });
}

function liveLink(options: LinksOptions, Socket: WebSocketClass) {
  let hurriesUntil = 0;
  const client = createWSClient({
    url: socketUrl(options.url),
    WebSocket: tamed(Socket),
    lazy: LAZY,
    keepAlive: KEEP_ALIVE,
    retryDelayMs: (attempt) => (attempt === 0 && Date.now() < hurriesUntil ? 0 : reconnectDelay(attempt)),
    ...(options.token !== undefined && { connectionParams: () => connectionParams(tokenOf(options)) }),
  });
  const connection = connectionOf(client, () => {
    hurriesUntil = Date.now() + HURRY_MS;
  });
  return { live: wsLink<AppRouter>({ client }), connection };
}

const connectionParams = (token: string | undefined) => (token === undefined ? null : { token });

/** The same address, with the protocol of WebSockets. A page's own address completes a path. */
function socketUrl(url: string): string {
  const base = typeof location === 'undefined' ? undefined : location.href;
  return new URL(url, base).href.replace(/^http/, 'ws');
}

const withoutSubscriptions: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) => {
    if (op.type !== 'subscription') return next(op);
    const message =
      'Subscriptions need a WebSocket: on Node 20, pass the class of the ws package to createClient.';
    return observable((observer) => observer.error(new TRPCClientError(message)));
  };
