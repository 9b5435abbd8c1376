import {
  and,
  type Column,
  eq,
  getTableColumns,
  gt,
  isNotNull,
  isNull,
  lt,
  lte,
  Param,
  Placeholder,
  type Query,
  type SQL,
  sql,
  type Table,
} from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { SQLiteCustomColumn, SQLiteSyncDialect } from 'drizzle-orm/sqlite-core';
import { excluded, placeholders } from './placeholders.ts';
import { isUuid } from './packing.ts';
import { isReceiptOf } from './receipts.ts';
import { isForgettable, type KeptForever, PORTION } from './retention.ts';
import {
  entries,
  eventShapes,
  logFloors,
  receipts,
  stateIndexes,
  states,
  timers,
  topics,
  words,
} from '../schema.ts';

type Value = string | number | null;

/** A statement as the writer prepares it. */
export interface Write {
  readonly sql: string;
  /** The conflict if the statement changes nothing, which undoes the transaction; null if that is fine. */
  readonly conflict: string | null;
}

/** One statement of a transaction: the number of its `Write`, and the values it runs with. */
export type Step = readonly [write: number, values: readonly Value[]];

export type Writes = ReturnType<typeof createWrites>;

type Row = Readonly<Record<string, Value>>;
type MakeStep = (row: Row) => Step;

/** Adds a statement to those that the writer prepares. */
type AddWrite = (query: { toSQL(): Query }, conflict?: Write['conflict']) => MakeStep;

/**
 * All statements that write, as data: drizzle makes the SQL here, and the writer's thread, which knows no tables, runs
 * it. Each function makes a step from a row.
 */
export function createWrites(db: BetterSQLite3Database, kept: KeptForever) {
  const all: Write[] = [];

  const write: AddWrite = (query, conflict = null) => {
    const { sql: text, params } = query.toSQL();
    const number = all.push({ sql: text, conflict }) - 1;
    const values = params.map(valueOf);
    return (row) => [number, values.map((of) => of(row))];
  };

  return {
    all,
    ...stateWrites(db, write),
    ...entryWrites(db, write),
    ...timerWrites(db, write),
    ...receiptWrites(db, write),
    ...retentionWrites(db, write, kept),
  };
}

/** States and their index entries. */
function stateWrites(db: BetterSQLite3Database, write: AddWrite) {
  const key = and(eq(states.kind, sql.placeholder('kind')), eq(states.id, sql.placeholder('id')));
  const atVersion = and(key, eq(states.version, sql.placeholder('expected')));
  const indexEntry = and(
    eq(stateIndexes.kind, sql.placeholder('kind')),
    eq(stateIndexes.id, sql.placeholder('id')),
    eq(stateIndexes.name, sql.placeholder('name')),
    eq(stateIndexes.value, sql.placeholder('value')),
  );
  const { stage, schemaVersion, version, position, data } = placeholders(states);
  const rewritten = { version: sql`${version}`, position: sql`${position}`, data: sql`${data}` };
  const otherVersion = 'A state is no longer at the version that was decided on.';

  return {
    insertState: write(
      db.insert(states).values(placeholders(states)).onConflictDoNothing(),
      'A state that was to be new is there already.',
    ),
    updateState: write(db.update(states).set(rewritten).where(atVersion), otherVersion),
    /** For a state whose stage or shape version differs from the file's: both are indexed. */
    reshapeState: write(
      db
        .update(states)
        .set({ ...rewritten, stage: sql`${stage}`, schemaVersion: sql`${schemaVersion}` })
        .where(atVersion),
      otherVersion,
    ),
    deleteState: write(db.delete(states).where(atVersion), otherVersion),
    index: write(db.insert(stateIndexes).values(placeholders(stateIndexes)).onConflictDoNothing()),
    unindex: write(db.delete(stateIndexes).where(indexEntry)),
  };
}

/** The operation may have been done meanwhile, by another server for example: deciding again finds its receipt. */
const DONE_ALREADY = 'An operation is done already.';

/** The log, and what it names by numbers. */
const entryWrites = (db: BetterSQLite3Database, write: AddWrite) => ({
  addEntry: write(statement(sql`insert into ${entries} select * from ${row(entries)}`)),
  /** An entry that is a receipt, too. */
  addEntryOnce: write(
    statement(
      sql`insert into ${entries} select * from ${row(entries)} where not exists (${receiptAlone}) and not exists (${receiptOfEvents})`,
    ),
    DONE_ALREADY,
  ),
  addTopic: write(db.insert(topics).values(placeholders(topics))),
  addWord: write(db.insert(words).values(placeholders(words))),
  /** The newest event makes the best sample: retention deletes it last. */
  noteShape: write(
    db
      .insert(eventShapes)
      .values(placeholders(eventShapes))
      .onConflictDoUpdate({ target: eventShapes.id, set: { position: sql`excluded.position` } }),
  ),
});

function timerWrites(db: BetterSQLite3Database, write: AddWrite) {
  const { key: _, ...replaced } = excluded(timers);
  return {
    setTimer: write(
      db
        .insert(timers)
        .values(placeholders(timers))
        .onConflictDoUpdate({ target: timers.key, set: replaced }),
    ),
    cancelTimer: write(db.delete(timers).where(eq(timers.key, sql.placeholder('key')))),
  };
}

const receiptWrites = (_db: BetterSQLite3Database, write: AddWrite) => ({
  /** The receipt of an operation that left no event. */
  addReceipt: write(
    statement(
      sql`insert into ${receipts} select * from ${row(receipts)} where not exists (${receiptOfEvents}) on conflict do nothing`,
    ),
    DONE_ALREADY,
  ),
});

/** The row that is to be inserted, which conditions may name; its columns are in the table's order. */
function row(table: Table): SQL {
  const columns = Object.entries(getTableColumns(table)).map(
    ([name, column]: [string, Column]) => sql`${parameter(name, column)} as ${sql.identifier(column.name)}`,
  );
  return sql`(select ${sql.join(columns, sql`, `)}) as ${NEW}`;
}
const NEW = sql.identifier('new');
const [newActor, newOperation] = [sql`${NEW}."actor"`, sql`${NEW}."operation"`];

/* The receipts that an operation may have already. */
const receiptAlone = sql`select 1 from ${receipts} where ${receipts.actor} = ${newActor} and ${receipts.operation} = ${newOperation}`;
const receiptOfEvents = sql`select 1 from ${entries} where ${isReceiptOf(newActor, newOperation)}`;

/** A UUID reaches the writer as text, and SQLite makes bytes of it: that costs least. */
const parameter = (name: string, column: Column): SQL =>
  column instanceof SQLiteCustomColumn
    ? sql`coalesce(unhex(${sql.placeholder(`${UUID_OF}${name}`)}, '-'), ${sql.placeholder(`${OTHER_OF}${name}`)})`
    : sql`${sql.placeholder(name)}`;
const UUID_OF = 'uuid ';
const OTHER_OF = 'other ';

const dialect = new SQLiteSyncDialect();
const statement = (text: SQL) => ({ toSQL: () => dialect.sqlToQuery(text) });

const betweenPositions = and(
  gt(entries.position, sql.placeholder('after')),
  lte(entries.position, sql.placeholder('upTo')),
);

/** What `retention.ts` deletes, and the note of how far. */
const retentionWrites = (db: BetterSQLite3Database, write: AddWrite, kept: KeptForever) => ({
  forgetReceipts: write(db.delete(receipts).where(oldest(isNull(receipts.rejection)))),
  forgetRefusals: write(db.delete(receipts).where(oldest(isNotNull(receipts.rejection)))),
  forgetRequests: write(
    db
      .update(entries)
      .set({ request: null })
      .where(and(betweenPositions, isNotNull(entries.request))),
  ),
  forgetEvents: write(db.delete(entries).where(and(betweenPositions, isForgettable(kept)))),
  raiseFloor: write(
    db
      .insert(logFloors)
      .values({ pattern: sql.placeholder('pattern'), position: sql.placeholder('upTo') })
      .onConflictDoUpdate({ target: logFloors.pattern, set: { position: sql`excluded.position` } }),
  ),
});

/** A portion of the receipts of a sort from before an instant. Each sort has its index. */
const oldest = (sort: SQL) =>
  sql`(${receipts.actor}, ${receipts.operation}) in (
        select ${receipts.actor}, ${receipts.operation} from ${receipts}
        where ${lt(receipts.recordedAt, sql.placeholder('before'))} and ${sort} limit ${PORTION})`;

/** How a parameter takes its value from a row; or the value itself, if it is the same for every row. */
function valueOf(parameterOf: unknown): (row: Row) => Value {
  const value = parameterOf instanceof Param ? (parameterOf.value as unknown) : parameterOf;
  if (value instanceof Placeholder) return fieldOf(String(value.name));
  if (typeof value === 'string' || typeof value === 'number' || value === null) return () => value;
  throw new TypeError('A statement has a parameter that SQLite does not know.');
}

function fieldOf(name: string): (row: Row) => Value {
  const [uuid, other] = [UUID_OF, OTHER_OF].map((sort) =>
    name.startsWith(sort) ? name.slice(sort.length) : null,
  );
  const isUuidIn = (value: Value) => typeof value === 'string' && isUuid(value);
  if (uuid) return ({ [uuid]: value = null }) => (isUuidIn(value) ? value : null);
  if (other) return ({ [other]: value = null }) => (isUuidIn(value) ? null : value);
  return ({ [name]: value = null }) => value;
}
