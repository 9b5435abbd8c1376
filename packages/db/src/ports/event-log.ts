import { and, asc, count, eq, gt, isNull, lte, max, or, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { EventLog, Immediate, Shapes } from '@tic-tac-toe/domain/kit';
import { guarded } from '../failures.ts';
import { skippedReader } from '../file/timelines.ts';
import { floorPattern, type KeptForever } from './retention.ts';
import { toEvent } from './rows.ts';
import { events, logFloors } from '../schema.ts';
import { wholeLogReader } from './whole-log.ts';

/** A log that answers at once. */
export type FileLog = Immediate<EventLog>;

/**
 * Reads the log through one connection. The head is read from the file, too: a commit is visible there a moment before
 * the writer's thread reports it.
 */
export function createEventLog(
  db: BetterSQLite3Database,
  head: () => number,
  shapes: Shapes,
  kept: KeptForever,
): FileLog {
  const eventOf = (row: Parameters<typeof toEvent>[1]) => toEvent(shapes, row);
  const later = and(
    eq(events.topic, sql.placeholder('topic')),
    gt(events.position, sql.placeholder('after')),
  );
  const read = db
    .select()
    .from(events)
    .where(later)
    .orderBy(asc(events.position))
    .limit(sql.placeholder('limit'))
    .prepare();
  // Reads the index alone.
  const looked = db
    .select({ position: events.position })
    .from(events)
    .where(later)
    .orderBy(asc(events.position))
    .limit(sql.placeholder('limit'))
    .as('looked');
  const page = db
    .select({ count: count(), upTo: max(looked.position) })
    .from(looked)
    .prepare();
  const isHeard = sql`exists (select 1 from json_each(${events.audience}) where value = ${sql.placeholder('actor')})`;
  const heard = db
    .select()
    .from(events)
    .where(and(later, lte(events.position, sql.placeholder('upTo')), or(isNull(events.audience), isHeard)))
    .orderBy(asc(events.position))
    .prepare();
  const floor = db
    .select({ position: logFloors.position })
    .from(logFloors)
    .where(eq(logFloors.pattern, sql.placeholder('pattern')))
    .prepare();

  const readWhole = wholeLogReader(db);
  const isSkipped = skippedReader(db);
  const newest = db
    .select({ position: max(events.position) })
    .from(events)
    .where(eq(events.topic, sql.placeholder('topic')))
    .prepare();
  const floorOf = (topic: string) => {
    const pattern = floorPattern(kept, topic);
    return pattern === null ? 0 : (floor.get({ pattern })?.position ?? 0);
  };

  return {
    read: guarded((topic, after, limit) => read.all({ topic, after, limit }).map(eventOf)),
    // Events for others are filtered out in SQL: they may be most of a topic.
    readFor: guarded((actor, topic, after, limit) => {
      const { count: found = 0, upTo = null } = page.get({ topic, after, limit }) ?? {};
      if (upTo === null) return { events: [], upTo: after, isLast: true };
      const rows = heard.all({ topic, after, upTo, actor });
      return { events: rows.map(eventOf), upTo, isLast: found < limit };
    }),
    readAll: guarded((names, after, limit) => {
      const { rows, ...page } = readWhole(names, after, limit);
      return { ...page, events: rows.map(eventOf) };
    }),
    head: guarded((topic) => Math.max(newest.get({ topic })?.position ?? 0, floorOf(topic))),
    // One counter numbers all topics: a state's position may be that of its commit's last event, in whatever topic.
    stoodAt: guarded((_topic, position) => position <= head() && !isSkipped(position)),
    floor: guarded(floorOf),
  };
}
