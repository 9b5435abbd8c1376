import { and, eq, isNotNull, type SQL, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { StoredReceipt } from '@tic-tac-toe/domain/kit';
import { guarded } from '../failures.ts';
import { entries, receipts, topics } from '../schema.ts';
import type { Entries } from './entries.ts';
import { toReceipt } from './rows.ts';

/** What the index of receipts is by. */
const prefix = (operation: SQL) => sql`substr(${operation}, 1, 6)`;

/** Whether an entry is the receipt of an operation. */
export const isReceiptOf = (actor: SQL, operation: SQL): SQL | undefined =>
  and(
    isNotNull(entries.request),
    eq(prefix(sql`${entries.operation}`), prefix(operation)),
    eq(entries.operation, operation),
    eq(entries.actor, actor),
  );

/** Reads receipts: those of operations that left events are with these, those of others by themselves. */
export function receiptReader(db: BetterSQLite3Database, { requestOf }: Pick<Entries, 'requestOf'>) {
  const actorAsked = sql`${sql.param(sql.placeholder('actor'), entries.actor)}`;
  const operationAsked = sql`${sql.param(sql.placeholder('operation'), entries.operation)}`;
  const alone = db
    .select()
    .from(receipts)
    .where(and(eq(receipts.actor, actorAsked), eq(receipts.operation, operationAsked)))
    .prepare();
  const withEvents = db
    .select({ entry: entries, topic: topics.name })
    .from(entries)
    .leftJoin(topics, eq(topics.id, entries.topic))
    .where(isReceiptOf(actorAsked, operationAsked))
    .prepare();

  return guarded((actor: string, operation: string): StoredReceipt | undefined => {
    const row = alone.get({ actor, operation });
    if (row) return toReceipt(row);
    const found = withEvents.get({ actor, operation });
    if (!found) return undefined;
    const { entry, topic } = found;
    const { position, recordedAt } = entry;
    return { actor, operation, request: requestOf(entry, topic), position, rejection: null, recordedAt };
  });
}
