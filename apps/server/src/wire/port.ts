import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import type { Config } from '../config.ts';
import { until } from '../waiting.ts';
import { admission } from './admission.ts';
import { boundPieces, isChunked, readNoFurtherThanAnswered } from './chunked-bodies.ts';
import type { ServerLimits } from './limits.ts';
import { cutOffSlowReaders } from './slow-readers.ts';
import type { Sockets } from './sockets.ts';

/** How often the runtime looks for requests that take too long to arrive. */
const LATE_REQUESTS_EVERY_MS = 1_000;

/** An HTTP connection over which nothing moves, in neither direction, is closed. WebSockets have their own pings. */
const STILL_MS = 60_000;

/**
 * How long a connection waits for its next request: longer than the minute of common proxies, so that it is
 * they who close it, and never send a request into a connection that is just being closed.
 */
const NEXT_REQUEST_MS = 65_000;

/**
 * Requests of one connection that may wait for their answers. Browsers do not send one before the answer to the
 * last, and nothing else here does; but a single chunk holds a thousand of them.
 */
const MAX_UNANSWERED = 10;

/** What Node's parser of a connection asks about each request; 2 says that nothing after it is HTTP. */
type OnIncoming = (...args: never[]) => number;
const NO_MORE_HTTP = 2;

/**
 * A chunk is parsed to its end in one go, even where its connection was cut off at its tenth request of a thousand.
 * Node has no public way to stop that; where a Node should have no `onIncoming` either, all it costs is the parsing,
 * and a test says so.
 */
function stopParsingWhenCutOff(socket: Socket & { readonly parser?: { onIncoming?: OnIncoming } | null }) {
  const { parser } = socket;
  const onIncoming = parser?.onIncoming;
  if (!parser || !onIncoming) return;
  parser.onIncoming = (...args) => (socket.destroyed ? NO_MORE_HTTP : onIncoming(...args));
}

export interface Port {
  readonly server: Server;
  /** Resolves when every request that has arrived is answered. */
  untilAnswered(): Promise<void>;
  /** Stops listening; resolves when the last connection is closed. */
  close(): Promise<void>;
}

/**
 * The one port, for requests and WebSockets, with the patience that each of them meets.
 * @param onCutOff a client that does not read its answer is about to be cut off
 */
export function createPort(
  config: Config,
  limits: ServerLimits,
  sockets: Sockets,
  answer: RequestListener,
  onCutOff: () => void = () => {},
): Port {
  /** By connection: a response that still waits for its turn on one never hears that the connection has gone. */
  const unanswered = new Map<Socket, Set<ServerResponse>>();

  function unansweredOn(socket: Socket): Set<ServerResponse> {
    let waiting = unanswered.get(socket);
    if (!waiting) {
      unanswered.set(socket, (waiting = new Set()));
      socket.once('close', () => unanswered.delete(socket));
    }
    return waiting;
  }

  const server = createServer({
    requestTimeout: config.TIMEOUT_REQUEST_MS,
    headersTimeout: config.TIMEOUT_REQUEST_MS,
    connectionsCheckingInterval: LATE_REQUESTS_EVERY_MS,
    keepAliveTimeout: NEXT_REQUEST_MS,
  });
  server.timeout = STILL_MS;
  server.on('connection', admission(config, limits));
  server.on('connection', stopParsingWhenCutOff);
  server.on('connection', boundPieces);
  server.on('upgrade', sockets.handleUpgrade);
  cutOffSlowReaders(
    server,
    { everyMs: config.TIMEOUT_STALLED_MS, maxBytes: config.LIMIT_BUFFER_BYTES },
    onCutOff,
  );

  function receive(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    if (socket.destroyed) return;
    const waiting = unansweredOn(socket);
    if (waiting.size >= MAX_UNANSWERED) return void socket.destroy();
    waiting.add(response);
    response.on('close', () => waiting.delete(response));
    if (isChunked(request)) readNoFurtherThanAnswered(request, response);
    answer(request, response);
  }
  server.on('request', receive);
  // What a request expects besides is its own affair: Node would answer those by itself, past every limit.
  server.on('checkExpectation', receive);
  return {
    server,
    untilAnswered: () => until(() => [...unanswered.values()].every((waiting) => waiting.size === 0)),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
