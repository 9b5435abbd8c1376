import type { IncomingMessage } from 'node:http';

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;
const OWN_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;
/** What proxies for others add. */
const FORWARDED = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'];

/**
 * Whether somebody at this machine asks, by a page of this server or by the address bar. A name that was made to lead
 * here is refused, and so is every other page: whoever inspects acts as any player.
 */
export function mayInspect({ socket, headers, method }: IncomingMessage): boolean {
  const { host = '', origin, 'sec-fetch-site': site } = headers;
  if (!LOOPBACK.test(socket.remoteAddress ?? '') || !OWN_HOST.test(host)) return false;
  if (FORWARDED.some((name) => headers[name] !== undefined)) return false;
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  return method === 'POST' || origin !== undefined ? origin === `http://${host}` : true;
}
