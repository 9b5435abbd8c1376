import { DatabaseRefused, type RecordedEvent, type StoredReceipt } from '@tic-tac-toe/domain/kit';
import type pg from 'pg';
import { addressOf } from './address.ts';
import { connect, optionsFor } from './connection.ts';
import { openDatabase } from './database.ts';
import { refusal } from './failures.ts';

/** Everything that another store holds, as it is stored, in portions; JSON of states and timers is text. */
export interface Contents {
  states(): Iterable<readonly object[]>;
  stateIndexes(): Iterable<readonly object[]>;
  events(): Iterable<readonly (RecordedEvent & { readonly schemaVersion: number })[]>;
  timers(): Iterable<readonly object[]>;
  receipts(): Iterable<readonly StoredReceipt[]>;
  readonly end: number;
  readonly floor: number;
}

const STATES = `INSERT INTO states (kind, id, stage, version, schema_version, position, data)
  SELECT kind, id, stage, version, "schemaVersion", position, data::json FROM json_to_recordset($1) AS s(
    kind text, id text, stage text, version bigint, "schemaVersion" integer, position bigint, data text)`;
const INDEXES = `INSERT INTO state_indexes (kind, id, name, value)
  SELECT * FROM json_to_recordset($1) AS i(kind text, id text, name text, value text)`;
const TIMERS = `INSERT INTO timers (key, due, wake_at, event_name, event_version, event_data,
    update_every, update_name, update_version, update_data, correlation, set_at)
  SELECT key, due, "wakeAt", "eventType", "eventSchemaVersion", "eventData"::json,
    "updateEvery", "updateType", CASE WHEN "updateType" IS NOT NULL THEN "updateSchemaVersion" END,
    "updateData"::json, correlation, "setAt"
  FROM json_to_recordset($1) AS t(key text, due bigint, "wakeAt" bigint, "eventType" text, "eventSchemaVersion" integer,
    "eventData" text, "updateEvery" bigint, "updateType" text, "updateSchemaVersion" integer, "updateData" text,
    correlation text, "setAt" bigint)`;
const EVENTS = `INSERT INTO events (position, topic, previous, name, schema_version, data, audience, operation, correlation,
    sequence, causation, actor, recorded_at)
  SELECT position, topic, previous, name, "schemaVersion", data, audience, operation, correlation, sequence, causation,
    actor, "recordedAt"
  FROM json_to_recordset($1) AS e(position bigint, topic text, previous bigint, name text, "schemaVersion" integer,
    data json, audience text[], operation text, correlation text, sequence integer, causation integer, actor text,
    "recordedAt" bigint)`;
const RECEIPTS = `INSERT INTO receipts (actor, operation, request_name, request_data, position, rejection, recorded_at)
  SELECT actor, operation, "requestName", "requestData", position, rejection, "recordedAt"
  FROM json_to_recordset($1) AS r(actor text, operation text, "requestName" text, "requestData" json, position bigint,
    rejection text, "recordedAt" bigint)`;
const HEADS = `INSERT INTO topics (name, head)
  SELECT topic, max(position) FROM events WHERE topic IS NOT NULL GROUP BY topic`;
/** The next number is the one after the log's end. */
const POSITIONS = `SELECT setval('positions', greatest($1::bigint, 1), $1::bigint > 0)`;
const FLOOR = `INSERT INTO log_floors (pattern, position) SELECT '*', $1::bigint WHERE $1::bigint > 0`;

/**
 * Copies everything into an empty database, or nothing. Positions stay, so that clients resume.
 * @throws DatabaseRefused where it is not empty, or cannot be used
 */
export async function fillDatabase(
  url: string,
  shapes: NonNullable<Parameters<typeof openDatabase>[0]['shapes']>,
  contents: Contents,
): Promise<void> {
  const address = addressOf(url);
  // Makes the tables.
  await (await openDatabase({ url, shapes, kept: [] })).close();
  const client = await connect({ ...optionsFor(url), query_timeout: undefined, statement_timeout: 0 });
  try {
    await client.query('BEGIN');
    await client.query('LOCK TABLE states, events IN ACCESS EXCLUSIVE MODE');
    const { rowCount } = await client.query('SELECT FROM states UNION ALL SELECT FROM events LIMIT 1');
    if (rowCount !== 0)
      throw new DatabaseRefused(
        'UNSUITABLE',
        `The database ${address.database} is not empty: name an empty one.`,
      );
    await copy(client, contents);
    await client.query('COMMIT');
  } catch (error) {
    throw refusal(error, address);
  } finally {
    // What was not committed is undone.
    await client.end();
  }
}

async function copy(client: pg.Client, contents: Contents): Promise<void> {
  const insert = async (statement: string, rows: readonly object[]) =>
    client.query(statement, [JSON.stringify(rows)]);
  for (const rows of contents.states()) await insert(STATES, rows);
  for (const rows of contents.stateIndexes()) await insert(INDEXES, rows);
  for (const rows of contents.timers()) await insert(TIMERS, rows);
  for (const rows of contents.events())
    await insert(
      EVENTS,
      rows.map(({ audience, ...event }) => ({
        ...event,
        audience: audience === 'everyone' ? null : audience,
      })),
    );
  for (const rows of contents.receipts())
    await insert(
      RECEIPTS,
      rows.map(({ request, ...receipt }) => ({
        ...receipt,
        requestName: request.name,
        requestData: request.data,
      })),
    );
  await client.query(HEADS);
  await client.query(POSITIONS, [contents.end]);
  await client.query(FLOOR, [contents.floor]);
}
