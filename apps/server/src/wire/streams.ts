import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from '@tic-tac-toe/api/router';
import { type Application, topicOf } from '@tic-tac-toe/domain/kit';
import { TRPCError } from '@trpc/server';
import type { TRPCRequestInfo } from '@trpc/server/http';
import type { Client, Connections } from './connections.ts';
import type { ServerLimits } from './limits.ts';
import type { Peer } from './peer.ts';

/**
 * Nothing that a client does shows that it still reads a stream: a phone without a network seems to for a quarter of
 * an hour. So a stream ends by itself (`STREAM_LASTS_MS`), and who is there asks for the next one. Until then, for as
 * long as this, nobody was away: browsers wait for up to five seconds before they ask.
 */
const FOLLOWED_WITHIN_MS = 6_000;

/** How long a client that leaves it to its browser waits before it asks for the next stream. */
const ASK_AGAIN_MS = 1_000;

export interface StreamParts {
  readonly app: Application;
  readonly limits: ServerLimits;
  readonly connections: Connections;
  readonly contextOf: (client: Client, token: string | undefined) => Promise<Context>;
}

/** Subscriptions over HTTP, for networks that let no WebSocket through: each is a connection of its own. */
export interface Streams {
  /** @throws TRPCError TOO_MANY_REQUESTS */
  open(
    request: IncomingMessage,
    response: ServerResponse,
    peer: Peer,
    info: TRPCRequestInfo,
  ): Promise<Context>;
  /** Ends them all; each goes on elsewhere, or here, from its position. */
  endAll(): void;
}

export const asksForStream = ({ type, isBatchCall }: TRPCRequestInfo): boolean =>
  type === 'subscription' && !isBatchCall;

export function createStreams({ app, limits, connections, contextOf }: StreamParts): Streams {
  const clients = new Set<Client>();
  return {
    async open(request, response, peer, info) {
      const release = limits.connectionFrom(peer.network);
      if (!release) {
        throw new TRPCError({
          code: 'TOO_MANY_REQUESTS',
          message: 'Too many connections from this address.',
        });
      }
      // Not with the client: for as long as it may be on its way to the next one, it would count twice.
      const onceEnded = (give: () => void) => void response.once('close', give);
      onceEnded(release);
      const client = streamClient(response, () => limits.leavingFrom(peer.network));
      clients.add(client);
      client.on('close', () => clients.delete(client));
      connections.add({ client, request, peer, outlet: ROOM, hasSaidWho() {}, onceEnded });
      const topic = await newTopic(info, app.contracts);
      const position = topic === null ? null : await app.log.head(topic);
      sayFirst(response, preamble(position));
      return contextOf(client, info.connectionParams?.['token']);
    },
    endAll() {
      for (const client of clients) client.terminate();
    },
  };
}

/**
 * Always has room: tRPC asks a subscription for its next event when the response has taken the one before. One that
 * takes nothing is cut off as all answers are (`slow-readers.ts`).
 */
const ROOM = { drained: () => null, check() {} };

/** @param stay makes room for one that may be on its way to the next stream; null where there is none */
function streamClient(response: ServerResponse, stay: () => (() => void) | null): Client {
  const events = new EventEmitter<{ close: [] }>();
  let isOpen = !response.closed;
  let leaving: NodeJS.Timeout | undefined;
  const goAway = () => {
    clearTimeout(leaving);
    if (!isOpen) return;
    isOpen = false;
    events.emit('close');
  };
  response.once('close', () => {
    const leave = response.writableFinished ? stay() : null;
    if (!leave) return goAway();
    events.once('close', leave);
    // What ended in order has been followed by the next by then, or by nothing.
    leaving = setTimeout(goAway, FOLLOWED_WITHIN_MS).unref();
  });
  // Never in order: a client takes that for the end of the subscription where it brings no news with it.
  const cutOff = () => {
    response.destroy();
    goAway();
  };
  return {
    OPEN: 1,
    get readyState() {
      return isOpen ? 1 : 3;
    },
    on: (event, listener) => events.on(event, listener),
    once: (event, listener) => events.once(event, listener),
    close: cutOff,
    terminate: cutOff,
  };
}

async function newTopic(
  { calls }: TRPCRequestInfo,
  contracts: Application['contracts'],
): Promise<string | null> {
  const [name] = calls[0]?.path.split('.') ?? [];
  const contract = contracts.find((each) => each.name === name);
  try {
    const input = (await calls[0]?.getRawInput()) ?? {};
    if (!contract || typeof input !== 'object' || 'lastEventId' in input) return null;
    return topicOf(contract, input);
  } catch {
    // That it makes no sense, the procedure says.
    return null;
  }
}

/** Who subscribes from now on has a position from the first moment: what happens between two streams is not lost. */
const preamble = (position: number | null): string =>
  `retry: ${ASK_AGAIN_MS}\n${position === null ? '' : `id: ${position}\n`}\n`;

/** Says something before all that tRPC writes into a stream: the headers, which it has set by then, go with it. */
function sayFirst(response: ServerResponse, text: string): void {
  const write: ServerResponse['write'] = response.write.bind(response);
  response.write = (chunk: unknown, ...rest: never[]) => {
    response.write = write;
    if (response.getHeader('content-type') === 'text/event-stream') write(text);
    return write(chunk, ...rest);
  };
}
