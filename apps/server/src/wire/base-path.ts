import type { IncomingMessage } from 'node:http';

/**
 * Takes the path that the server is served under off a request: what comes after sees paths as if it were the root.
 * Proxies that have taken it off already are as welcome.
 */
export function offBasePath(basePath: string): (request: IncomingMessage) => void {
  return (request) => {
    const { url = '/' } = request;
    const rest = url.slice(basePath.length);
    if (url.startsWith(basePath) && /^(?:[/?]|$)/.test(rest))
      request.url = rest.startsWith('/') ? rest : `/${rest}`;
  };
}
