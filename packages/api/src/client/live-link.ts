import type { TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import type { AppRouter } from '../router/app-router.types.ts';
import { type Connection, trackState } from './connection.ts';
import { resumable } from './resumed.ts';
import { socketLink, socketUrl } from './socket-link.ts';
import { streamLink } from './stream-link.ts';
import { tamed, type WebSocketClass } from './tamed-socket.ts';
import { tryOut, watched } from './watched-socket.ts';
import { createWay } from './way.ts';

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
  const sockets = socketLink(url, Watched, token, (state) => way() === 'socket' && see(state));
  const streams = streamLink(url, (state) => way() === 'stream' && see(state));

  const live: TRPCLink<AppRouter> = (runtime) => {
    const over = { socket: sockets.link(runtime), stream: streams.link(runtime) };
    return ({ op, next }) => {
      if (op.type !== 'subscription' || !hasStreams) return over.socket({ op, next });
      return observable((observer) => {
        const subscription = resumable(op);
        const move = () => subscription.ask((resumed) => over[way()]({ op: resumed, next }), observer);
        movers.add(move);
        move();
        return () => {
          movers.delete(move);
          subscription.drop();
        };
      });
    };
  };

  const connection: Connection = {
    ...tracked,
    way,
    reopen() {
      choice.reconsider();
      (way() === 'socket' ? sockets : streams).reopen();
    },
    rest: streams.rest,
    close() {
      choice.stop();
      return sockets.close();
    },
  };
  return { live, connection };
}
