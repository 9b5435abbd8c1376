/**
 * How long to wait before attempt `attempt` (from 0): at random up to a bound that doubles each time. Full
 * jitter, so that a thousand clients who lost the same server do not come back in the same moment.
 * @returns milliseconds
 */
export const backoff =
  (
    { firstMs, mostMs }: { readonly firstMs: number; readonly mostMs: number },
    random = (): number => Math.random(),
  ) =>
  (attempt: number): number =>
    random() * Math.min(mostMs, firstMs * 2 ** attempt);
