import type { Access } from '@tic-tac-toe/domain/kit';
import { initTRPC } from '@trpc/server';
import { admit } from './access.ts';
import type { Context } from './context.ts';
import { formatError, knownError } from './errors.ts';
import { observed } from './observer.ts';

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
  t.procedure.use(({ ctx, type, path, next }) => {
    const carryOut = async () => {
      const end = ctx.signInFirst && (await ctx.signInFirst.turn(path));
      try {
        admit(access, type === 'subscription' ? 'subscription' : 'call', ctx);
        const result = await next();
        if (result.ok) return result;
        throw knownError(result.error);
      } finally {
        end?.();
      }
    };
    // Those are counted while they last.
    return type === 'subscription' ? carryOut() : observed(ctx, { path, type }, carryOut);
  });
