import { max } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { entries, logFloors } from '../schema.ts';

/** Where the log stands. Floors count, too: pruning may have deleted the newest events, and a copy goes on further. */
export function headReader(db: BetterSQLite3Database): () => number {
  const newest = db
    .select({ position: max(entries.position) })
    .from(entries)
    .prepare();
  const pruned = db
    .select({ position: max(logFloors.position) })
    .from(logFloors)
    .prepare();
  return () => Math.max(newest.get()?.position ?? 0, pruned.get()?.position ?? 0);
}
