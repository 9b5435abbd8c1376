import type { IncomingMessage } from 'node:http';
import { isIPv4, isIPv6 } from 'node:net';
import proxyaddr from 'proxy-addr';
import { forwardedOf, isTls } from './forwarded.ts';

/** Where a request came from, as far as proxies are trusted. */
export interface Peer {
  /** What the limits count by: `networkOf` the client's address. */
  readonly network: string;
  /** The request came over TLS, to this server or to a trusted proxy. */
  readonly secure: boolean;
  /** The host that the client asked for, with its port. */
  readonly host: string;
}

/** @param trusted the proxies whose word is believed */
export function peerReader(trusted: readonly string[]): (request: IncomingMessage) => Peer {
  const trusts = proxyaddr.compile([...trusted]);
  return ({ socket, headers }) => {
    const remote = socket.remoteAddress ?? '';
    const host = headers.host ?? '';
    if (!trusts(remote, 0)) return { network: networkOf(remote), secure: false, host };
    const { addresses, protocols, hosts } = forwardedOf(headers);
    const way = [remote, ...addresses.toReversed()].map(plainAddress);
    const client = way.findIndex((address, hop) => !trusts(address, hop));
    // What a client writes itself stands before what the proxies have added, each of them a value.
    const proxies = client === -1 ? Math.max(1, way.length - 1) : client;
    const firstOf = (said: readonly string[]) => said.at(-proxies) ?? said[0] ?? '';
    return {
      network: networkOf(way.at(client) ?? remote),
      secure: isTls(firstOf(protocols)),
      host: firstOf(hosts) || host,
    };
  };
}

/** Dual-stack sockets show IPv4 clients as `::ffff:192.0.2.1`, and some proxies name the client's port as well. */
function plainAddress(shown: string): string {
  const [, ipv6, ipv4] = /^\[(.+)\](?::\d+)?$|^([\d.]+):\d+$/.exec(shown) ?? [];
  const address = ipv6 ?? ipv4 ?? shown;
  return mappedIPv4(address) ?? address;
}

/** Of `::ffff:192.0.2.1`, or `::ffff:c000:201`, as URLs write it. */
function mappedIPv4(address: string): string | undefined {
  const [, dotted, high, low] =
    /^::ffff:(?:(\d[\d.]+\.\d+)|([\da-f]{1,4}):([\da-f]{1,4}))$/i.exec(address) ?? [];
  if (dotted !== undefined) return isIPv4(dotted) ? dotted : undefined;
  if (high === undefined || low === undefined) return undefined;
  return [high, low].flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255]).join('.');
}

/**
 * What the limits per address count by: an IPv4 address, or the /64 that an IPv6 address is in, since a
 * single customer is given at least that many.
 */
export function networkOf(shown: string): string {
  const address = plainAddress(shown);
  if (!isIPv6(address)) return address;
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  const all = tail === undefined ? left : [...left, ...zeros, ...right];
  return `${all
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
