import { backoff } from './backoff.ts';

/** How news reach a client: over a WebSocket, or where none passes, over a stream of events for each subscription. */
export type Way = 'socket' | 'stream';

/** Sockets in a row over which nothing came, while the server answered calls. One may have met a restart. */
const FAILURES = 2;

/** A network that lets no WebSocket through seldom begins to; but a laptop is carried into another. */
const nextTry = backoff({ firstMs: 120_000, mostMs: 1_800_000 });

export interface WayParts {
  /** Whether the server answers calls. */
  readonly answers: () => Promise<boolean>;
  /** Whether anything comes over a socket, by opening one. */
  readonly tryOut: () => Promise<boolean>;
  readonly onChanged: (way: Way) => void;
}

/**
 * Decides on the way. Sockets are left for streams only where they are at fault: a server that is away is away for
 * both. From then on they are tried now and then; each time they disappoint again, they wait longer.
 */
export function createWay({ answers, tryOut, onChanged }: WayParts) {
  let way: Way = 'socket';
  let failures = 0;
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isTrying = false;

  function go(to: Way): void {
    clearTimeout(timer);
    way = to;
    failures = 0;
    if (to === 'stream') tryLater();
    onChanged(to);
  }

  function tryLater(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void tryNow(), nextTry(tries));
    tries += 1;
  }

  async function tryNow(): Promise<void> {
    if (way === 'socket' || isTrying) return;
    isTrying = true;
    const passes = await tryOut();
    isTrying = false;
    if (passes) go('socket');
    else tryLater();
  }

  return {
    way: () => way,
    /** A socket was closed over which nothing came, or something came over it for the first time. */
    async hear(wasHeard: boolean): Promise<void> {
      if (way === 'stream') return;
      const isAtFault = !wasHeard && (await answers());
      failures = isAtFault ? failures + 1 : 0;
      if (failures >= FAILURES) go('stream');
    },
    /** Perhaps this is another network. */
    reconsider: () => void tryNow(),
    stop: () => clearTimeout(timer),
  };
}
