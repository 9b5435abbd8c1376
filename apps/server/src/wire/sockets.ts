import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TRPCError } from '@trpc/server';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { offBasePath } from './base-path.ts';
import { createOutlet } from './back-pressure.ts';
import { burstWatch } from './bursts.ts';
import { sayWhyItCloses } from './closing.ts';
import { type Client, CLOSE, type Connection, type Connections } from './connections.ts';
import { pathOf, TRPC_PATH } from './http.ts';
import { messageLimits, type ServerLimits } from './limits.ts';
import { senderOf } from './origin.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { type Peer, peerReader } from './peer.ts';
import { foreign, notNow, refuseUpgrade, tooMany } from './refusal.ts';

/**
 * Fragments that a message may come in, and chunks that may wait for the rest of it. No client of ours fragments,
 * and a network cuts the largest message into a dozen; each piece costs a hundred times its byte of memory.
 */
const MAX_PIECES = 128;

/** How long a client has to answer the closing of its connection. */
const CLOSING_MS = 1_000;

export interface SocketParts {
  readonly config: Config;
  readonly log: Log;
  readonly limits: ServerLimits;
  readonly noteForeign: (request: IncomingMessage, peer: Peer) => void;
  readonly connections: Connections;
  readonly takesWork: () => boolean;
  /** A client that does not read is about to be cut off. */
  readonly onCutOff: () => void;
  /** Takes over a connection. @returns what each of its messages goes to; null is one of binary data */
  readonly serve: (
    client: WebSocket,
    outbox: Outbox,
    saysWhoFirst: boolean,
  ) => (message: string | null) => void;
}

/** The WebSocket side of the port, up to where the protocol begins. */
export interface Sockets {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** Closes a connection for a reason, and does not wait for ever that the client agrees. */
export function close(client: Client, [code, reason]: (typeof CLOSE)[keyof typeof CLOSE]): void {
  client.close(code, reason);
  const impatience = setTimeout(() => client.terminate(), CLOSING_MS);
  client.once('close', () => clearTimeout(impatience));
}

const tooManyConnections = () =>
  new TRPCError({ code: 'TOO_MANY_REQUESTS', message: 'Too many connections from this address.' });

/** Everything waits until such a client has sent its parameters. */
const isToSayWhoFirst = ({ url = '/' }: IncomingMessage): boolean =>
  new URL(url, 'http://localhost').searchParams.get('connectionParams') === '1';

export function createSockets(parts: SocketParts): Sockets {
  const { config, log, limits, connections, serve } = parts;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: messageLimits(config).bytes,
    maxFragments: MAX_PIECES,
    maxBufferedChunks: MAX_PIECES,
    // Else all messages of a chunk are emitted before anything else runs: ten thousand of them fit into one.
    allowSynchronousEvents: false,
  });
  const peerOf = peerReader(config.TRUST_PROXY);
  const takeBasePathOff = offBasePath(config.BASE_PATH);

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const peer = peerOf(request);
    const refusal = refusalOf(request, peer, parts);
    if (refusal) return refuseUpgrade(request, socket, refusal);
    const release = limits.connectionFrom(peer.network);
    if (!release) {
      return refuseUpgrade(request, socket, tooManyConnections());
    }
    socket.once('close', release);
    server.handleUpgrade(request, socket, head, (client) => admit(client, request, socket, peer));
  }

  function admit(client: WebSocket, request: IncomingMessage, socket: Duplex, peer: Peer): void {
    // node:http hands over its own sockets; only those know how much of what was written has been taken.
    if (!(socket instanceof Socket)) return client.terminate();
    const limitsOfBuffer = { maxBytes: config.LIMIT_BUFFER_BYTES, stalledMs: config.TIMEOUT_STALLED_MS };
    const outbox = createOutbox(client, socket);
    const outlet = createOutlet(client, socket, outbox.waiting, limitsOfBuffer, (waitingBytes) => {
      log.info({ connection: connection.id, waitingBytes }, 'cut off a client that does not read');
      parts.onCutOff();
    });
    sayWhyItCloses(client, config);
    const saysWhoFirst = isToSayWhoFirst(request);
    const silence = saysWhoFirst
      ? setTimeout(() => close(client, CLOSE.silent), config.TIMEOUT_REQUEST_MS)
      : undefined;
    const hasSaidWho = () => clearTimeout(silence);
    client.once('close', hasSaidWho);
    const onceEnded = (release: () => void) => void client.once('close', release);
    const connection = connections.add({ client, request, peer, outlet, hasSaidWho, onceEnded });
    const isBurst = burstWatch(socket);
    const receive = serve(client, outbox, saysWhoFirst);
    client.on('message', (data: Buffer, isBinary) => {
      if (isLetIn(client, connection, isBurst())) receive(isBinary ? null : data.toString());
    });
  }

  /** Runs for every message, before anything else sees it. */
  function isLetIn(client: WebSocket, { peer, outlet }: Connection, isBurst: boolean): boolean {
    outlet.check();
    if (client.readyState !== client.OPEN) return false;
    if (!isBurst && limits.arrival(peer.network)) return true;
    client.pause();
    close(client, CLOSE.flooding);
    return false;
  }

  return {
    handleUpgrade(request, socket, head) {
      takeBasePathOff(request);
      const onError = () => socket.destroy();
      socket.on('error', onError);
      try {
        upgrade(request, socket, head);
      } catch (error) {
        log.error({ err: error }, 'an upgrade failed');
        socket.destroy();
      }
    },
  };
}

/** Why a connection is not to be opened; null where it may be. */
function refusalOf(
  request: IncomingMessage,
  peer: Peer,
  { config, limits, noteForeign, takesWork }: SocketParts,
): TRPCError | null {
  const path = pathOf(request);
  if (path === null) return new TRPCError({ code: 'BAD_REQUEST', message: 'This is no URL.' });
  if (path !== TRPC_PATH && path !== `${TRPC_PATH}/`)
    return new TRPCError({ code: 'NOT_FOUND', message: `WebSockets are at ${TRPC_PATH}.` });
  if (!takesWork()) return notNow();
  if (senderOf(request, peer, config.ALLOWED_ORIGINS) === 'foreign') {
    noteForeign(request, peer);
    return foreign(request);
  }
  return limits.arrival(peer.network) ? null : tooMany();
}
