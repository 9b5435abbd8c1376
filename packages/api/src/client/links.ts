import { httpBatchLink, type Operation, splitLink, TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import { MAX_BATCH } from '../limits.ts';
import type { AppRouter } from '../router/app-router.types.ts';
import { type Connection, noConnection } from './connection.ts';
import { liveLink } from './live-link.ts';
import { operationIds } from './operation-id.ts';
import { retrying } from './retry.ts';
import { steadyNow } from './steady-now.ts';
import type { WebSocketClass } from './tamed-socket.ts';

/** Proxies and servers take URLs of this length at least; queries that would make a longer one go in two batches. */
const MAX_URL_LENGTH = 4_000;

/** An HTTP call that has no answer by then is tried again. */
const ANSWER_WITHIN_MS = 10_000;

/** A server that is asked whether it answers has this long. */
const ANSWERS_WITHIN_MS = 5_000;

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
  /**
   * Further headers of a request, such as `traceparent`. Calls that are made in the same moment leave in one request. All
   * attempts of a call have the same `context`.
   */
  readonly headers?: (
    calls: readonly Pick<Operation, 'type' | 'context'>[],
  ) => Readonly<Record<string, string>>;
}

export interface Links {
  /** For `createTRPCClient`, and for the client of `createTRPCReact`. */
  readonly links: TRPCLink<AppRouter>[];
  readonly connection: Connection;
  /** Asks the server anything at all: false where no answer comes, or only that of a proxy before it. */
  readonly answers: () => Promise<boolean>;
}

/**
 * How calls reach the server: subscriptions over one WebSocket, or over streams where none passes; all else over
 * HTTP. All of it with retry.
 */
export function links(options: LinksOptions): Links {
  const { url, token } = options;
  const tokenNow = typeof token === 'string' ? () => token : token;
  const Socket = options.WebSocket ?? (typeof WebSocket === 'undefined' ? undefined : WebSocket);
  const http = httpLink(options, tokenNow);
  const answers = () => isAnswered(url, options.fetch);
  if (!Socket) {
    const chain = [withoutSubscriptions, operationIds, retrying, http];
    return { links: chain, connection: noConnection(), answers };
  }

  const { live, connection } = liveLink({ url, Socket, token: tokenNow, answers });
  const split = splitLink<AppRouter>({
    condition: ({ type, context }) =>
      type === 'subscription' || (context['viaSocket'] === true && connection.way() === 'socket'),
    true: live,
    false: noting(http, connection),
  });
  return { links: [operationIds, retrying, split], connection, answers };
}

function httpLink(
  { url, fetch: send = fetch, headers = () => ({}) }: LinksOptions,
  token: () => string | undefined = () => undefined,
) {
  return httpBatchLink<AppRouter>({
    url,
    maxItems: MAX_BATCH,
    maxURLLength: MAX_URL_LENGTH,
    headers({ opList }) {
      const shown = token();
      return { ...headers(opList), ...(shown !== undefined && { authorization: `Bearer ${shown}` }) };
    },
    fetch(input, init) {
      const inTime = AbortSignal.timeout(ANSWER_WITHIN_MS);
      return send(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, inTime]) : inTime });
    },
  });
}

/** Tells the connection of what the server has answered: an error has `data` where it did. */
const noting =
  (link: TRPCLink<AppRouter>, { noteAnswer }: Pick<Connection, 'noteAnswer'>): TRPCLink<AppRouter> =>
  (runtime) => {
    const ask = link(runtime);
    return ({ op, next }) =>
      observable((observer) => {
        const sentAt = steadyNow();
        return ask({ op, next }).subscribe({
          next(envelope) {
            noteAnswer(op.type === 'mutation' ? sentAt : null);
            observer.next(envelope);
          },
          error(error) {
            if (error.data && !AWAY.has(error.data.httpStatus)) noteAnswer(null);
            observer.error(error);
          },
          complete: () => observer.complete(),
        });
      });
  };

/** What proxies answer for a server that is away. */
const AWAY = new Set([502, 503, 504]);

async function isAnswered(url: string, send: typeof fetch = fetch): Promise<boolean> {
  try {
    const { status } = await send(`${url}/sessions.me`, { signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) });
    return !AWAY.has(status);
  } catch {
    return false;
  }
}

const withoutSubscriptions: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) => {
    if (op.type !== 'subscription') return next(op);
    const message =
      'Subscriptions need a WebSocket: on Node 20, pass the class of the ws package to createClient.';
    return observable((observer) => observer.error(new TRPCClientError(message)));
  };
