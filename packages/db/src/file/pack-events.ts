import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { Client } from './connection.ts';
import { createDictionary } from '../ports/dictionary.ts';
import {
  audienceOf,
  createEntries,
  type EntryRow,
  type LoggedEvent,
  NO_SHAPES,
  runsOf,
} from '../ports/entries.ts';
import { toKey } from '../ports/packing.ts';

/** Events that are read at a time. */
const PAGE = 5_000;

/** A row of the table `events`, as it was until then. */
export interface OldEvent {
  readonly position: number;
  readonly previous: number;
  readonly type: string;
  readonly data: string;
  readonly schema_version: number;
  readonly topic: string | null;
  readonly audience: string | null;
  readonly operation: string;
  readonly correlation: string;
  readonly sequence: number;
  readonly causation: number | null;
  readonly actor: string;
  readonly recorded_at: number;
}

export const toLogged = ({
  type,
  schema_version,
  recorded_at,
  data,
  audience,
  ...event
}: OldEvent): LoggedEvent => ({
  ...event,
  name: type,
  schemaVersion: schema_version,
  data: JSON.parse(data) as unknown,
  audience: audienceOf(audience),
  recordedAt: recorded_at,
});

/** Part of the migration to `entries`: packs what the table `events` has, in the migration's transaction. */
export function packEvents(client: Client): void {
  const db = drizzle(client);
  const dictionary = createDictionary(db);
  const { pack } = createEntries(dictionary, NO_SHAPES);
  const topics = new Map<string, number>();
  const newest = new Map<string, number>();
  const next = client.prepare<[number, number], OldEvent>(
    'SELECT * FROM events WHERE position > ? ORDER BY position LIMIT ?',
  );
  const addTopic = client.prepare('INSERT INTO topics (id, name) VALUES (?, ?)');
  const addEntry = client.prepare(
    'INSERT INTO entries VALUES (@position, @topic, @previous, @shapes, @audience, @operation, @correlation, @sequence, @causation, @actor, @recordedAt, @request, @data)',
  );

  function topicOf(name: string | null): number | null {
    if (name === null) return null;
    const known = topics.get(name);
    if (known !== undefined) return known;
    const id = topics.size + 1;
    topics.set(name, id);
    addTopic.run(id, name);
    return id;
  }

  for (let page = next.all(0, PAGE); page.length > 0; page = next.all(page.at(-1)?.position ?? 0, PAGE))
    for (const run of runsOf(page.map(toLogged))) {
      const row = pack(run, topicOf(run[0]?.topic ?? null), null);
      addEntry.run(keyed(row));
      for (const shape of row.shapes) newest.set(shape, row.position);
    }

  const addWord = client.prepare('INSERT INTO words (id, word) VALUES (@id, @word)');
  for (const word of dictionary.unsaved()) addWord.run(word);
  const addShape = client.prepare(
    'INSERT INTO event_shapes (id, type, schema_version, position) VALUES (?, ?, ?, ?)',
  );
  for (const [shape, position] of newest) {
    const { type, schemaVersion } = dictionary.shapeAt(shape);
    addShape.run(shape.charCodeAt(0), type, schemaVersion, position);
  }
}

/** The row with ids as columns have them. */
const keyed = ({ operation, correlation, actor, ...row }: EntryRow) => ({
  ...row,
  operation: toKey(operation),
  correlation: correlation === null ? null : toKey(correlation),
  actor: toKey(actor),
});
