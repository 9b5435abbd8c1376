import { asc, eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { RecordedEvent } from '@tic-tac-toe/domain/kit';
import type { Client } from './connection.ts';
import { createDictionary } from '../ports/dictionary.ts';
import { createEntries, NO_SHAPES } from '../ports/entries.ts';
import { entries, topics } from '../schema.ts';

/** All events of an open file, as they are stored, for whoever examines it. */
export function storedEvents(client: Client): readonly RecordedEvent[] {
  const db = drizzle(client);
  const { unpack } = createEntries(createDictionary(db, false), NO_SHAPES);
  return db
    .select({ row: entries, topic: topics.name })
    .from(entries)
    .leftJoin(topics, eq(topics.id, entries.topic))
    .orderBy(asc(entries.position))
    .all()
    .flatMap(({ row, topic }) => unpack(row, topic));
}
