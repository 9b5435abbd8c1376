import { parseCookie, stringifySetCookie } from 'cookie';

/**
 * Over TLS the name begins with `__Host-`: browsers take such a cookie only where it is Secure, for all paths
 * and for this host alone, so that no sibling domain can plant one.
 */
const nameFor = (secure: boolean): string => (secure ? '__Host-tic-tac-toe' : 'tic-tac-toe');

export const readSessionCookie = (header: string | undefined, secure: boolean): string | null =>
  (header === undefined ? undefined : parseCookie(header)[nameFor(secure)]) ?? null;

/**
 * Scripts of the page cannot read it, other sites cannot make the browser send it. Strict is enough for links
 * that are shared: the page they open asks for its data itself, from its own site.
 * Where the server's clock and the browser's differ, `Max-Age` is what holds: `Expires` is an instant of either.
 * @param expiresAt milliseconds since the Unix epoch, as `now`
 */
export const sessionCookie = (token: string, expiresAt: number, secure: boolean, now: number): string =>
  stringifySetCookie(nameFor(secure), token, {
    httpOnly: true,
    sameSite: 'strict',
    secure,
    path: '/',
    expires: new Date(expiresAt),
    maxAge: Math.max(0, Math.floor((expiresAt - now) / 1_000)),
  });

export const clearedCookie = (secure: boolean): string => sessionCookie('', 0, secure, 0);
