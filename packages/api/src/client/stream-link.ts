import { httpSubscriptionLink, type Operation, type TRPCLink } from '@trpc/client';
import { observable, type Observer } from '@trpc/server/observable';
import type { AppRouter } from '../router/app-router.types.ts';
import { reconnectDelay } from './backoff.ts';
import type { TransportState } from './connection.ts';
import { type Ask, type ClientError, type Envelope, resumable } from './resumed.ts';
import { steadyNow } from './steady-now.ts';

/** A stream that lasted this long was a good one: the next is asked for at once. */
const GOOD_AFTER_MS = 5_000;

/** Longer than the server lets a stream last: a proxy that holds it back until then brings news late, but all. */
const OPENS_WITHIN_MS = 20_000;

interface Stream {
  readonly isOpen: () => boolean;
  readonly start: () => void;
  readonly stop: () => void;
}

/**
 * Subscriptions over HTTP, each a stream of its own. The server ends a stream every few seconds, to see who is still
 * there: the next goes on from its position. Browsers would wait for seconds before they ask, and for the last time
 * where a proxy answers in the place of a server that is away, so that this asks itself.
 */
export function streamLink(url: string, see: (state: TransportState) => void) {
  const streams = new Set<Stream>();
  let isResting = false;

  function report(): void {
    const all = [...streams];
    see(
      all.length === 0 || isResting ? 'idle' : all.every(({ isOpen }) => isOpen()) ? 'pending' : 'connecting',
    );
  }

  const link: TRPCLink<AppRouter> = (runtime) => {
    const ask = httpSubscriptionLink<AppRouter, typeof EventSource>({ url })(runtime);
    return ({ op, next }) =>
      observable((observer) => {
        const stream = createStream(op, (resumed) => ask({ op: resumed, next }), observer, report);
        streams.add(stream);
        if (!isResting) stream.start();
        report();
        return () => {
          streams.delete(stream);
          stream.stop();
          report();
        };
      });
  };

  return {
    link,
    /** Asks for all streams anew. */
    reopen(): void {
      if (isResting) return;
      for (const { start } of streams) start();
      report();
    },
    /** Lets go of all streams, and goes on from their positions when it is over. */
    rest(resting: boolean): void {
      if (isResting === resting) return;
      isResting = resting;
      for (const { start, stop } of streams) (resting ? stop : start)();
      report();
    },
  };
}

/** One stream after the other for a subscription: a stream that is lost is asked for anew. */
function createStream(
  op: Operation,
  ask: Ask,
  observer: Observer<Envelope, ClientError>,
  report: () => void,
): Stream {
  const subscription = resumable(op);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let openSince: number | null = null;
  let failures = 0;

  function stop(): void {
    clearTimeout(timer);
    subscription.drop();
    openSince = null;
  }

  function lost(): void {
    const wasGood = openSince !== null && steadyNow() - openSince >= GOOD_AFTER_MS;
    stop();
    failures = wasGood ? 0 : failures + 1;
    timer = setTimeout(start, wasGood ? 0 : reconnectDelay(failures - 1));
    report();
  }

  function opened(): void {
    clearTimeout(timer);
    openSince = steadyNow();
    report();
  }

  function start(): void {
    stop();
    timer = setTimeout(lost, OPENS_WITHIN_MS);
    subscription.ask(ask, {
      next(envelope) {
        const { result } = envelope;
        // Its own states are about one stream: ours are about the connection.
        if (result.type === 'state') {
          if (result.state === 'connecting' && result.error) lost();
          return;
        }
        if (result.type === 'started') opened();
        observer.next(envelope);
      },
      // With data, the server has said why; all else is the network's.
      error: (error) => (error.data ? observer.error(error) : lost()),
      complete: () => observer.complete(),
    });
  }

  return { isOpen: () => openSince !== null, start, stop };
}
