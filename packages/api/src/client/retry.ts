import { retryLink, type TRPCClientError, type TRPCLink } from '@trpc/client';
import type { AppRouter } from '../router/app-router.types.ts';
import { backoff } from './backoff.ts';

/**
 * With the delays below, a server that restarts has at least nine seconds, and a call that is refused each time
 * gives up after 18 at the latest. Where nothing answers, each attempt lasts as long as it waits for an answer.
 */
const MAX_ATTEMPTS = 8;
const delay = backoff({ firstMs: 250, mostMs: 5_000 });

/** What a server, or a proxy before it, answers while it cannot answer. */
const AWAY: ReadonlySet<string> = new Set([
  'TIMEOUT',
  'BAD_GATEWAY',
  'SERVICE_UNAVAILABLE',
  'GATEWAY_TIMEOUT',
]);

interface Failed {
  readonly op: {
    readonly type: 'query' | 'mutation' | 'subscription';
    readonly signal?: AbortSignal | null | undefined;
  };
  readonly error: Pick<TRPCClientError<AppRouter>, 'data'>;
  /** The attempts of a call; of a subscription, those in a row that a limit has refused. */
  readonly attempts: number;
}

/**
 * Whether the same call may succeed another time. A refusal never does: it is an answer. Without `data` no
 * answer came at all. Trying again is safe, since every mutation carries an operation id.
 */
export function isWorthRetrying({ op, error: { data }, attempts }: Failed): boolean {
  if (op.signal?.aborted) return false;
  const isAway = !data || AWAY.has(data.code);
  if (op.type !== 'subscription') return isAway && attempts < MAX_ATTEMPTS;
  // A subscription lasts for hours: it goes on from its last position however often it was interrupted.
  if (isAway || data.code === 'INTERNAL_SERVER_ERROR' || data.reason === 'SUBSCRIBER_TOO_SLOW') return true;
  // Many pages behind one address come back in the same moment; but a limit that stays is for the caller to know.
  return data.code === 'TOO_MANY_REQUESTS' && attempts < MAX_ATTEMPTS;
}

/**
 * How often in a row a limit has refused each subscription, by the context that all attempts of it share. Where one
 * succeeded in between, what ended it was no limit: tRPC's own count goes on for as long as the page is open.
 */
const refusedInARow = new WeakMap<object, number>();

/** Tries again what failed on the way. */
export const retrying: TRPCLink<AppRouter> = retryLink<AppRouter>({
  retry({ op, error, attempts }) {
    if (op.type !== 'subscription') return isWorthRetrying({ op, error, attempts });
    const refused = error.data?.code === 'TOO_MANY_REQUESTS' ? (refusedInARow.get(op.context) ?? 0) + 1 : 0;
    refusedInARow.set(op.context, refused);
    return isWorthRetrying({ op, error, attempts: refused });
  },
  retryDelayMs: (attempts) => delay(attempts - 1),
});
