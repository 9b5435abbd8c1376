import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { TRPCError } from '@trpc/server';
import type { Config } from '../config.ts';
import type { SessionCookie } from '../identity/cookie.ts';
import { credentialsOf } from '../identity/credentials.ts';
import type { Log } from '../log.ts';
import type { Share } from '../share/share.ts';
import { offBasePath } from './base-path.ts';
import { createDocuments } from './documents.ts';
import type { ServerLimits } from './limits.ts';
import { senderOf } from './origin.ts';
import { type Peer, peerReader } from './peer.ts';
import { foreign, notNow, refuse, tooMany } from './refusal.ts';
import { securityHeaders } from './security-headers.ts';

/** With anything else nothing is asked, and for some of it (TRACE) tRPC's adapter would throw. */
const METHODS: readonly (string | undefined)[] = ['GET', 'HEAD', 'POST', 'OPTIONS'];

/** Where procedures are, for requests and for WebSockets. */
export const TRPC_PATH = '/trpc';

export interface HttpParts {
  readonly config: Config;
  readonly log: Log;
  readonly limits: ServerLimits;
  readonly cookie: SessionCookie;
  readonly noteForeign: (request: IncomingMessage, peer: Peer) => void;
  readonly procedures: RequestListener;
  readonly files: (
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    head?: string,
  ) => boolean;
  /** What is told of games to those who show links to them. */
  readonly share: Share;
  /** In development: shows the bus at work. @returns false for all other paths */
  readonly inspect?: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
  /** Whether the database answers. */
  readonly isReady: () => Promise<boolean>;
  /** As `Phase` has it. */
  readonly isStaying: () => boolean;
  /** False while the server starts, and once it stops. */
  readonly takesWork: () => boolean;
  /** The server's time, which deadlines are told in. */
  readonly now: () => number;
}

/**
 * Whoever opens a link may want to sit down: their page asks whether the browser keeps cookies, which takes a round trip
 * less where the page has brought one.
 */
function offerProbe(
  { headers }: IncomingMessage,
  response: ServerResponse,
  { secure }: Peer,
  cookie: SessionCookie,
): void {
  const shown = { header: headers.cookie, secure };
  if (cookie.read(shown) === null) response.appendHeader('Set-Cookie', cookie.probe(shown));
}

export function createRequestListener(parts: HttpParts): RequestListener {
  const { config, log, limits, cookie, files, share, isReady, isStaying, takesWork, now } = parts;
  const peerOf = peerReader(config.TRUST_PROXY);
  const setSecurityHeaders = securityHeaders();
  const documents = createDocuments(config.BASE_PATH);

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    peer: Peer,
  ): Promise<void> {
    const isCall = path === TRPC_PATH || path.startsWith(`${TRPC_PATH}/`);
    if (isCall) {
      response.setHeader('Cache-Control', 'no-store');
      allowOrigin(request, response, config.ALLOWED_ORIGINS);
    }
    if (!(isCall ? limits.arrival(peer.network) : limits.file(peer.network))) {
      return isCall ? refuse(response, tooMany()) : sayText(response, 429, tooMany().message);
    }
    if (path === '/healthz') return sayState(response, true);
    if (path === '/readyz') return sayState(response, isStaying() && (await isReady().catch(() => false)));
    if (isCall) return call(request, response, peer, parts);
    if (await parts.inspect?.(request, response)) return;
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return sayText(response, 405, 'Only GET and HEAD here.');
    }
    if (documents.answer(request, response, path)) return;
    if (takesWork() && (await share.answerPicture(request, response, path))) return;
    // Without it the page is as good for people: a store that does not answer keeps nobody from it.
    const head = takesWork()
      ? await share.headFor(path, peer, request.headers['accept-language']).catch(() => '')
      : '';
    if (head !== '') {
      offerProbe(request, response, peer, cookie);
      response.appendHeader('Vary', 'Accept-Language');
    }
    if (!files(request, response, path, head)) sayText(response, 404, 'Nothing here.');
  }

  const takeBasePathOff = offBasePath(config.BASE_PATH);

  /** Node would tell the machine's time: pages count down by this one. What fails here, the call itself tells of. */
  function tellTime(response: ServerResponse): void {
    try {
      response.setHeader('Date', new Date(now()).toUTCString());
    } catch {}
  }

  return (request, response) => {
    takeBasePathOff(request);
    const startedAt = performance.now();
    const requestId = randomUUID();
    const path = pathOf(request);
    response.setHeader('X-Request-Id', requestId);
    tellTime(response);
    if (!isStaying()) response.setHeader('Connection', 'close');
    response.on('close', () => {
      const { method } = request;
      const milliseconds = Math.round(performance.now() - startedAt);
      // The path alone: a query may hold what belongs to a player.
      log.debug({ requestId, method, path, status: response.statusCode, milliseconds }, 'request');
    });
    if (path === null) return sayText(response, 400, 'This is no URL.');
    const peer = peerOf(request);
    setSecurityHeaders(request, response, peer);
    answer(request, response, path, peer).catch((error: unknown) => {
      log.error({ requestId, err: error }, 'a request failed');
      if (!response.headersSent) sayText(response, 500, `Something went wrong: ${requestId}`);
      else response.destroy();
    });
  };
}

/**
 * The path of a request; null for what is no URL. Seen as the adapters for tRPC will see it: for a WebSocket,
 * theirs throws where nobody catches.
 */
export function pathOf(request: IncomingMessage): string | null {
  const base = `http://${request.headers.host ?? 'localhost'}`;
  const url = request.url ?? '/';
  return URL.canParse(url, base) ? new URL(url, base).pathname : null;
}

/** Hands a call to tRPC, unless it is refused. */
function call(request: IncomingMessage, response: ServerResponse, peer: Peer, parts: HttpParts): void {
  if (!parts.takesWork()) return refuse(response, notNow());
  if (!METHODS.includes(request.method)) {
    response.setHeader('Allow', METHODS.join(', '));
    return refuse(
      response,
      new TRPCError({ code: 'METHOD_NOT_SUPPORTED', message: 'Calls come by GET or POST.' }),
    );
  }
  if (request.method === 'OPTIONS') return sayText(response, 204, '');
  const refusal =
    refusalOfStream(request) ?? (request.method === 'POST' ? refusalOfPost(request, peer, parts) : null);
  if (refusal) return refuse(response, refusal);
  parts.procedures(request, response);
}

/**
 * tRPC streams an answer to whom accepts lines of JSON: its headers are sent before any procedure has run, so that
 * signing in and out could set no cookie.
 */
function refusalOfStream({ headers }: IncomingMessage): TRPCError | null {
  const accepted = [headers['trpc-accept'], headers.accept].join();
  if (!/application\/jsonl/i.test(accepted)) return null;
  return new TRPCError({
    code: 'BAD_REQUEST',
    message: 'Answers are not streamed: accept application/json, and use httpBatchLink or httpLink.',
  });
}

/** Mutations come by POST, and POST brings nothing else: what a foreign page could send ends here. */
function refusalOfPost(
  request: IncomingMessage,
  peer: Peer,
  { config, cookie, noteForeign }: HttpParts,
): TRPCError | null {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    // Any other type a form of a foreign page can send without the browser asking first.
    return new TRPCError({ code: 'UNSUPPORTED_MEDIA_TYPE', message: 'Bodies are application/json.' });
  }
  if (Number(request.headers['content-length'] ?? 0) > config.LIMIT_BODY_BYTES) {
    return new TRPCError({
      code: 'PAYLOAD_TOO_LARGE',
      message: `A body has at most ${config.LIMIT_BODY_BYTES} bytes.`,
    });
  }
  const sender = senderOf(request, peer, config.ALLOWED_ORIGINS);
  if (sender === 'foreign') {
    noteForeign(request, peer);
    return foreign(request);
  }
  const hasCookie = cookie.read({ header: request.headers.cookie, secure: peer.secure }) !== null;
  if (sender === 'none' && hasCookie && credentialsOf(request, peer, sender, cookie).by !== 'bearer') {
    return new TRPCError({
      code: 'FORBIDDEN',
      message: 'Without an Origin header, show a bearer token instead of a cookie.',
    });
  }
  return null;
}

/** Pages of an origin on the list may read what they ask for. */
function allowOrigin(request: IncomingMessage, response: ServerResponse, allowed: readonly string[]): void {
  const { origin } = request.headers;
  if (origin === undefined || !allowed.includes(origin)) return;
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Allow-Credentials', 'true');
  response.setHeader('Vary', 'Origin');
  if (request.method !== 'OPTIONS') return;
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST');
  response.setHeader('Access-Control-Allow-Headers', 'Authorization, Content-Type, Traceparent, Tracestate');
  response.setHeader('Access-Control-Max-Age', '600');
}

function sayState(response: ServerResponse, ok: boolean): void {
  response.setHeader('Cache-Control', 'no-store');
  sayText(response, ok ? 200 : 503, ok ? 'ok' : 'unavailable');
}

function sayText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(text);
}
