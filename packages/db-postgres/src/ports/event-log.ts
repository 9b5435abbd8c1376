import { type EventLog, hears, type Page, type Shapes } from '@tic-tac-toe/domain/kit';
import { and, asc, eq, getTableColumns, gt, inArray, isNotNull, isNull, lte, or, sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { guarded } from '../failures.ts';
import { events, logFloors, topics } from '../schema.ts';
import { floorPattern, type KeptForever } from './retention.ts';
import { toEvent } from './rows.ts';

interface LogParts {
  readonly shapes: Shapes;
  readonly kept: KeptForever;
}

/** Reads the log. Whoever commits holds the topics of the events until they can be seen: a topic has no gaps. */
export function createEventLog(db: NodePgDatabase, { shapes, kept }: LogParts): EventLog {
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
    .prepare('read');
  const isHeard = or(isNull(events.audience), sql`${sql.placeholder('actor')} = any(${events.audience})`);
  // What others may hear is left out by the database: it may be most of a topic.
  const heard = db
    .select({
      ...getTableColumns(events),
      data: sql<unknown>`case when ${isHeard} then ${events.data} end`,
    })
    .from(events)
    .where(later)
    .orderBy(asc(events.position))
    .limit(sql.placeholder('limit'))
    .prepare('read_for');
  const { head, heads, logEnd } = prepareHeads(db);
  const floor = db
    .select({ position: logFloors.position })
    .from(logFloors)
    .where(eq(logFloors.pattern, sql.placeholder('pattern')))
    .prepare('floor');

  const isKept = (topic: string) => floorPattern(kept, topic) === null;

  /** All topics that are not kept for ever have one. */
  async function floorOf(topic: string): Promise<number> {
    const pattern = floorPattern(kept, topic);
    return pattern === null ? 0 : ((await floor.execute({ pattern }))[0]?.position ?? 0);
  }

  return {
    read: guarded(async (topic, after, limit) =>
      (await read.execute({ topic, after, limit })).map((row) => toEvent(shapes, row)),
    ),
    readFor: guarded(async (actor, topic, after, limit) => {
      const rows = await heard.execute({ topic, after, limit, actor });
      const forActor = rows.filter(({ audience }) => hears(audience ?? 'everyone', actor));
      return {
        events: forActor.map((row) => toEvent(shapes, row)),
        upTo: rows.at(-1)?.position ?? after,
        isLast: rows.length < limit,
      };
    }),
    readAll: guarded(readWhole(db, shapes)),
    head: guarded(async (topic) => {
      const [[found], pruned] = await Promise.all([head.execute({ topic }), floorOf(topic)]);
      return Math.max(found?.position ?? 0, pruned);
    }),
    heads: guarded(async (names) => {
      const pruned = names.find((name) => !isKept(name));
      const [found, floor] = await Promise.all([heads.execute({ names }), pruned ? floorOf(pruned) : 0]);
      const known = new Map(found.map(({ name, position }) => [name, position]));
      return names.map((name) => Math.max(known.get(name) ?? 0, isKept(name) ? 0 : floor));
    }),
    // One sequence numbers all topics: a state's position may be that of its commit's last event, in whatever topic.
    stoodAt: guarded(async (_topic, position) => {
      const [end] = await logEnd.execute();
      return position <= (end?.position ?? 0);
    }),
    floor: guarded(floorOf),
  };
}

const ONE_ROW = sql`(values (1)) as one`;

/** Where topics stand. */
function prepareHeads(db: NodePgDatabase) {
  return {
    head: db
      .select({ position: topics.head })
      .from(topics)
      .where(eq(topics.name, sql.placeholder('topic')))
      .prepare('head'),
    heads: db
      .select({ name: topics.name, position: topics.head })
      .from(topics)
      .where(sql`${topics.name} = any(${sql.placeholder('names')})`)
      .prepare('heads'),
    logEnd: db
      .select({ position: sql`log_end_v1()`.mapWith(Number) })
      .from(ONE_ROW)
      .prepare('log_end'),
  };
}

/**
 * Reads events of some names, whatever their topic, up to the first position that a commit on its way may still fill. The
 * statement after the one that finds this position sees everything before it.
 */
function readWhole(db: NodePgDatabase, shapes: Shapes) {
  const horizon = db
    .select({ position: sql`horizon_v1()`.mapWith(Number) })
    .from(ONE_ROW)
    .prepare('horizon');
  const next = and(
    gt(events.position, sql.placeholder('after')),
    lte(events.position, sql.placeholder('upTo')),
  );
  const page = db
    .select({ position: events.position })
    .from(events)
    .where(next)
    .orderBy(asc(events.position))
    .limit(sql.placeholder('limit'))
    .prepare('whole_page');
  return async (names: readonly string[], after: number, limit: number): Promise<Page> => {
    const [found] = await horizon.execute();
    const positions = await page.execute({ after, limit, upTo: found?.position ?? 0 });
    const upTo = positions.at(-1)?.position ?? after;
    const isOnPage = and(gt(events.position, after), lte(events.position, upTo));
    const isNamed = and(isOnPage, isNotNull(events.topic), inArray(events.name, [...names]));
    const rows =
      names.length === 0 ? [] : await db.select().from(events).where(isNamed).orderBy(asc(events.position));
    return { events: rows.map((row) => toEvent(shapes, row)), upTo, isLast: positions.length < limit };
  };
}
