import { type Access, EventRefused, NotRunning } from '@tic-tac-toe/domain/kit';
import { initTRPC, TRPCError } from '@trpc/server';
import { admit } from './access.ts';
import type { Context } from './context.ts';
import { formatError, refusalOf } from './errors.ts';

/**
 * How long a subscription over HTTP lasts before its client asks for the next: nothing else shows that it is still
 * there. An opponent who vanished without a word is known to be away within a turn.
 */
const STREAM_LASTS_MS = 15_000;

/** As over WebSockets: a quiet network shows within ten seconds, and proxies that cut off what is idle wait longer. */
const PING_EVERY_MS = 5_000;
const SILENT_FOR_MS = 10_000;

const t = initTRPC.context<Context>().create({
  errorFormatter: formatError,
  isDev: false,
  sse: {
    maxDurationMs: STREAM_LASTS_MS,
    ping: { enabled: true, intervalMs: PING_EVERY_MS },
    client: { reconnectAfterInactivityMs: SILENT_FOR_MS },
  },
});

export const { router } = t;

/**
 * A procedure for callers with `access`: every call is counted, then the caller is looked at, then the input.
 * Subscriptions are counted for themselves: a client that comes back begins all that it has at once.
 */
export const procedureFor = (access: Access) =>
  t.procedure.use(async ({ ctx, type, path, next }) => {
    const { signInFirst } = ctx;
    const isFirst = signInFirst?.is(path) === true;
    if (signInFirst && !isFirst) await signInFirst.isOver;
    try {
      admit(access, type === 'subscription' ? 'subscription' : 'call', ctx);
      const result = await next();
      return result.ok ? result : { ...result, error: knownError(result.error) };
    } finally {
      if (isFirst) signInFirst?.end();
    }
  });

/** What the application throws, where it is something that a caller can be told. */
export function knownError(error: TRPCError): TRPCError {
  if (error.cause instanceof EventRefused) return refusalOf(error.cause.rejection);
  if (!(error.cause instanceof NotRunning)) return error;
  // Clients try again by themselves.
  const message = 'The server is starting or stopping: try again in a moment.';
  return new TRPCError({ code: 'SERVICE_UNAVAILABLE', message });
}
