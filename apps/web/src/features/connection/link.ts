import type { ConnectionState } from '@tic-tac-toe/api/client';

/** What a player is told of the connection; `since` as `steadyNow` counts. */
export type Link =
  | { readonly state: 'fine' }
  | { readonly state: 'connecting' | 'reconnecting' | 'offline'; readonly since: number };

interface Circumstances {
  /** Since when there is no network at all; null where there is. */
  readonly offlineSince: number | null;
  /** Whether the connection's state is more than a hiccup. */
  readonly isLasting: boolean;
}

/** Without a network a connection may still look open: what is known of the network comes first. */
export function describe(
  { status, since }: ConnectionState,
  { offlineSince, isLasting }: Circumstances,
): Link {
  if (offlineSince !== null) return { state: 'offline', since: offlineSince };
  if (status === 'idle' || status === 'connected' || !isLasting) return { state: 'fine' };
  return { state: status, since };
}
