import type { TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import type { AppRouter } from '../router/app-router.types.ts';
import { type Connection, trackState } from './connection.ts';
import { resumable } from './resumed.ts';
import { steadyNow } from './steady-now.ts';
import { socketLink, socketUrl } from './socket-link.ts';
import { streamLink } from './stream-link.ts';
import { tamed, type WebSocketClass } from './tamed-socket.ts';
import { tryOut, watched } from './watched-socket.ts';
import { createWay } from './way.ts';

/** A connection that was tried a moment ago is not tried again. */
const RENEWED_AFTER_MS = 1_000;

/** The link of the sockets as they are now, made once for each. */
function linkOf(sockets: () => ReturnType<typeof socketLink>, runtime: Parameters<TRPCLink<AppRouter>>[0]) {
  const links = new WeakMap<object, ReturnType<TRPCLink<AppRouter>>>();
  return () => {
    const current = sockets();
    const link = links.get(current) ?? current.link(runtime);
    links.set(current, link);
    return link;
  };
}

export interface LiveParts {
  readonly url: string;
  readonly Socket: WebSocketClass;
  readonly token: (() => string | undefined) | undefined;
  /** Whether the server answers calls. */
  readonly answers: () => Promise<boolean>;
}

/**
 * What is live: over a WebSocket, and where none passes, over streams of events. A subscription that changes from
 * one to the other goes on from its position. A token cannot be shown to a stream but in its address, where proxies
 * write it down: who has one stays with sockets.
 */
export function liveLink({ url, Socket, token, answers }: LiveParts) {
  const { see, tell, ...tracked } = trackState();
  const Tamed = tamed(Socket);
  const movers = new Set<() => void>();
  const choice = createWay({
    answers,
    tryOut: () => tryOut(Tamed, socketUrl(url)),
    onChanged(way) {
      for (const move of movers) move();
      // Nothing is left on it; else it would go on trying.
      if (way === 'stream') void sockets.close();
      tell();
    },
  });
  const { way } = choice;
  const hasStreams = token === undefined && typeof EventSource !== 'undefined';
  const Watched = hasStreams ? watched(Tamed, (wasHeard) => void choice.hear(wasHeard)) : Tamed;
  let inUse = 0;
  const openSockets = (number: number) =>
    socketLink(url, Watched, token, (state) => number === inUse && way() === 'socket' && see(state));
  let sockets = openSockets(inUse);
  let renewedAt = -Infinity;
  const streams = streamLink(url, (state) => way() === 'stream' && see(state));

  const live: TRPCLink<AppRouter> = (runtime) => {
    const stream = streams.link(runtime);
    const over = { socket: linkOf(() => sockets, runtime), stream: () => stream };
    return ({ op, next }) => {
      if (op.type !== 'subscription' || !hasStreams) return over.socket()({ op, next });
      return observable((observer) => {
        const subscription = resumable(op);
        const move = () => subscription.ask((resumed) => over[way()]()({ op: resumed, next }), observer);
        movers.add(move);
        move();
        return () => {
          movers.delete(move);
          subscription.drop();
        };
      });
    };
  };

  /** The connection is tried at once, and not when it would be next. A token's subscriptions wait for that. */
  function tryNow(): void {
    if (!hasStreams || way() !== 'socket' || tracked.state().status !== 'reconnecting') return;
    if (sockets.isTrying() || steadyNow() - renewedAt < RENEWED_AFTER_MS) return;
    renewedAt = steadyNow();
    const before = sockets;
    sockets = openSockets(inUse + 1);
    inUse += 1;
    for (const move of movers) move();
    void before.close();
  }

  const connection: Connection = {
    ...tracked,
    way,
    reopen() {
      choice.reconsider();
      (way() === 'socket' ? sockets : streams).reopen();
      tryNow();
    },
    noteAnswer(changedSince) {
      if (way() === 'socket' && changedSince !== null) sockets.doubt(changedSince);
      tryNow();
    },
    rest: streams.rest,
    close() {
      choice.stop();
      return sockets.close();
    },
  };
  return { live, connection };
}
