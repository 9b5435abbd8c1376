import { eq, like } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { headReader } from '../ports/head.ts';
import { logFloors } from '../schema.ts';

/* Rows of `log_floors` that belong to no topic. */

/** Marks the file as a copy that has not been opened yet. */
const COPY = 'copy';
/** `fork/<head>`: up to `head` the log is the original's; it goes on after the row's position. */
const FORKS = 'fork/';

/**
 * Positions per millisecond of the clock: far more than there can be events. A log that goes on from here is beyond
 * every log that went on earlier, whatever files they come from.
 */
const POSITIONS_PER_MS = 1_024;

export function markAsCopy(copy: BetterSQLite3Database): void {
  copy.insert(logFloors).values({ pattern: COPY, position: 0 }).onConflictDoNothing().run();
}

/**
 * When a copy is first opened, moves its log far beyond the original's. Otherwise, after a restore, a position could
 * mean another event than the one that a client has seen there before.
 */
export function beginTimeline(db: BetterSQLite3Database): void {
  db.transaction((transaction) => {
    const { changes } = transaction.delete(logFloors).where(eq(logFloors.pattern, COPY)).run();
    if (changes === 0) return;
    const head = headReader(transaction)();
    const position = Math.max(head + 1, Date.now() * POSITIONS_PER_MS);
    transaction
      .insert(logFloors)
      .values({ pattern: `${FORKS}${head}`, position })
      .run();
  });
}

/** Makes the test whether a position lies in a gap, between the copied log and where the copy went on. */
export function skippedReader(db: BetterSQLite3Database): (position: number) => boolean {
  // Read once: gaps are only made before this, when a file is opened.
  const gaps = db
    .select()
    .from(logFloors)
    .where(like(logFloors.pattern, `${FORKS}%`))
    .all()
    .map(({ pattern, position }) => ({ from: Number(pattern.slice(FORKS.length)), to: position }));
  return (position) => gaps.some(({ from, to }) => from < position && position < to);
}
