import type { IncomingMessage } from 'node:http';
import type { Peer } from './peer.ts';

/**
 * Who made the browser send this: `own`, a page that may (this server's, or one of an origin on the list);
 * `foreign`, a page that may not; `none`, no browser page at all, as far as one can tell.
 */
export type Sender = 'own' | 'foreign' | 'none';

export function senderOf(request: IncomingMessage, peer: Peer, allowed: readonly string[]): Sender {
  const { origin } = request.headers;
  if (origin === undefined) return 'none';
  if (allowed.includes(origin)) return 'own';
  // Sandboxed frames and the like say "null", which is nobody's origin.
  return URL.canParse(origin) && new URL(origin).host === peer.host.toLowerCase() ? 'own' : 'foreign';
}
