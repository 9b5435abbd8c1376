import type { IncomingMessage } from 'node:http';
import type { Log } from '../log.ts';
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
  return isOrigin(origin) && isOwn(new URL(origin), peer) ? 'own' : 'foreign';
}

/** Sandboxed frames and the like say "null", which is nobody's origin. */
const isOrigin = (text: string): boolean =>
  /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;

/**
 * Over TLS, as a trusted proxy says, a page without it is another's, whatever its host. Where no proxy is trusted to
 * say, there may be one before us all the same.
 */
function isOwn({ protocol, host }: URL, peer: Peer): boolean {
  if (peer.secure && protocol !== 'https:') return false;
  const own = `${protocol}//${peer.host}`;
  // Through URL, which leaves default ports out, as browsers do.
  return URL.canParse(own) && new URL(own).host === host;
}

/** Origins that the log is told of: an operator needs one line, and an enemy could send any number. */
const MAX_TOLD = 20;

/** Tells the log, once for each, of pages that are refused: it may be our own, behind a proxy that is not set up. */
export function foreignPages(log: Log): (request: IncomingMessage, peer: Peer) => void {
  const told = new Set<string>();
  return ({ headers: { origin = '' } }, { host, secure }) => {
    if (told.has(origin) || told.size >= MAX_TOLD) return;
    told.add(origin);
    log.warn(
      { origin, host, secure },
      'refused a page of another origin: if it is your own, see what the README says of proxies',
    );
  };
}
