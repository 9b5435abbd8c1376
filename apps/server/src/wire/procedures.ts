import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Context } from '@tic-tac-toe/api/router';
import type { AnyRouter, TRPCError } from '@trpc/server';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import type { TRPCRequestInfo } from '@trpc/server/http';
import type { Config } from '../config.ts';
import { TRPC_PATH } from './http.ts';

export interface ProcedureParts {
  readonly router: AnyRouter;
  readonly config: Config;
  readonly httpContext: (
    request: IncomingMessage,
    response: ServerResponse,
    info: TRPCRequestInfo,
  ) => Promise<Context>;
  readonly onError: (failure: { readonly error: TRPCError; readonly path: string | undefined }) => void;
}

/** Puts tRPC on the HTTP side of the port. */
export const serveProcedures = ({ router, config, httpContext, onError }: ProcedureParts): RequestListener =>
  createHTTPHandler({
    router,
    onError,
    maxBatchSize: config.LIMIT_BATCH,
    basePath: `${TRPC_PATH}/`,
    maxBodySize: config.LIMIT_BODY_BYTES,
    createContext: ({ req, res, info }) => httpContext(req, res, info),
  });
