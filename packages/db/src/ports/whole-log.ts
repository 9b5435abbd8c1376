import { and, asc, eq, getTableColumns, gt, isNotNull, lte, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { Dictionary } from './dictionary.ts';
import { MAX_EVENTS } from './entries.ts';
import { entries, topics } from '../schema.ts';

/**
 * Reads events of some names, whatever their topic. One thread writes, and gives positions in the order of its commits: what can
 * be seen is complete. There is no index by name, which every event would pay for: a page looks at rows one by one.
 */
export function wholeLogReader(
  db: BetterSQLite3Database,
  { charactersOf }: Pick<Dictionary, 'charactersOf'>,
) {
  const { position, shapes } = entries;
  const after = sql.placeholder('after');
  // The first one may begin before the page.
  const length = sql<number>`min(length(${shapes}), ${position} - ${after})`;
  const next = db
    .select({
      position,
      length: length.as('length'),
      /** Of events up to this entry's last. */
      total: sql<number>`sum(${length}) over (order by ${position})`.as('total'),
    })
    .from(entries)
    .where(gt(position, after))
    .orderBy(asc(position))
    .limit(sql.placeholder('limit'))
    .as('next');
  const rest = sql`max(${next.total} - ${sql.placeholder('limit')}, 0)`;
  const page = db
    .select({
      count: sql<number | null>`max(${next.total} - ${rest})`,
      upTo: sql<number | null>`max(${next.position} - ${rest})`,
    })
    .from(next)
    .where(sql`${next.total} - ${next.length} < ${sql.placeholder('limit')}`)
    .prepare();

  const isNamed = sql`exists (select 1 from json_each(${sql.placeholder('shapes')}) where instr(${shapes}, value) > 0)`;
  const isOnPage = and(
    gt(position, after),
    lte(sql`${position} - length(${shapes}) + 1`, sql.placeholder('upTo')),
  );
  const named = db
    .select({ row: getTableColumns(entries), topic: topics.name })
    .from(entries)
    .innerJoin(topics, eq(topics.id, entries.topic))
    .where(and(isOnPage, lte(position, sql.placeholder('end')), isNotNull(entries.topic), isNamed))
    .orderBy(asc(position))
    .prepare();

  return (names: readonly string[], from: number, limit: number) => {
    const { count = 0, upTo = null } = page.get({ after: from, limit }) ?? {};
    if (upTo === null) return { found: [], upTo: from, isLast: true };
    const characters = JSON.stringify(charactersOf(names));
    const found = named.all({ shapes: characters, after: from, upTo, end: upTo + MAX_EVENTS });
    return { found, upTo, isLast: (count ?? 0) < limit };
  };
}
