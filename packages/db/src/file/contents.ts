import { asc, eq, gt, sql } from 'drizzle-orm';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import type { RecordedEvent, StoredReceipt } from '@tic-tac-toe/domain/kit';
import { checkOwner } from './admission.ts';
import { openReader } from './connection.ts';
import { locate } from './location.ts';
import { lock } from './lock.ts';
import { checkMigrated } from '../migrate.ts';
import { createDictionary } from '../ports/dictionary.ts';
import { createEntries, type EntryRow, NO_SHAPES } from '../ports/entries.ts';
import { headReader } from '../ports/head.ts';
import { ALL_BUT_KEPT } from '../ports/retention.ts';
import { toReceipt } from '../ports/rows.ts';
import { entries, logFloors, receipts, stateIndexes, states, timers, topics } from '../schema.ts';

/** Rows, or entries of the log, that are read at once. */
const PORTION = 1_000;

type Row<Table extends { readonly $inferSelect: unknown }> = Table['$inferSelect'];

/** An event as it is stored: in the shape of its version. */
export type StoredEvent = RecordedEvent & { readonly schemaVersion: number };

/** Everything that a file holds, as it is stored, in portions; JSON is text. */
export interface Contents {
  states(): Iterable<readonly Row<typeof states>[]>;
  stateIndexes(): Iterable<readonly Row<typeof stateIndexes>[]>;
  events(): Iterable<readonly StoredEvent[]>;
  timers(): Iterable<readonly Row<typeof timers>[]>;
  receipts(): Iterable<readonly StoredReceipt[]>;
  /** Where the log stands. */
  readonly end: number;
  /** Up to which position all topics that are not kept for ever were pruned. */
  readonly floor: number;
}

/**
 * Opens a file that no server uses, for the duration of `work`.
 * @throws DatabaseRefused
 */
export async function withContents<Result>(
  file: string,
  work: (contents: Contents) => Promise<Result>,
): Promise<Result> {
  const path = locate(file);
  const unlock = lock(path);
  try {
    const client = openReader(path);
    try {
      checkOwner(client, path);
      const db = drizzle(client);
      checkMigrated(client, db, path);
      return await work(contentsOf(db));
    } finally {
      client.close();
    }
  } finally {
    unlock();
  }
}

const contentsOf = (db: BetterSQLite3Database): Contents => ({
  ...tablesOf(db),
  ...logOf(db),
  end: headReader(db)(),
  floor: db.select().from(logFloors).where(eq(logFloors.pattern, ALL_BUT_KEPT)).get()?.position ?? 0,
});

function tablesOf(db: BetterSQLite3Database): Pick<Contents, 'states' | 'stateIndexes' | 'timers'> {
  return {
    states: () =>
      portions<Row<typeof states>>((last) =>
        db
          .select()
          .from(states)
          .where(last && sql`(${states.kind}, ${states.id}) > (${last.kind}, ${last.id})`)
          .orderBy(states.kind, states.id)
          .limit(PORTION)
          .all(),
      ),
    stateIndexes: () =>
      portions<Row<typeof stateIndexes>>((last) => {
        const { kind, id, name, value } = stateIndexes;
        return db
          .select()
          .from(stateIndexes)
          .where(
            last &&
              sql`(${kind}, ${id}, ${name}, ${value}) > (${last.kind}, ${last.id}, ${last.name}, ${last.value})`,
          )
          .orderBy(kind, id, name, value)
          .limit(PORTION)
          .all();
      }),
    timers: () =>
      portions<Row<typeof timers>>((last) =>
        db
          .select()
          .from(timers)
          .where(last && gt(timers.key, last.key))
          .orderBy(timers.key)
          .limit(PORTION)
          .all(),
      ),
  };
}

function logOf(db: BetterSQLite3Database): Pick<Contents, 'events' | 'receipts'> {
  const log = createEntries(createDictionary(db, false), NO_SHAPES);
  const dictionary = createDictionary(db, false);

  const entriesInOrder = () =>
    portions<{ readonly row: EntryRow; readonly topic: string | null }>((last) =>
      db
        .select({ row: entries, topic: topics.name })
        .from(entries)
        .leftJoin(topics, eq(topics.id, entries.topic))
        .where(gt(entries.position, last?.row.position ?? 0))
        .orderBy(asc(entries.position))
        .limit(PORTION)
        .all(),
    );

  return {
    *events() {
      for (const rows of entriesInOrder())
        yield rows.flatMap(({ row, topic }) =>
          log.unpack(row, topic).map((event, index) => ({
            ...event,
            schemaVersion: dictionary.shapeAt(row.shapes.charAt(index)).schemaVersion,
          })),
        );
    },
    *receipts() {
      // Refusals, which are kept for minutes, and the few that left no event.
      yield db.select().from(receipts).all().map(toReceipt);
      // Receipts of operations that left events are with these.
      for (const rows of entriesInOrder())
        yield rows.flatMap(({ row, topic }) =>
          row.request === null
            ? []
            : {
                actor: row.actor,
                operation: row.operation,
                request: log.requestOf(row, topic),
                position: row.position,
                rejection: null,
                recordedAt: row.recordedAt,
              },
        );
    },
  };
}

/** @param page the rows after the last of the portion before */
function* portions<Each>(page: (last: Each | undefined) => readonly Each[]): Generator<readonly Each[]> {
  for (let rows = page(undefined); rows.length > 0; rows = page(rows.at(-1))) yield rows;
}
