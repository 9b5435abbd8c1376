import type { ConnectionState } from '@tic-tac-toe/api/client';

/** What a player is told of the connection; `since` in milliseconds since the Unix epoch, by this computer's clock. */
export type Link =
  | { readonly state: 'fine' }
  | { readonly state: 'connecting' | 'reconnecting' | 'offline'; readonly since: number };

interface Circumstances {
  /** Whether the browser takes itself for online: it may be wrong, and only explains what is lost already. */
  readonly isOnline: boolean;
  /** Whether the state is more than a hiccup. */
  readonly isLasting: boolean;
}

export function describe({ status, since }: ConnectionState, { isOnline, isLasting }: Circumstances): Link {
  if (status === 'idle' || status === 'connected' || !isLasting) return { state: 'fine' };
  return { state: isOnline ? status : 'offline', since };
}
