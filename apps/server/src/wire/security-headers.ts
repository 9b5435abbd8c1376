import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from 'helmet';
import type { Peer } from './peer.ts';

const YEAR_S = 31_536_000;

/** A host as it may stand in a header of ours: whatever else the Host header holds is left out. */
const PLAIN_HOST = /^[\w.-]+(:\d{1,5})?$|^\[[\da-f:.]+\](:\d{1,5})?$/i;

/**
 * Nothing is loaded from elsewhere, and nothing inline runs. `'self'` does not cover WebSockets in every
 * browser, so that the page's own is named.
 */
function headersFor(peer: Peer) {
  const socket = PLAIN_HOST.test(peer.host) ? [`${peer.secure ? 'wss' : 'ws'}://${peer.host}`] : [];
  return helmet({
    contentSecurityPolicy: {
      // The defaults would upgrade every request to TLS, which a game in the local network does not have.
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        'img-src': ["'self'", 'data:'],
        'connect-src': ["'self'", ...socket],
        'object-src': ["'none'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
      },
    },
    xFrameOptions: { action: 'deny' },
    strictTransportSecurity: peer.secure ? { maxAge: YEAR_S } : false,
    crossOriginOpenerPolicy: peer.secure,
  });
}

/** One policy for each host and scheme that clients use: nearly always one or two. */
const MAX_POLICIES = 100;

export function securityHeaders(): (request: IncomingMessage, response: ServerResponse, peer: Peer) => void {
  const policies = new Map<string, ReturnType<typeof headersFor>>();
  return (request, response, peer) => {
    const key = `${peer.secure} ${peer.host}`;
    let policy = policies.get(key);
    if (!policy) {
      policy = headersFor(peer);
      if (policies.size < MAX_POLICIES) policies.set(key, policy);
    }
    policy(request, response, () => {});
  };
}
