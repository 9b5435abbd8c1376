import { type Access, EventRefused, NotRunning } from '@tic-tac-toe/domain/kit';
import { initTRPC, TRPCError } from '@trpc/server';
import { actorFor } from './access.ts';
import type { Context } from './context.ts';
import { formatError, refusalOf } from './errors.ts';

const t = initTRPC.context<Context>().create({
  errorFormatter: formatError,
  isDev: false,
  // Subscriptions are WebSockets only: nothing would limit what waits for a client of server-sent events.
  sse: { enabled: false },
});

export const { router } = t;

/**
 * A procedure for callers with `access`: every call is counted, then the caller is looked at, then the input.
 * Subscriptions are counted for themselves: a client that comes back begins all that it has at once.
 */
export const procedureFor = (access: Access) =>
  t.procedure.use(async ({ ctx, type, next }) => {
    await ctx.limits.consume(type === 'subscription' ? 'subscription' : 'call', ctx);
    actorFor(access, ctx);
    const result = await next();
    return result.ok ? result : { ...result, error: knownError(result.error) };
  });

/** What the application throws, where it is something that a caller can be told. */
function knownError(error: TRPCError): TRPCError {
  if (error.cause instanceof EventRefused) return refusalOf(error.cause.rejection);
  if (!(error.cause instanceof NotRunning)) return error;
  // Clients try again by themselves.
  const message = 'The server is starting or stopping: try again in a moment.';
  return new TRPCError({ code: 'SERVICE_UNAVAILABLE', message });
}
