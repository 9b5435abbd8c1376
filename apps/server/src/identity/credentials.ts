import type { IncomingMessage } from 'node:http';
import type { Sender } from '../wire/origin.ts';
import type { Peer } from '../wire/peer.ts';
import type { SessionCookie } from './cookie.ts';

/** What a request shows of who sends it. */
export interface Credentials {
  readonly token: string | null;
  readonly by: 'bearer' | 'cookie' | 'none';
}

const NOBODY: Credentials = { token: null, by: 'none' };

const bearer = (header: string | undefined): string | null =>
  /^Bearer +(\S+)$/i.exec(header ?? '')?.[1] ?? null;

/**
 * A token that the sender shows comes first. The cookie is shown by the browser, whoever made it send the
 * request: on what changes something, and on connections, it counts only where one of our own pages did.
 */
export function credentialsOf(
  request: IncomingMessage,
  peer: Peer,
  sender: Sender,
  cookie: SessionCookie,
  connectionToken?: string,
): Credentials {
  const token = connectionToken ?? bearer(request.headers.authorization);
  if (token !== null) return { token, by: 'bearer' };
  const reads = request.method === 'GET' && request.headers.upgrade === undefined;
  const mayUseCookie = sender === 'own' || (sender === 'none' && reads);
  const shown = { header: request.headers.cookie, secure: peer.secure };
  const kept = mayUseCookie ? cookie.read(shown) : null;
  return kept ? { token: kept, by: 'cookie' } : NOBODY;
}
