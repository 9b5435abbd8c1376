import {
  and,
  eq,
  gt,
  isNotNull,
  isNull,
  lt,
  lte,
  not,
  or,
  Param,
  Placeholder,
  type Query,
  type SQL,
  sql,
} from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { excluded, placeholders } from './placeholders.ts';
import { ALL_BUT_KEPT, type KeptForever, PORTION } from './retention.ts';
import { events, eventShapes, logFloors, receipts, stateIndexes, states, timers } from '../schema.ts';

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

type MakeStep = (row: Readonly<Record<string, Value>>) => Step;

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
    const names = params.map(nameOf);
    return (row) => [
      number,
      names.map((name) => (typeof name === 'string' ? (row[name] ?? null) : name.constant)),
    ];
  };

  return {
    all,
    ...stateWrites(db, write),
    ...eventWrites(db, write),
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

function eventWrites(db: BetterSQLite3Database, write: AddWrite) {
  return {
    addEvent: write(db.insert(events).values(placeholders(events))),
    /** The newest event makes the best sample: retention deletes it last. */
    noteShape: write(
      db
        .insert(eventShapes)
        .values(placeholders(eventShapes))
        .onConflictDoUpdate({
          target: [eventShapes.type, eventShapes.schemaVersion],
          set: { position: sql`excluded.position` },
        }),
    ),
  };
}

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

const receiptWrites = (db: BetterSQLite3Database, write: AddWrite) => ({
  /** The operation may have been done meanwhile, by another server for example: deciding again finds its receipt. */
  addReceipt: write(
    db.insert(receipts).values(placeholders(receipts)).onConflictDoNothing(),
    'An operation is done already.',
  ),
});

/** What `retention.ts` deletes, and the note of how far. */
const retentionWrites = (db: BetterSQLite3Database, write: AddWrite, kept: KeptForever) => ({
  forgetReceipts: write(db.delete(receipts).where(oldest(isNull(receipts.rejection)))),
  forgetRefusals: write(db.delete(receipts).where(oldest(isNotNull(receipts.rejection)))),
  forgetEvents: write(
    db
      .delete(events)
      .where(
        and(
          gt(events.position, sql.placeholder('after')),
          lte(events.position, sql.placeholder('upTo')),
          or(isNull(events.topic), notKept(kept)),
        ),
      ),
  ),
  raiseFloor: write(
    db
      .insert(logFloors)
      .values({ pattern: ALL_BUT_KEPT, position: sql.placeholder('upTo') })
      .onConflictDoUpdate({ target: logFloors.pattern, set: { position: sql`excluded.position` } }),
  ),
});

/** Events of modules that are not kept for ever. A topic is its module's name, alone or before a slash. */
const notKept = (kept: KeptForever) =>
  and(
    sql`true`,
    ...kept.map((module) =>
      not(sql`substr(${events.topic} || '/', 1, ${module.length + 1}) = ${`${module}/`}`),
    ),
  );

/** A portion of the receipts of a sort from before an instant. Each sort has its index. */
const oldest = (sort: SQL) =>
  sql`(${receipts.actor}, ${receipts.operation}) in (
        select ${receipts.actor}, ${receipts.operation} from ${receipts}
        where ${lt(receipts.recordedAt, sql.placeholder('before'))} and ${sort} limit ${PORTION})`;

/** The column of a row that a parameter takes its value from; or the value itself, if it is the same for every row. */
function nameOf(parameter: unknown): string | { readonly constant: Value } {
  const value = parameter instanceof Param ? (parameter.value as unknown) : parameter;
  if (value instanceof Placeholder) return String(value.name);
  if (typeof value === 'string' || typeof value === 'number' || value === null) return { constant: value };
  throw new TypeError('A statement has a parameter that SQLite does not know.');
}
