import { parseCookie, stringifySetCookie } from 'cookie';

/** What a request shows: its `Cookie` header, and whether it came over TLS, as far as that is known. */
export interface Shown {
  readonly header: string | undefined;
  readonly secure: boolean;
}

/** The cookie that holds a browser's token. */
export interface SessionCookie {
  /**
   * The token that is shown. A name with `__Host-` counts however the request came: its browser has it from this host
   * alone, over TLS. The plain one, which a sibling domain can plant, does not count over TLS.
   */
  read(shown: Shown): string | null;
  /**
   * @param expiresAt milliseconds since the Unix epoch
   * @returns the `Set-Cookie` headers
   */
  keep(shown: Shown, token: string, expiresAt: number): readonly string[];
  clear(shown: Shown): readonly string[];
  /** Sets a cookie that means nothing, as like the session's as can be: a browser keeps both, or neither. */
  probe(shown: Shown): string;
  hasProbe(shown: Shown): boolean;
}

/** Seconds that a probe lasts. */
const PROBE_LASTS_S = 60;

/**
 * Over TLS the name begins with `__Host-`: browsers take such a cookie only where it is Secure, for all paths
 * and for this host alone, so that no sibling domain can plant one. Since it has to be for all paths, it is the name
 * that tells apart the servers under different paths of one host.
 * @param now the server's clock, in milliseconds since the Unix epoch
 */
export function sessionCookie(basePath: string, now: () => number): SessionCookie {
  const plain = `tic-tac-toe${basePath.replaceAll('/', '+')}`;
  const bound = `__Host-${plain}`;

  const valuesIn = (header: string | undefined) => {
    const all = header === undefined ? {} : parseCookie(header);
    return { [plain]: all[plain], [bound]: all[bound] };
  };

  /** Some proxies say of TLS only on some requests: that of a browser which shows this name came over it. */
  const nameFor = ({ header, secure }: Shown) =>
    secure || valuesIn(header)[bound] !== undefined ? bound : plain;

  /**
   * Scripts of the page cannot read it, other sites cannot make the browser send it. Strict is enough for links
   * that are shared: the page they open asks for its data itself, from its own site.
   * Where the server's clock and the browser's differ, `Max-Age` is what holds: `Expires` is an instant of either.
   */
  const set = (name: string, token: string, expiresAt: number) =>
    stringifySetCookie(name, token, {
      httpOnly: true,
      sameSite: 'strict',
      secure: name === bound,
      path: '/',
      expires: new Date(expiresAt),
      maxAge: Math.max(0, Math.floor((expiresAt - now()) / 1_000)),
    });

  /** An old one under the other name would come back into its own once the new one has gone. */
  const clearBut = ({ header }: Shown, kept: string) =>
    [plain, bound]
      .filter((name) => name !== kept && valuesIn(header)[name] !== undefined)
      .map((name) => set(name, '', 0));

  const probeFor = ({ secure }: Shown) => `${secure ? bound : plain}-probe`;

  return {
    probe: (shown) =>
      stringifySetCookie(probeFor(shown), '1', {
        httpOnly: true,
        sameSite: 'strict',
        secure: shown.secure,
        path: '/',
        maxAge: PROBE_LASTS_S,
      }),
    hasProbe: (shown) =>
      shown.header !== undefined && parseCookie(shown.header)[probeFor(shown)] !== undefined,
    read({ header, secure }) {
      const values = valuesIn(header);
      return values[bound] ?? (secure ? null : values[plain]) ?? null;
    },
    keep(shown, token, expiresAt) {
      const name = nameFor(shown);
      return [set(name, token, expiresAt), ...clearBut(shown, name)];
    },
    clear(shown) {
      const name = nameFor(shown);
      return [set(name, '', 0), ...clearBut(shown, name)];
    },
  };
}
