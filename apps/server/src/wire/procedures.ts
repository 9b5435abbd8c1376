import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Context } from '@tic-tac-toe/api/router';
import type { AnyRouter, TRPCError } from '@trpc/server';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import type { TRPCRequestInfo } from '@trpc/server/http';
import type { WebSocket, WebSocketServer } from 'ws';
import type { Config } from '../config.ts';
import { TRPC_PATH } from './http.ts';
import { messageLimits } from './limits.ts';

/**
 * A quiet client is asked whether it is still there, and has this long to say so: an opponent who vanished without
 * a word is known to be away after ten seconds, which is half a turn.
 */
const PING_AFTER_MS = 5_000;
const PONG_WITHIN_MS = 5_000;

export interface ProcedureParts {
  readonly router: AnyRouter;
  readonly config: Config;
  readonly sockets: WebSocketServer;
  readonly httpContext: (
    request: IncomingMessage,
    response: ServerResponse,
    info: TRPCRequestInfo,
  ) => Promise<Context>;
  readonly socketContext: (client: WebSocket, token: string | undefined) => Promise<Context>;
  readonly onError: (failure: { readonly error: TRPCError; readonly path: string | undefined }) => void;
}

export interface Procedures {
  readonly listener: RequestListener;
  /** Asks every client to connect anew; they do, each after a moment of its own. */
  tellToReconnect(): void;
}

/** Puts tRPC on both sides of the port. */
export function serveProcedures(parts: ProcedureParts): Procedures {
  const { router, config, sockets, httpContext, socketContext, onError } = parts;
  const shared = { router, onError };

  const listener = createHTTPHandler({
    ...shared,
    maxBatchSize: config.LIMIT_BATCH,
    basePath: `${TRPC_PATH}/`,
    maxBodySize: config.LIMIT_BODY_BYTES,
    createContext: ({ req, res, info }) => httpContext(req, res, info),
  });
  const handler = applyWSSHandler({
    ...shared,
    maxBatchSize: messageLimits(config).calls,
    wss: sockets,
    keepAlive: { enabled: true, pingMs: PING_AFTER_MS, pongWaitMs: PONG_WITHIN_MS },
    createContext: ({ res, info }) => socketContext(res, info.connectionParams?.['token']),
  });
  return { listener, tellToReconnect: () => handler.broadcastReconnectNotification() };
}
