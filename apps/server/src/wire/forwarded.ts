import type { IncomingHttpHeaders } from 'node:http';
import { parse } from 'forwarded-parse';

/** What proxies have written of a request, a value for each: that of the proxy nearest to the client comes first. */
export interface Forwarded {
  /** The address that each was asked from. */
  readonly addresses: readonly string[];
  readonly protocols: readonly string[];
  readonly hosts: readonly string[];
}

/** What says how a proxy was asked, for want of the one before: all of them are in use. */
const PROTOCOL_HEADERS = [
  'x-forwarded-proto',
  'x-forwarded-protocol',
  'x-forwarded-scheme',
  'x-url-scheme',
  'x-forwarded-ssl',
  'front-end-https',
];

/** A WebSocket's own word for it, and the "on" of those that only ever speak of TLS. */
const TLS: ReadonlySet<string> = new Set(['https', 'wss', 'on']);

export const isTls = (protocol: string): boolean => TLS.has(protocol.toLowerCase());

/**
 * The X-Forwarded headers, in the dialects that there are; where a proxy speaks the standard's (RFC 7239), that.
 * Never both for one thing: a proxy that writes one of them may pass on the other as a client has sent it.
 */
export function forwardedOf(headers: IncomingHttpHeaders): Forwarded {
  const standard = elementsOf(headers.forwarded);
  const values = (name: string): readonly string[] =>
    [headers[name] ?? []]
      .flat()
      .join(',')
      .split(',')
      .map((value) => value.trim());
  const said = (names: readonly string[], parameter: string): readonly string[] => {
    const name = names.find((one) => headers[one] !== undefined);
    return name === undefined ? standard.map((element) => element[parameter] ?? '') : values(name);
  };
  return {
    addresses: said(['x-forwarded-for'], 'for').filter((address) => address !== ''),
    protocols: said(PROTOCOL_HEADERS, 'proto'),
    hosts: said(['x-forwarded-host'], 'host'),
  };
}

/** None where the header is none. */
function elementsOf(header: string | undefined): readonly Readonly<Record<string, string | undefined>>[] {
  try {
    return header === undefined ? [] : parse(header);
  } catch {
    return [];
  }
}
