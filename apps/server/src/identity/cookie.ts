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
 * @param expiresAt milliseconds since the Unix epoch
 */
export const sessionCookie = (token: string, expiresAt: number, secure: boolean): string =>
  stringifySetCookie(nameFor(secure), token, {
    httpOnly: true,
    sameSite: 'strict',
    secure,
    path: '/',
    expires: new Date(expiresAt),
  });

/** A cookie that means nothing, as like the session's as can be: a browser keeps both, or neither. */
const probeFor = (secure: boolean): string => `${nameFor(secure)}-probe`;
const PROBE_LASTS_S = 60;

export const hasProbe = (header: string | undefined, secure: boolean): boolean =>
  header !== undefined && parseCookie(header)[probeFor(secure)] !== undefined;

export const probeCookie = (secure: boolean): string =>
  stringifySetCookie(probeFor(secure), '1', {
    httpOnly: true,
    sameSite: 'strict',
    secure,
    path: '/',
    maxAge: PROBE_LASTS_S,
  });

export const clearedCookie = (secure: boolean): string => sessionCookie('', 0, secure);
