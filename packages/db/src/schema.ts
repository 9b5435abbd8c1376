import { sql } from 'drizzle-orm';
import { check, foreignKey, index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/*
 * Instants are milliseconds since the Unix epoch. JSON stays text here, so that one place (`rows.ts`) says how
 * values become rows and back. The migrations add what drizzle cannot say: STRICT, WITHOUT ROWID.
 */

/** Every stored state, at its newest version. */
export const states = sqliteTable(
  'states',
  {
    /** With its module in front: `games.game`. */
    kind: text().notNull(),
    id: text().notNull(),
    /** A copy of the state's own `stage`, for people who look into the file. */
    stage: text(),
    version: integer().notNull(),
    /** Of the kind's shape, as its definition counts: `version` counts the writes of this state. */
    schemaVersion: integer('schema_version').notNull().default(1),
    /** Where the log stood when this version was committed. */
    position: integer().notNull(),
    data: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.id] }),
    // A start looks at one state of each shape and stage.
    index('states_by_shape').on(table.kind, table.schemaVersion, table.stage),
    check('states_version', sql`${table.version} >= 1`),
    check('states_position', sql`${table.position} >= 0`),
    check('states_data', sql`json_valid(${table.data})`),
  ],
);

/** By which values a state can be found besides its id. */
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

/** The event log. A position is never used again, even when its event is pruned. */
export const events = sqliteTable(
  'events',
  {
    position: integer().primaryKey(),
    /** The position of the event before it in its topic; 0 for none. */
    previous: integer().notNull().default(0),
    /** With its module in front: `games.MarkPlaced`. */
    type: text().notNull(),
    data: text().notNull(),
    schemaVersion: integer('schema_version').notNull().default(1),
    /** The feed that it is published to; null for an event of the domain's own. */
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
    // SQLite ends each index entry with the row's key, the position: within a topic, they are in order.
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
 * Where the log has an event of each type and version of its shape: an index would cost every event, this costs the
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
    /** With the module in front that set it: `games.turn/…`. */
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
    /** When it was set; 0 for one of a file from before this was kept. */
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

/** What operations came to, for their retries. */
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
    // Two indexes, of which each receipt is in one: refusals are forgotten much sooner.
    index('receipts_accepted_by_time')
      .on(table.recordedAt)
      .where(sql`${table.rejection} is null`),
    index('receipts_refused_by_time')
      .on(table.recordedAt)
      .where(sql`${table.rejection} is not null`),
    check('receipts_position', sql`${table.position} >= 0`),
  ],
);

/** Up to which position the log was pruned, for the topics that match `pattern`, `*` for all that are not kept; and where a copy's log goes on. */
export const logFloors = sqliteTable(
  'log_floors',
  {
    pattern: text().primaryKey(),
    position: integer().notNull(),
  },
  (table) => [check('log_floors_position', sql`${table.position} >= 0`)],
);
