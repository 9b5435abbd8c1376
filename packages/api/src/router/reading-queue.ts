/** Pages of the log that are read at the same time. */
export const READERS = 4;

/**
 * What a turn of the event loop has for reading. A busy server has few turns a second: were each to read only a page
 * or two, a crowd that comes back together would wait for seconds.
 */
const TURN_MS = 5;

/** Node's own: this package knows no types of Node, since a browser takes its client from it. */
declare function setImmediate(callback: () => void): unknown;

/**
 * Who catches up waits here for each page. A log that answers at once would else be read to its end, by all who
 * ask, before anything else happens: now what does not fit into a turn of the event loop comes in a later one.
 */
export interface ReadingQueue {
  /**
   * Waits for a place: first come first served within a network, and each network in turn, so that one which
   * has many subscriptions makes nobody else wait for all of them.
   */
  enter(network: string): Place;
  /** How many wait at this moment. */
  length(): number;
}

export interface Place {
  /** Resolves when it is there; with false where it was given up before. */
  readonly turn: Promise<boolean>;
  /** Waits no longer. Who reads already goes on, until it leaves. */
  giveUp(): void;
  /** Gives the place back. */
  leave(): void;
}

type Admit = () => void;

/** @param now milliseconds of a clock that only goes forward */
export function createReadingQueue(now: () => number = () => performance.now()): ReadingQueue {
  /** In the order in which the networks have their turns. */
  const waiting = new Map<string, Set<Admit>>();
  let reading = 0;
  let called = false;
  /** When the turn began that reads now, or was the last to. */
  let turnBegan = -Infinity;

  /** In a later turn, where this one has had its time: whoever reads page after page must not keep the event loop. */
  function callNext(): void {
    if (waiting.size === 0 || reading === READERS) return;
    if (now() - turnBegan < TURN_MS) return admitSome();
    if (called) return;
    called = true;
    setImmediate(() => {
      called = false;
      turnBegan = now();
      admitSome();
    });
  }

  function admitSome(): void {
    while (reading < READERS) {
      const admit = next();
      if (!admit) return;
      reading += 1;
      admit();
    }
  }

  function next(): Admit | undefined {
    for (const [network, queue] of waiting) {
      // To the end, if more of this network wait.
      waiting.delete(network);
      const [admit] = queue;
      if (!admit) continue;
      queue.delete(admit);
      if (queue.size > 0) waiting.set(network, queue);
      return admit;
    }
    return undefined;
  }

  function leave(): void {
    reading -= 1;
    callNext();
  }

  return {
    length: () => [...waiting.values()].reduce((sum, { size }) => sum + size, 0),
    enter(network) {
      const queue = waiting.get(network) ?? new Set<Admit>();
      let settle: (admitted: boolean) => void = () => {};
      const turn = new Promise<boolean>((resolve) => {
        settle = resolve;
      });
      const admit = () => settle(true);
      waiting.set(network, queue.add(admit));
      callNext();
      return {
        turn,
        giveUp() {
          if (!queue.delete(admit)) return;
          if (queue.size === 0) waiting.delete(network);
          settle(false);
        },
        leave,
      };
    },
  };
}
