import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  customType,
  index,
  integer,
  json,
  pgSequence,
  pgTable,
  primaryKey,
  text as plainText,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';

/*
 * Instants are milliseconds since the Unix epoch, except those that the database compares with its own clock. JSON is
 * `json`, not `jsonb`: it is kept and returned as it was written, and nobody looks into it.
 */

/** Text in the order of code points, as the domain orders ids, whatever the database's language is. */
const text = customType<{ data: string }>({ dataType: () => 'text COLLATE "C"' });

/** A position or an instant: below 2^53. */
const number = (name?: string) => bigint(name ?? '', { mode: 'number' });

/** The position of the newest event of the log. It is moved by as many as a commit has events, at once. */
export const positions = pgSequence('positions', { startWith: 1 });

/** All stored states, each at its newest version. */
export const states = pgTable(
  'states',
  {
    /** Starts with its module: `games.game`. */
    kind: text().notNull(),
    id: text().notNull(),
    /** A copy of the state's `stage`, for people, and for the check at a start. */
    stage: text(),
    version: number().notNull(),
    /** The version of the kind's shape, from its definition; `version` counts the writes of this state. */
    schemaVersion: integer('schema_version').notNull(),
    /** Where the log stood when this version was committed. */
    position: number().notNull(),
    data: json().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.id] }),
    // At each start, one state of each shape and stage is checked.
    index('states_by_shape').on(table.kind, table.schemaVersion, table.stage),
    check('states_version', sql`${table.version} >= 1`),
    check('states_position', sql`${table.position} >= 0`),
  ],
);

/**
 * The values by which a state can be found besides its id. There is no foreign key: checking it would lock states in a
 * mode and an order of its own; `commit_v1` writes both together.
 */
export const stateIndexes = pgTable(
  'state_indexes',
  {
    kind: text().notNull(),
    id: text().notNull(),
    name: text().notNull(),
    value: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.id, table.name, table.value] }),
    index('state_indexes_by_value').on(table.kind, table.name, table.value, table.id),
  ],
);

/** The topics of the log. A commit holds the rows of its topics: that orders the events of each. They are never deleted. */
export const topics = pgTable('topics', {
  /** Begins with its module: `games/<id>`. */
  name: text().primaryKey(),
  /** The position of its newest event. */
  head: number().notNull().default(0),
});

/** The event log. */
export const events = pgTable(
  'events',
  {
    position: number().primaryKey(),
    /** Null for internal events. */
    topic: text(),
    /** The position of the event before it in its topic; 0 for none. */
    previous: number().notNull(),
    /** Starts with its module: `games.MarkPlaced`. */
    name: text().notNull(),
    schemaVersion: integer('schema_version').notNull(),
    /** Null where the event has no data. */
    data: json(),
    /** Null for everyone. */
    audience: plainText().array(),
    operation: plainText().notNull(),
    correlation: plainText().notNull(),
    sequence: integer().notNull(),
    causation: integer(),
    actor: plainText().notNull(),
    recordedAt: number('recorded_at').notNull(),
  },
  (table) => [
    index('events_by_topic')
      .on(table.topic, table.position)
      .where(sql`${table.topic} is not null`),
    check('events_previous', sql`${table.previous} < ${table.position}`),
    check('events_sequence', sql`${table.sequence} >= 0 and ${table.causation} < ${table.sequence}`),
  ],
);

export const timers = pgTable(
  'timers',
  {
    /** Starts with the module that set it: `games.turn/…`. */
    key: text().primaryKey(),
    due: number().notNull(),
    wakeAt: number('wake_at').notNull(),
    eventName: text('event_name').notNull(),
    eventVersion: integer('event_version').notNull(),
    eventData: json('event_data'),
    /** Milliseconds between updates; null, like the three below, for a timer without updates. */
    updateEvery: number('update_every'),
    updateName: text('update_name'),
    updateVersion: integer('update_version'),
    updateData: json('update_data'),
    correlation: plainText().notNull(),
    setAt: number('set_at').notNull(),
  },
  (table) => [
    index('timers_by_wake_at').on(table.wakeAt, table.key),
    check('timers_wake_at', sql`${table.wakeAt} <= ${table.due}`),
    check('timers_update', sql`(${table.updateEvery} is null) = (${table.updateName} is null)`),
  ],
);

/** The outcomes of operations, for their retries. */
export const receipts = pgTable(
  'receipts',
  {
    actor: plainText().notNull(),
    operation: plainText().notNull(),
    requestName: plainText('request_name').notNull(),
    requestData: json('request_data'),
    position: number().notNull(),
    rejection: plainText(),
    recordedAt: number('recorded_at').notNull(),
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
  ],
);

/**
 * The commits that stand, for a server that has lost the connection before it was answered. It writes the row itself:
 * either the commit's is there, or the commit can never be kept. Then `before` is null.
 */
export const commits = pgTable(
  'commits',
  {
    id: uuid().primaryKey(),
    /** The position before its first event. */
    before: number(),
    at: timestamp({ withTimezone: true })
      .notNull()
      .default(sql`now()`),
  },
  (table) => [index('commits_by_time').on(table.at)],
);

/** Up to which position the log was pruned: `*` for all topics that are not kept for ever. */
export const logFloors = pgTable('log_floors', {
  pattern: text().primaryKey(),
  position: number().notNull(),
});

/** The servers that ring timers, by the database's clock. */
export const nodes = pgTable('nodes', {
  id: uuid().primaryKey(),
  seenAt: timestamp('seen_at', { withTimezone: true }).notNull(),
  /** When another has declared it dead. It is gone for good: where it lives on, it begins anew, by another id. */
  claimedAt: timestamp('claimed_at', { withTimezone: true }),
});

/**
 * The open connections of signed-in users, by the server that has them; without a user, one that was closed. The
 * migration makes it UNLOGGED: servers write it anew after a crash of the database.
 */
export const connections = pgTable(
  'connections',
  {
    node: uuid().notNull(),
    id: text().notNull(),
    userId: text('user_id'),
    /** Counts the changes of its server. */
    change: number().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.node, table.id] }),
    index('connections_by_change').on(table.node, table.change),
  ],
);

/** The newest versions of states and events that servers may have written. */
export const shapes = pgTable('shapes', { name: text().primaryKey(), version: integer().notNull() });
