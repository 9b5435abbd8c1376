interface Bounds {
  readonly firstMs: number;
  readonly mostMs: number;
  /** How many attempts wait no longer than the first, before the bound begins to double. */
  readonly patient?: number;
}

/**
 * How long to wait before attempt `attempt` (from 0): at random up to a bound that doubles each time. Full
 * jitter, so that a thousand clients who lost the same server do not come back in the same moment.
 * @returns milliseconds
 */
export const backoff =
  ({ firstMs, mostMs, patient = 1 }: Bounds, random = (): number => Math.random()) =>
  (attempt: number): number =>
    random() * Math.min(mostMs, firstMs * 2 ** Math.max(0, attempt - patient + 1));

/**
 * Before a connection is opened anew. A server that restarts, as for an update, is back within seconds: for about eight of
 * them, a client comes back within one of it. Where it stays away, clients ask less often; they know of it after five seconds at
 * most, which is shorter than the grace that a server gives turns after its absence: who comes back has time left to move.
 */
export const reconnectDelay = backoff({ firstMs: 800, mostMs: 5_000, patient: 20 });
