import { eq, max, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { PendingEvent } from '@tic-tac-toe/domain/kit';
import { LRUCache } from 'lru-cache';
import type { FileLog } from './event-log.ts';
import { topics } from '../schema.ts';

/** Topics at hand: roughly the running games. */
const MAX_AT_HAND = 10_000;

interface Topic {
  /** Its row in `topics`. */
  readonly id: number;
  /** The position of its newest event. */
  head: number;
}

type TopicRow = typeof topics.$inferSelect;

export interface Numbered {
  /** Rows for topics that have none. */
  readonly added: readonly TopicRow[];
  /** The rows of the events' topics, by name. */
  readonly ids: ReadonlyMap<string, number>;
}

/** Numbers events by one counter, and gives each the position of the previous event of its topic. */
export interface Topics {
  number(events: readonly PendingEvent[], before: number): Numbered;
  /** Call it when they were not committed. */
  forget(events: readonly PendingEvent[]): void;
}

export function createTopics(db: BetterSQLite3Database, log: Pick<FileLog, 'head' | 'floor'>): Topics {
  const atHand = new LRUCache<string, Topic>({ max: MAX_AT_HAND });
  const find = db
    .select({ id: topics.id })
    .from(topics)
    .where(eq(topics.name, sql.placeholder('name')))
    .prepare();
  let last =
    db
      .select({ id: max(topics.id) })
      .from(topics)
      .get()?.id ?? 0;

  function topicOf(name: string, added: TopicRow[]): Topic {
    const known = atHand.get(name);
    if (known) return known;
    const id = find.get({ name })?.id;
    const topic =
      id === undefined ? { id: (last += 1), head: log.floor(name) } : { id, head: log.head(name) };
    if (id === undefined) added.push({ id: topic.id, name });
    atHand.set(name, topic);
    return topic;
  }

  return {
    number(events, before) {
      const added: TopicRow[] = [];
      const ids = new Map<string, number>();
      let position = before;
      for (const event of events) {
        event.position = position += 1;
        if (event.topic === null) continue;
        const topic = topicOf(event.topic, added);
        event.previous = topic.head;
        topic.head = position;
        ids.set(event.topic, topic.id);
      }
      return { added, ids };
    },
    forget(events) {
      for (const { topic } of events) if (topic !== null) atHand.delete(topic);
    },
  };
}
