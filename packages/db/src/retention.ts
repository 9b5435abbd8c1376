import { and, asc, eq, gt, isNull, lt, lte, not, or, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { games } from '@tic-tac-toe/domain/contracts';
import type { Client } from './connection.ts';
import { guarded } from './failures.ts';
import { events, logFloors, receipts } from './schema.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** How long a retry of an operation gets its first answer again. */
export const RECEIPTS_KEPT_MS = 7 * DAY_MS;

/** How long events are kept, except those of games: a finished game can be looked at for ever. */
export const EVENTS_KEPT_MS = 30 * DAY_MS;

/** Receipts, and events, that one call looks at: a few milliseconds' work. */
const PORTION = 1_000;

/** The row of `log_floors` for every topic but the games'. */
const ALL_BUT_GAMES = '*';
const GAMES = `${games.name}/`;

/** The row of `log_floors` that says how far a topic was pruned; null for one that never is. */
export const floorPattern = (topic: string) => (topic.startsWith(GAMES) ? null : ALL_BUT_GAMES);

/** What a call has deleted, and whether another one would find more. */
export interface Pruned {
  readonly receipts: number;
  readonly events: number;
  readonly more: boolean;
}

/**
 * Makes the function that deletes what has been kept long enough, a portion per call.
 *
 * Events are looked at in the order of the log, up to the first that is still to be kept. Up to there, the
 * floor of all topics but the games' is raised, so that the next call goes on from it and cursors below it
 * resynchronise.
 */
export function createPrune(client: Client, db: BetterSQLite3Database): (options: { now: number }) => Pruned {
  const oldReceipts = db
    .delete(receipts)
    .where(
      sql`(${receipts.actor}, ${receipts.operation}) in (
        select ${receipts.actor}, ${receipts.operation} from ${receipts}
        where ${lt(receipts.recordedAt, sql.placeholder('before'))} limit ${PORTION})`,
    )
    .prepare();
  const floor = db
    .select({ position: logFloors.position })
    .from(logFloors)
    .where(eq(logFloors.pattern, ALL_BUT_GAMES))
    .prepare();
  const next = db
    .select({ position: events.position, recordedAt: events.recordedAt })
    .from(events)
    .where(gt(events.position, sql.placeholder('after')))
    .orderBy(asc(events.position))
    .limit(PORTION)
    .prepare();
  const oldEvents = db
    .delete(events)
    .where(
      and(
        gt(events.position, sql.placeholder('after')),
        lte(events.position, sql.placeholder('upTo')),
        or(isNull(events.topic), not(sql`substr(${events.topic}, 1, ${GAMES.length}) = ${GAMES}`)),
      ),
    )
    .prepare();
  const raise = db
    .insert(logFloors)
    .values({ pattern: ALL_BUT_GAMES, position: sql.placeholder('upTo') })
    .onConflictDoUpdate({ target: logFloors.pattern, set: { position: sql`excluded.position` } })
    .prepare();

  function pruneEvents(before: number): { readonly events: number; readonly more: boolean } {
    const after = floor.get()?.position ?? 0;
    const found = next.all({ after });
    const kept = found.findIndex(({ recordedAt }) => recordedAt >= before);
    const old = kept === -1 ? found : found.slice(0, kept);
    const upTo = old.at(-1)?.position;
    if (upTo === undefined) return { events: 0, more: false };
    const { changes } = oldEvents.run({ after, upTo });
    raise.run({ upTo });
    return { events: changes, more: old.length === PORTION };
  }

  const prune = client.transaction((now: number): Pruned => {
    const { changes } = oldReceipts.run({ before: now - RECEIPTS_KEPT_MS });
    const { events: deleted, more } = pruneEvents(now - EVENTS_KEPT_MS);
    return { receipts: changes, events: deleted, more: more || changes === PORTION };
  });
  return guarded(({ now }) => prune.immediate(now));
}
