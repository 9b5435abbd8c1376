import { sql } from 'drizzle-orm';
import {
  check,
  customType,
  foreignKey,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  unique,
} from 'drizzle-orm/sqlite-core';
import { FIRST_SHAPE, fromKey, type Key, toKey } from './ports/packing.ts';

/*
 * Instants are milliseconds since the Unix epoch. JSON stays text here: one place, `rows.ts`, converts between values
 * and rows. The migrations add what drizzle cannot express: STRICT, WITHOUT ROWID.
 */

/** An id: the sixteen bytes of a UUID, any other id as text. */
const id = customType<{ data: string; driverData: Key }>({
  dataType: () => 'any',
  toDriver: toKey,
  fromDriver: fromKey,
});

/** All stored states, each at its newest version. */
export const states = sqliteTable(
  'states',
  {
    /** Starts with its module: `games.game`. */
    kind: text().notNull(),
    id: text().notNull(),
    /** A copy of the state's `stage`, for people who look into the file. */
    stage: text(),
    version: integer().notNull(),
    /** The version of the kind's shape, from its definition; `version` counts the writes of this state. */
    schemaVersion: integer('schema_version').notNull().default(1),
    /** Where the log stood when this version was committed. */
    position: integer().notNull(),
    data: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.id] }),
    // At each start, one state of each shape and stage is checked.
    index('states_by_shape').on(table.kind, table.schemaVersion, table.stage),
    check('states_version', sql`${table.version} >= 1`),
    check('states_position', sql`${table.position} >= 0`),
    check('states_data', sql`json_valid(${table.data})`),
  ],
);

/** The values by which a state can be found besides its id. */
export const stateIndexes = sqliteTable(
  'state_indexes',
  {
    kind: text().notNull(),
    id: text().notNull(),
    name: text().notNull(),
    value: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.id, table.name, table.value] }),
    foreignKey({ columns: [table.kind, table.id], foreignColumns: [states.kind, states.id] }).onDelete(
      'cascade',
    ),
    index('state_indexes_by_value').on(table.kind, table.name, table.value, table.id),
  ],
);

/**
 * The event log. An entry has events of one operation that follow each other in one topic: a move's three are one row.
 * The positions of its events are consecutive, and are never used again, even after the events are pruned.
 */
export const entries = sqliteTable(
  'entries',
  {
    /** Of its last event: what comes after a position in a topic is in the entries after it, from the middle of one, too. */
    position: integer().primaryKey(),
    /** The row of `topics` that it is published to; null for internal events. */
    topic: integer(),
    /** The position of the topic's event before the first of these; 0 for none. */
    previous: integer().notNull(),
    /** A character for each event: the number of its row in `event_shapes`. */
    shapes: text().notNull(),
    /** A list of actors; null for everyone. */
    audience: text(),
    operation: id().notNull(),
    /** Null for the operation itself. */
    correlation: id(),
    /** Of the first event; that of each other is one more. */
    sequence: integer().notNull(),
    /** Of all of them. */
    causation: integer(),
    actor: id().notNull(),
    recordedAt: integer('recorded_at').notNull(),
    /** What was asked for, packed, where this row is the receipt of its operation, too; null for none. */
    request: text(),
    /** The data of each event as JSON, a line for each, packed (`packing.ts`). */
    data: text().notNull(),
  },
  (table) => [
    // SQLite appends the row's key, the position, to each index entry: a topic's entries are ordered by it.
    index('entries_by_topic')
      .on(table.topic)
      .where(sql`${table.topic} is not null`),
    // The first bytes find an operation as well as all of them, and are a third as long.
    index('entries_by_receipt')
      .on(sql`substr(${table.operation}, 1, 6)`)
      .where(sql`${table.request} is not null`),
    check('entries_position', sql`${table.position} >= length(${table.shapes})`),
    check('entries_shapes', sql`${table.shapes} <> ''`),
    check('entries_sequence', sql`${table.sequence} >= 0 and ${table.causation} < ${table.sequence}`),
    check('entries_audience', sql`json_valid(${table.audience})`),
  ],
);

/** The topics of the log. They stay when their events are pruned. */
export const topics = sqliteTable('topics', {
  id: integer().primaryKey(),
  /** Begins with its module: `games/<id>`. */
  name: text().notNull().unique(),
});

/** The types and versions of events. An entry names them by `id`, as a character. */
export const eventShapes = sqliteTable(
  'event_shapes',
  {
    id: integer().primaryKey(),
    /** Starts with its module: `games.MarkPlaced`. */
    type: text().notNull(),
    schemaVersion: integer('schema_version').notNull(),
    /** Of an entry that has one. An index would cost every event a write; this costs only the first of each after a start. */
    position: integer().notNull(),
  },
  (table) => [
    unique('event_shapes_by_type').on(table.type, table.schemaVersion),
    check('event_shapes_id', sql`${table.id} >= ${sql.raw(String(FIRST_SHAPE))}`),
  ],
);

/** The names of fields in packed data, which are few: a field is kept as two characters (`packing.ts`). */
export const words = sqliteTable('words', { id: integer().primaryKey(), word: text().notNull().unique() });

export const timers = sqliteTable(
  'timers',
  {
    /** Starts with the module that set it: `games.turn/…`. */
    key: text().primaryKey(),
    due: integer().notNull(),
    wakeAt: integer('wake_at').notNull(),
    eventType: text('event_type').notNull(),
    eventData: text('event_data').notNull(),
    eventSchemaVersion: integer('event_schema_version').notNull().default(1),
    /** Milliseconds between updates; null, like the two below, for a timer without updates. */
    updateEvery: integer('update_every'),
    updateType: text('update_type'),
    updateData: text('update_data'),
    updateSchemaVersion: integer('update_schema_version').notNull().default(1),
    correlation: text().notNull(),
    /** When it was set; 0 in rows from before this column existed. */
    setAt: integer('set_at').notNull().default(0),
  },
  (table) => [
    index('timers_by_wake_at').on(table.wakeAt),
    check('timers_wake_at', sql`${table.wakeAt} <= ${table.due}`),
    check('timers_data', sql`json_valid(${table.eventData}) and json_valid(${table.updateData})`),
    check(
      'timers_update',
      sql`(${table.updateEvery} is null) = (${table.updateType} is null) and (${table.updateEvery} is null) = (${table.updateData} is null)`,
    ),
  ],
);

/** The outcomes of operations that left no event, such as refusals, for their retries. Others are with their entries. */
export const receipts = sqliteTable(
  'receipts',
  {
    actor: id().notNull(),
    operation: id().notNull(),
    request: text().notNull(),
    position: integer().notNull(),
    rejection: text(),
    recordedAt: integer('recorded_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.actor, table.operation] }),
    // Each receipt is in one of two indexes: refusals are deleted much sooner.
    index('receipts_accepted_by_time')
      .on(table.recordedAt)
      .where(sql`${table.rejection} is null`),
    index('receipts_refused_by_time')
      .on(table.recordedAt)
      .where(sql`${table.rejection} is not null`),
    check('receipts_position', sql`${table.position} >= 0`),
  ],
);

/**
 * Up to which position the log was pruned, for the topics that match `pattern`: `*` for all that are not kept for ever.
 * Also how far its receipts were (`retention.ts`), and where the log of a copy goes on (`timelines.ts`).
 */
export const logFloors = sqliteTable(
  'log_floors',
  {
    pattern: text().primaryKey(),
    position: integer().notNull(),
  },
  (table) => [check('log_floors_position', sql`${table.position} >= 0`)],
);
