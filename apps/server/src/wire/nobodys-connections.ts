import type { IncomingMessage } from 'node:http';
import type { SessionCookie } from '../identity/cookie.ts';
import type { Log } from '../log.ts';
import type { Connection } from './connections.ts';

/** Why the cookie of a page that is signed in did not say whose its connection is. */
function causeOf(
  { headers }: IncomingMessage,
  { peer }: Pick<Connection, 'peer'>,
  cookie: SessionCookie,
): string {
  const { cookie: header, origin } = headers;
  if (cookie.read({ header, secure: false }) === null) return 'it came without the cookie';
  if (origin === undefined) return 'it came without an Origin header';
  if (cookie.read({ header, secure: peer.secure }) === null)
    return 'a proxy says TLS of it, and did not when the page signed in';
  return 'its cookie is that of no session';
}

/** Tells the log, once for each cause, of signed-in pages whose connections are nobody's: nothing there is live. */
export function nobodysConnections(log: Log, cookie: SessionCookie): (connection: Connection) => void {
  const told = new Set<string>();
  return ({ request, peer }) => {
    if (!request) return;
    const cause = causeOf(request, { peer }, cookie);
    if (told.has(cause)) return;
    told.add(cause);
    const { host, secure } = peer;
    log.warn(
      { cause, host, secure },
      `a page is signed in, and its WebSocket is nobody's: ${cause}; see what the README says of proxies`,
    );
  };
}
