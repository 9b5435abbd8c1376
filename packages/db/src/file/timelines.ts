import { eq, like } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { headReader } from '../ports/head.ts';
import { logFloors } from '../schema.ts';

/* Rows of `log_floors` that belong to no topic. */

/** Says that the file is a copy which nobody has opened yet. */
const COPY = 'copy';
/** `fork/<head>`: up to there the log is its original's; it goes on after the row's own position. */
const FORKS = 'fork/';

/**
 * Positions to each millisecond of the clock: far more than events. A log that goes on from here is beyond every
 * other that went on earlier, whatever file either was opened from.
 */
const POSITIONS_PER_MS = 1_024;

export function markAsCopy(copy: BetterSQLite3Database): void {
  copy.insert(logFloors).values({ pattern: COPY, position: 0 }).onConflictDoNothing().run();
}

/**
 * Lets the log of a copy go on far beyond its original's, when it is first opened. Were it put in the original's
 * place, a position could else mean one event to who heard it before, and another one now.
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

/** Says which positions lie between what was copied and where a copy has gone on. */
export function skippedReader(db: BetterSQLite3Database): (position: number) => boolean {
  // Read once: they are made before anybody reads.
  const gaps = db
    .select()
    .from(logFloors)
    .where(like(logFloors.pattern, `${FORKS}%`))
    .all()
    .map(({ pattern, position }) => ({ from: Number(pattern.slice(FORKS.length)), to: position }));
  return (position) => gaps.some(({ from, to }) => from < position && position < to);
}
