import { sql } from 'drizzle-orm';
import { check, foreignKey, index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/*
 * Instants are milliseconds since the Unix epoch. JSON stays text here: one place, `rows.ts`, converts between values
 * and rows. The migrations add what drizzle cannot express: STRICT, WITHOUT ROWID.
 */

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

/** The event log. A position is never reused, even after its event is pruned. */
export const events = sqliteTable(
  'events',
  {
    position: integer().primaryKey(),
    /** The position of the previous event of its topic; 0 for none. */
    previous: integer().notNull().default(0),
    /** Starts with its module: `games.MarkPlaced`. */
    type: text().notNull(),
    data: text().notNull(),
    schemaVersion: integer('schema_version').notNull().default(1),
    /** The topic that it is published to; null for an internal event. */
    topic: text(),
    /** A list of actors; null for everyone. */
    audience: text(),
    operation: text().notNull(),
    correlation: text().notNull(),
    sequence: integer().notNull(),
    causation: integer(),
    actor: text().notNull(),
    recordedAt: integer('recorded_at').notNull(),
  },
  (table) => [
    // SQLite appends the row's key, the position, to each index entry: a topic's entries are ordered by it.
    index('events_by_topic')
      .on(table.topic)
      .where(sql`${table.topic} is not null`),
    check('events_position', sql`${table.position} >= 1`),
    check('events_sequence', sql`${table.sequence} >= 0 and ${table.causation} < ${table.sequence}`),
    check('events_data', sql`json_valid(${table.data})`),
    check('events_audience', sql`json_valid(${table.audience})`),
  ],
);

/**
 * The position of one event of each type and shape version. An index would cost every event a write; this costs only the
 * first of each after a start.
 */
export const eventShapes = sqliteTable(
  'event_shapes',
  {
    type: text().notNull(),
    schemaVersion: integer('schema_version').notNull(),
    position: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.type, table.schemaVersion] })],
);

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

/** The outcomes of operations, for their retries. */
export const receipts = sqliteTable(
  'receipts',
  {
    actor: text().notNull(),
    operation: text().notNull(),
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
 * Also where the log of a copy goes on (`timelines.ts`).
 */
export const logFloors = sqliteTable(
  'log_floors',
  {
    pattern: text().primaryKey(),
    position: integer().notNull(),
  },
  (table) => [check('log_floors_position', sql`${table.position} >= 0`)],
);
