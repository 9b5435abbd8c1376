import { and, gt, like, lt, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { headReader } from './head.ts';
import { logFloors } from './schema.ts';

/** The rows of `log_floors` that belong to no topic: each says where the log of a copy goes on. */
const FORKS = 'fork/';

/** Positions that a copy skips. Its original uses fewer from then on, at ten thousand events a second for years. */
const STEP = 2 ** 40;

/**
 * Lets the log of a copy go on far beyond its original's. Were the copy put in the original's place, a position
 * could else mean one event to who heard it before, and another one now.
 */
export function forkLog(copy: BetterSQLite3Database): void {
  const position = headReader(copy)() + STEP;
  copy
    .insert(logFloors)
    .values({ pattern: `${FORKS}${position}`, position })
    .run();
}

/** Says which positions lie between what was copied and where the copy has gone on. */
export function skippedReader(db: BetterSQLite3Database): (position: number) => boolean {
  const fork = db
    .select({ position: logFloors.position })
    .from(logFloors)
    .where(
      and(
        like(logFloors.pattern, `${FORKS}%`),
        gt(logFloors.position, sql.placeholder('position')),
        lt(logFloors.position, sql.placeholder('beyond')),
      ),
    )
    .limit(1)
    .prepare();
  return (position) => fork.get({ position, beyond: position + STEP }) !== undefined;
}
