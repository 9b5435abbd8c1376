import { asc, eq, gt, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { events, logFloors } from '../schema.ts';
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

/** The receipts, and the events, that one call reads: a few milliseconds' work. */
export const PORTION = 1_000;

/** The row of `log_floors` for every topic but those that are kept for ever. */
export const ALL_BUT_KEPT = '*';

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

/**
 * Makes the function that deletes data past its retention, a portion per call.
 *
 * It reads events in the order of the log, up to the first one that is too young. It raises the floor of all topics that
 * are not kept for ever to that point: the next call goes on from there, and cursors below it resynchronise.
 */
export function createPrune(
  db: BetterSQLite3Database,
  writer: Writer,
  writes: Pick<Writes, 'forgetReceipts' | 'forgetRefusals' | 'forgetEvents' | 'raiseFloor'>,
): (options: { now: number }) => Promise<Pruned> {
  const floor = db
    .select({ position: logFloors.position })
    .from(logFloors)
    .where(eq(logFloors.pattern, ALL_BUT_KEPT))
    .prepare();
  const next = db
    .select({ position: events.position, recordedAt: events.recordedAt })
    .from(events)
    .where(gt(events.position, sql.placeholder('after')))
    .orderBy(asc(events.position))
    .limit(PORTION)
    .prepare();

  /** Meanwhile, the log only grows at its other end: what is found here is still valid at the deletion. */
  function oldEvents(before: number): { readonly steps: readonly Step[]; readonly more: boolean } {
    const after = floor.get()?.position ?? 0;
    const found = next.all({ after });
    const kept = found.findIndex(({ recordedAt }) => recordedAt >= before);
    const old = kept === -1 ? found : found.slice(0, kept);
    const upTo = old.at(-1)?.position;
    if (upTo === undefined) return { steps: [], more: false };
    const steps = [writes.forgetEvents({ after, upTo }), writes.raiseFloor({ upTo })];
    return { steps, more: old.length === PORTION };
  }

  return async ({ now }) => {
    const { steps, more } = oldEvents(now - EVENTS_KEPT_MS);
    const changes = await writer.transact([
      writes.forgetReceipts({ before: now - RECEIPTS_KEPT_MS }),
      writes.forgetRefusals({ before: now - REFUSALS_KEPT_MS }),
      ...steps,
    ]);
    const [accepted = 0, refused = 0, deleted = 0] = changes;
    const isPortion = accepted === PORTION || refused === PORTION;
    return { receipts: accepted + refused, events: deleted, more: more || isPortion };
  };
}
