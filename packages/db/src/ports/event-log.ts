import { and, asc, eq, getTableColumns, gt, isNull, max, or, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { EventLog, Immediate, RecordedEvent } from '@tic-tac-toe/domain/kit';
import { guarded } from '../failures.ts';
import { skippedReader } from '../file/timelines.ts';
import type { Dictionary } from './dictionary.ts';
import type { Entries, EntryRow } from './entries.ts';
import { floorPattern, type KeptForever } from './retention.ts';
import { entries as table, logFloors, topics } from '../schema.ts';
import { wholeLogReader } from './whole-log.ts';

/** A log that answers at once. */
export type FileLog = Immediate<EventLog>;

export interface LogParts {
  readonly entries: Entries;
  readonly dictionary: Dictionary;
  readonly head: () => number;
  readonly kept: KeptForever;
}

/**
 * Reads the log through one connection. The head is read from the file, too: a commit is visible there a moment before
 * the writer's thread reports it.
 */
export function createEventLog(db: BetterSQLite3Database, parts: LogParts): FileLog {
  const { entries, dictionary, head, kept } = parts;
  const topicId = sql`(select ${topics.id} from ${topics} where ${topics.name} = ${sql.placeholder('topic')})`;
  const later = and(eq(table.topic, topicId), gt(table.position, sql.placeholder('after')));
  const read = db
    .select()
    .from(table)
    .where(later)
    .orderBy(asc(table.position))
    .limit(sql.placeholder('limit'))
    .prepare();
  const isHeard = or(
    isNull(table.audience),
    sql`exists (select 1 from json_each(${table.audience}) where value = ${sql.placeholder('actor')})`,
  );
  // What others may hear is left out in SQL: it may be most of a topic.
  const heard = db
    .select({
      ...getTableColumns(table),
      data: sql<string | null>`case when ${isHeard} then ${table.data} end`,
    })
    .from(table)
    .where(later)
    .orderBy(asc(table.position))
    .limit(sql.placeholder('limit'))
    .prepare();
  const floor = db
    .select({ position: logFloors.position })
    .from(logFloors)
    .where(eq(logFloors.pattern, sql.placeholder('pattern')))
    .prepare();

  const readWhole = wholeLogReader(db, dictionary);
  const isSkipped = skippedReader(db);
  const newest = db
    .select({ position: max(table.position) })
    .from(table)
    .where(eq(table.topic, topicId))
    .prepare();
  const floorOf = (topic: string) => {
    const pattern = floorPattern(kept, topic);
    return pattern === null ? 0 : (floor.get({ pattern })?.position ?? 0);
  };

  const headOf = (topic: string) => Math.max(newest.get({ topic })?.position ?? 0, floorOf(topic));

  return {
    read: guarded((topic, after, limit) => {
      const rows = read.all({ topic, after, limit }).map((row) => ({ row, topic }));
      return pageOf(entries, rows, after, limit).events;
    }),
    readFor: guarded((actor, topic, after, limit) => {
      const rows = heard.all({ topic, after, limit, actor });
      return pageOf(
        entries,
        rows.map((row) => ({ row, topic })),
        after,
        limit,
      );
    }),
    readAll: guarded((names, after, limit) => {
      const wanted = new Set(names);
      const { found, ...page } = readWhole(names, after, limit);
      const events = found.flatMap(({ row, topic }) => entries.unpack(row, topic));
      const isOnPage = ({ position, name }: RecordedEvent) =>
        after < position && position <= page.upTo && wanted.has(name);
      return { ...page, events: events.filter(isOnPage) };
    }),
    head: guarded(headOf),
    heads: guarded((names) => names.map(headOf)),
    // One counter numbers all topics: a state's position may be that of its commit's last event, in whatever topic.
    stoodAt: guarded((_topic, position) => position <= head() && !isSkipped(position)),
    floor: guarded(floorOf),
  };
}

/** An entry of a topic; its data is null where nobody asks for its events. */
interface FoundEntry {
  readonly row: Omit<EntryRow, 'data'> & { readonly data: string | null };
  readonly topic: string;
}

/**
 * The next `limit` events after a position: it may be in the middle of the first entry, and they may end in the middle
 * of another.
 * @param found entries after the position, `limit` of them if there are as many
 */
function pageOf(entries: Entries, found: readonly FoundEntry[], after: number, limit: number) {
  const events: RecordedEvent[] = [];
  let left = limit;
  let upTo = after;
  let isLast = found.length < limit;
  for (const { row, topic } of found) {
    const first = Math.max(row.position - row.shapes.length + 1, after + 1);
    upTo = Math.min(row.position, first + left - 1);
    left -= upTo - first + 1;
    if (row.data !== null)
      for (const event of entries.unpack({ ...row, data: row.data }, topic))
        if (event.position >= first && event.position <= upTo) events.push(event);
    if (left === 0) {
      isLast = false;
      break;
    }
  }
  return { events, upTo, isLast };
}
