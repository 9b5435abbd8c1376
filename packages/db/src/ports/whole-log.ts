import { and, asc, count, gt, isNotNull, lte, max, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { events } from '../schema.ts';

/**
 * Reads events of some names, whatever their topic. One thread writes, and gives positions in the order of its commits: what can
 * be seen is complete. There is no index by name, which every event would pay for: a page looks at rows one by one.
 */
export function wholeLogReader(db: BetterSQLite3Database) {
  const later = gt(events.position, sql.placeholder('after'));
  const next = db
    .select({ position: events.position })
    .from(events)
    .where(later)
    .orderBy(asc(events.position))
    .limit(sql.placeholder('limit'))
    .as('next');
  const page = db
    .select({ count: count(), upTo: max(next.position) })
    .from(next)
    .prepare();
  const isNamed = sql`${events.type} in (select value from json_each(${sql.placeholder('names')}))`;
  const named = db
    .select()
    .from(events)
    .where(and(later, lte(events.position, sql.placeholder('upTo')), isNotNull(events.topic), isNamed))
    .orderBy(asc(events.position))
    .prepare();

  return (names: readonly string[], after: number, limit: number) => {
    const { count: found = 0, upTo = null } = page.get({ after, limit }) ?? {};
    if (upTo === null) return { rows: [], upTo: after, isLast: true };
    const rows = named.all({ names: JSON.stringify(names), after, upTo });
    return { rows, upTo, isLast: found < limit };
  };
}
