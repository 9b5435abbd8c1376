import type { IncomingMessage } from 'node:http';

/** What a proxy may write before a path, which a request may hold whole (RFC 9112, 3.2.2). */
const ORIGIN = /^https?:\/\/[^/?]*/i;

/** Two slashes in front would make a host of what follows them; links get them where two halves are joined. */
const withOneSlash = (url: string): string => url.replace(/^[/\\]*/, '/');

/**
 * Takes the path that the server is served under off a request: what comes after sees paths as if it were the root.
 * Proxies that have taken it off already are as welcome.
 */
export function offBasePath(basePath: string): (request: IncomingMessage) => void {
  return (request) => {
    const url = withOneSlash((request.url ?? '/').replace(ORIGIN, ''));
    const rest = url.slice(basePath.length);
    const isUnder = url.startsWith(basePath) && /^(?:[/?]|$)/.test(rest);
    request.url = withOneSlash(isUnder ? rest : url);
  };
}
