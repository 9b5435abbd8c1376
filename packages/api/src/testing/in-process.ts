import { callTRPCProcedure, type TRPCError } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import type { Context } from '../router/context.ts';
import { createApi } from '../router/app-router.ts';
import { fakeApplication } from './fake-application.ts';

const router = createApi(fakeApplication().contracts).router;

/** The HTTP side of the wire, without a port: what a client sends and gets is what it would be over one. */
export function inProcess(context: Context, onError: (error: TRPCError) => void = () => {}): typeof fetch {
  return async (input, init) =>
    fetchRequestHandler({
      endpoint: '/trpc',
      req: new Request(input, init),
      router,
      createContext: () => context,
      onError: ({ error }) => onError(error),
    });
}

/** Calls a procedure as the WebSocket side does. */
export const subscribeInProcess = (context: Context, path: string, input: unknown): Promise<unknown> =>
  callTRPCProcedure({
    router,
    path,
    getRawInput: () => Promise.resolve(input),
    ctx: context,
    type: 'subscription',
    signal: new AbortController().signal,
    batchIndex: 0,
  });
