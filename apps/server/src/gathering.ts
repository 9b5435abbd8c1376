/**
 * What a commit costs, it costs for each further command to a fourth. One server has all commands to gather them from; each of several has
 * its part, so that it waits longer for as many: so long for each of the others,
 */
const PER_OTHER_MS = 3;
/** but nobody notices so much. */
const MAX_MS = 10;

/** Who has had a commit less often than this lately would wait in vain. */
const BUSY_BELOW_MS = 40;

/** Of the time between two commits, an average is kept in which each new one counts so much. */
const WEIGHT = 1 / 8;
const IDLE_MS = 1_000;

/** So many commands need not wait for more. */
const ENOUGH = 4;

interface Parts {
  /** How many other servers share the database. */
  readonly others: () => number;
  /** Milliseconds, as `performance.now`. */
  readonly now: () => number;
}

/**
 * Commands of one turn of the event loop share a commit. Where several servers share the database, and this one is busy, so do those of
 * the next few milliseconds.
 * @returns the kit's port `defer`
 */
export function createGathering({ others, now }: Parts): (work: () => void, waiting: number) => void {
  let every = IDLE_MS;
  let last = -Infinity;

  function pause(waiting: number): number {
    const at = now();
    every += (Math.min(at - last, IDLE_MS) - every) * WEIGHT;
    last = at;
    return waiting < ENOUGH && every < BUSY_BELOW_MS ? Math.min(PER_OTHER_MS * others(), MAX_MS) : 0;
  }

  return (work, waiting) => {
    const milliseconds = pause(waiting);
    if (milliseconds > 0) setTimeout(work, milliseconds);
    else setImmediate(work);
  };
}
