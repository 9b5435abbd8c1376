import type pg from 'pg';
import { guarded } from '../failures.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** How long a retry of an operation gets its first answer. */
export const RECEIPTS_KEPT_MS = 7 * DAY_MS;

/** How long a retry of a refused operation does: long enough for the retries of a lost answer. */
export const REFUSALS_KEPT_MS = 10 * 60 * 1000;

/** How long events are kept, unless their contract keeps them for ever. */
export const EVENTS_KEPT_MS = 30 * DAY_MS;

/** The rows that one call reads of each table: a few milliseconds' work. */
const PORTION = 1_000;

/** The row of `log_floors` for every topic but those that are kept for ever. */
const ALL_BUT_KEPT = '*';

/** The modules whose topics are kept for ever; a topic begins with its module. */
export type KeptForever = readonly string[];

/** The row of `log_floors` that tells how far a topic was pruned; null for one that never is. */
export const floorPattern = (kept: KeptForever, topic: string): string | null =>
  kept.some((module) => topic === module || topic.startsWith(`${module}/`)) ? null : ALL_BUT_KEPT;

/** What a call has deleted, and whether there is more to delete. */
export interface Pruned {
  readonly receipts: number;
  readonly events: number;
  readonly more: boolean;
}

/** Deletes a portion of the oldest receipts of a sort. */
const forgetReceipts = (sort: string) =>
  `DELETE FROM receipts WHERE ctid = ANY (ARRAY(
     SELECT ctid FROM receipts WHERE recorded_at < $1 AND rejection IS ${sort} ORDER BY recorded_at LIMIT ${PORTION}
   ))`;

/** A commit's row is for a server that has lost its answer, and asks within seconds. */
const FORGET_COMMITS = `DELETE FROM commits WHERE id = ANY (ARRAY(
  SELECT id FROM commits WHERE at < clock_timestamp() - interval '1 day' ORDER BY at LIMIT ${PORTION}
))`;

/**
 * Reads the log in its order, up to the first event that is too young, and deletes what is not kept for ever. What is so
 * old, no commit on its way adds to. $1 is the instant, $2 the modules that are kept, $3 the pattern of the floor.
 */
const FORGET_EVENTS = `
  WITH looked AS (
    SELECT position, recorded_at, topic FROM events
    WHERE position > coalesce((SELECT position FROM log_floors WHERE pattern = $3), 0)
    ORDER BY position LIMIT ${PORTION}
  ), old AS (
    SELECT position, topic FROM looked
    WHERE position < coalesce((SELECT min(position) FROM looked WHERE recorded_at >= $1), 9007199254740991)
  ), deleted AS (
    DELETE FROM events e USING old
    WHERE e.position = old.position AND (e.topic IS NULL OR split_part(e.topic, '/', 1) <> ALL ($2))
    RETURNING 1
  ), raised AS (
    INSERT INTO log_floors (pattern, position) SELECT $3, max(position) FROM old HAVING count(*) > 0
    ON CONFLICT (pattern) DO UPDATE SET position = greatest(log_floors.position, excluded.position)
  )
  SELECT (SELECT count(*) FROM deleted)::integer AS events, (SELECT count(*) FROM old)::integer AS looked`;

/** Makes the function that deletes data past its retention, a portion per call. Several servers may call it at once. */
export const createPrune = (pool: pg.Pool, kept: KeptForever) =>
  guarded(async ({ now }: { now: number }): Promise<Pruned> => {
    const accepted = await pool.query(forgetReceipts('NULL'), [now - RECEIPTS_KEPT_MS]);
    const refused = await pool.query(forgetReceipts('NOT NULL'), [now - REFUSALS_KEPT_MS]);
    const commits = await pool.query(FORGET_COMMITS);
    const { rows } = await pool.query<{ events: number; looked: number }>(FORGET_EVENTS, [
      now - EVENTS_KEPT_MS,
      kept,
      ALL_BUT_KEPT,
    ]);
    const { events = 0, looked = 0 } = rows[0] ?? {};
    const isPortion = [accepted.rowCount, refused.rowCount, commits.rowCount, looked].includes(PORTION);
    return { receipts: (accepted.rowCount ?? 0) + (refused.rowCount ?? 0), events, more: isPortion };
  });
