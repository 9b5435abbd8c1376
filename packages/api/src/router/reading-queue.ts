/** Pages of the log that are read at the same time, and in one turn of the event loop. */
export const READERS = 4;

/** Node's own: this package knows no types of Node, since a browser takes its client from it. */
declare function setImmediate(callback: () => void): unknown;

/**
 * Who catches up waits here for each page. A log that answers at once would else be read to its end, by all who
 * ask, before anything else happens: now every page comes in a later turn of the event loop than the one before
 * it, and a turn has at most `READERS` of them.
 */
export interface ReadingQueue {
  /**
   * Waits for a place: first come first served within a network, and each network in turn, so that one which
   * has many subscriptions makes nobody else wait for all of them.
   * @returns what gives the place back; null where the signal came first
   */
  enter(network: string, signal: AbortSignal | undefined): Promise<(() => void) | null>;
}

type Admit = () => void;

export function createReadingQueue(): ReadingQueue {
  /** In the order in which the networks have their turns. */
  const waiting = new Map<string, Set<Admit>>();
  let reading = 0;
  let called = false;

  /** In a later turn, always: whoever reads page after page must not keep the event loop. */
  function callNext(): void {
    if (called || waiting.size === 0 || reading === READERS) return;
    called = true;
    setImmediate(() => {
      called = false;
      while (reading < READERS) {
        const admit = next();
        if (!admit) return;
        reading += 1;
        admit();
      }
    });
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
    enter: (network, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve(null);
        const queue = waiting.get(network) ?? new Set<Admit>();
        const admit = () => {
          signal?.removeEventListener('abort', giveUp);
          resolve(leave);
        };
        const giveUp = () => {
          queue.delete(admit);
          if (queue.size === 0) waiting.delete(network);
          resolve(null);
        };
        signal?.addEventListener('abort', giveUp, { once: true });
        waiting.set(network, queue.add(admit));
        callNext();
      }),
  };
}
