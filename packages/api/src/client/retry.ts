import { retryLink, type TRPCClientError, type TRPCLink } from '@trpc/client';
import type { AppRouter } from '../router/app-router.types.ts';
import { backoff } from './backoff.ts';

/** With the delays below, a server that restarts has about nine seconds; a call gives up after 18 at the latest. */
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

/** Tries again what failed on the way. */
export const retrying: TRPCLink<AppRouter> = retryLink<AppRouter>({
  retry: isWorthRetrying,
  retryDelayMs: (attempts) => delay(attempts - 1),
});
