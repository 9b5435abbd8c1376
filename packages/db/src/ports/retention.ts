import { and, asc, eq, gt, isNull, lte, or, type SQL, sql, sum } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { entries, logFloors, topics } from '../schema.ts';
import type { Writer } from '../threads/writer.ts';
import type { Step, Writes } from './writes.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** How long a retry of an operation gets its first answer. */
export const RECEIPTS_KEPT_MS = 7 * DAY_MS;

/**
 * How long a retry of a refused operation does. The refusal changed nothing, so deciding again does no harm. Anyone can
 * be refused as often as a limit allows, so receipts are kept only long enough for the retries of a lost answer, eight
 * within minutes (`packages/api/src/client/retry.ts`).
 */
export const REFUSALS_KEPT_MS = 10 * 60 * 1000;

/** How long events are kept, unless their contract keeps them for ever. */
export const EVENTS_KEPT_MS = 30 * DAY_MS;

/** The receipts, and the entries of the log, that one call reads: a few milliseconds' work. */
export const PORTION = 1_000;

/** The row of `log_floors` for every topic but those that are kept for ever. */
export const ALL_BUT_KEPT = '*';

/** The row of `log_floors` that tells up to which position entries are no receipts any more. */
const RECEIPTS = 'receipts';

/** The modules whose topics are kept for ever; a topic begins with its module. */
export type KeptForever = readonly string[];

/** The row of `log_floors` that tells how far a topic was pruned; null for one that never is. */
export const floorPattern = (kept: KeptForever, topic: string) => (isKept(kept, topic) ? null : ALL_BUT_KEPT);

const isKept = (kept: KeptForever, topic: string): boolean =>
  kept.some((module) => topic === module || topic.startsWith(`${module}/`));

/** What a call has deleted, and whether there is more to delete. */
export interface Pruned {
  readonly receipts: number;
  readonly events: number;
  readonly more: boolean;
}

/** Whether an entry is of a module that is not kept for ever. A topic is its module's name, alone or before a slash. */
export function isForgettable(kept: KeptForever): SQL | undefined {
  const isOf = (module: string) =>
    sql`substr(${topics.name} || '/', 1, ${module.length + 1}) = ${`${module}/`}`;
  const isOfKept = or(sql`false`, ...kept.map(isOf));
  const isOfTopic = and(eq(topics.id, entries.topic), isOfKept);
  return or(isNull(entries.topic), sql`not exists (select 1 from ${topics} where ${isOfTopic})`);
}

/**
 * Makes the function that deletes data past its retention, a portion per call.
 *
 * It reads the log in its order, up to the first entry that is too young, and goes on from there in the next call. As far
 * as events are deleted, it raises the floor of all topics that are not kept for ever: cursors below it resynchronise. An
 * entry that is a receipt, too, ceases to be one much sooner.
 */
export function createPrune(
  db: BetterSQLite3Database,
  writer: Writer,
  writes: Pick<
    Writes,
    'forgetReceipts' | 'forgetRefusals' | 'forgetRequests' | 'forgetEvents' | 'raiseFloor'
  >,
  kept: KeptForever,
): (options: { now: number }) => Promise<Pruned> {
  const floor = db
    .select({ position: logFloors.position })
    .from(logFloors)
    .where(eq(logFloors.pattern, sql.placeholder('pattern')))
    .prepare();
  const after = gt(entries.position, sql.placeholder('after'));
  const next = db
    .select({ position: entries.position, recordedAt: entries.recordedAt })
    .from(entries)
    .where(after)
    .orderBy(asc(entries.position))
    .limit(PORTION)
    .prepare();
  const forgettable = db
    .select({ events: sum(sql`length(${entries.shapes})`) })
    .from(entries)
    .where(and(after, lte(entries.position, sql.placeholder('upTo')), isForgettable(kept)))
    .prepare();

  /** Meanwhile, the log only grows at its other end: what is found here is still valid at the deletion. */
  function oldEntries(pattern: string, before: number) {
    const from = floor.get({ pattern })?.position ?? 0;
    const found = next.all({ after: from });
    const young = found.findIndex(({ recordedAt }) => recordedAt >= before);
    const old = young === -1 ? found : found.slice(0, young);
    const upTo = old.at(-1)?.position;
    return upTo === undefined ? null : { pattern, after: from, upTo, more: old.length === PORTION };
  }

  /** Steps that forget what is old, and raise the floor to there. */
  const forgetting = (old: ReturnType<typeof oldEntries>, forget: Writes['forgetEvents']): readonly Step[] =>
    old ? [forget({ after: old.after, upTo: old.upTo }), writes.raiseFloor({ ...old, more: null })] : [];

  return async ({ now }) => {
    const asked = oldEntries(RECEIPTS, now - RECEIPTS_KEPT_MS);
    const old = oldEntries(ALL_BUT_KEPT, now - EVENTS_KEPT_MS);
    const deleted = Number((old && forgettable.get(old)?.events) ?? 0);
    const changes = await writer.transact([
      writes.forgetReceipts({ before: now - RECEIPTS_KEPT_MS }),
      writes.forgetRefusals({ before: now - REFUSALS_KEPT_MS }),
      ...forgetting(asked, writes.forgetRequests),
      ...forgetting(old, writes.forgetEvents),
    ]);
    const [accepted = 0, refused = 0] = changes;
    const forgotten = asked ? (changes[2] ?? 0) : 0;
    const isPortion = accepted === PORTION || refused === PORTION;
    return {
      receipts: accepted + refused + forgotten,
      events: deleted,
      more: isPortion || asked?.more === true || old?.more === true,
    };
  };
}
