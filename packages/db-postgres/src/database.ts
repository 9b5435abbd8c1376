import {
  DatabaseRefused,
  type EventLog,
  type Shapes,
  shapesOf,
  type StateReader,
  type Store,
} from '@tic-tac-toe/domain/kit';
import { drizzle } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import { addressOf } from './address.ts';
import { connect, createConnector, optionsFor } from './connection.ts';
import { guarded, refusal } from './failures.ts';
import { migrate, MIGRATIONS_FOLDER } from './migrate.ts';
import { createCommitter } from './ports/committer.ts';
import { createConnections, type SharedConnections } from './ports/connections.ts';
import { createDatabaseTime } from './ports/database-time.ts';
import { createEventLog } from './ports/event-log.ts';
import { createLoad } from './ports/load-together.ts';
import { createNode, type Membership } from './ports/node.ts';
import { createPrune, type KeptForever, type Pruned } from './ports/retention.ts';
import { createSignals, type DatabaseSignals } from './ports/signals.ts';
import { createStateReader } from './ports/state-reader.ts';
import { createStore } from './ports/store.ts';
import { checkShapes } from './stored-shapes.ts';

/** `json_to_recordset`, advisory locks and the rest are older; this is the oldest that gets fixes. */
const OLDEST_VERSION = 140_000;

export interface DatabaseOptions {
  /** As `postgres://user:password@host:5432/database`. */
  readonly url: string;
  /**
   * The shapes of the application's stored data: older data is upcast to them. Without them, events and timers are
   * returned as stored.
   */
  readonly shapes?: Shapes;
  /** The modules whose events are kept for ever, from `keptForever(contracts)`. */
  readonly kept: KeptForever;
  /** The folder of the numbered migrations; by default `postgres-migrations` beside this code. */
  readonly migrationsFolder?: string;
}

/** How much there is. */
export interface Size {
  /** Where the log stands: more or less the number of events that were ever told. */
  readonly position: number;
  /** Of the whole database, indexes included. */
  readonly bytes: number;
}

export interface Database {
  readonly store: Store;
  readonly reader: StateReader;
  readonly log: EventLog;
  readonly signals: DatabaseSignals;
  readonly connections: SharedConnections;
  /** Where it is, without the password. */
  readonly place: string;
  /** What others make of this server, and what it may trust. */
  readonly membership: Membership;
  /** The database's clock: milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Deletes data past its retention, a portion of some milliseconds' work per call. */
  readonly prune: (options: { now: number }) => Promise<Pruned>;
  readonly size: () => Promise<Size>;
  readonly close: () => Promise<void>;
}

/**
 * Opens a database, and migrates it. Any number of servers may have it open.
 * @throws DatabaseRefused where it is not to be used
 */
export async function openDatabase({
  url,
  shapes = shapesOf([]),
  kept,
  migrationsFolder = MIGRATIONS_FOLDER,
}: DatabaseOptions): Promise<Database> {
  const address = addressOf(url);
  const options = optionsFor(url);
  const steady = () => performance.now();
  const time = createDatabaseTime(steady);
  await prepare();
  const connector = createConnector(options);
  const { pool } = connector;
  const db = drizzle(pool);
  const reader = createStateReader(db);
  const committer = createCommitter(connector.connect, steady);
  const signals = createSignals(connector.connect, shapes);
  const node = createNode({ ...connector, signals, time, now: steady });
  const connections = createConnections({ pool, node: node.id, signals, now: steady });
  const store = createStore({
    db,
    reader,
    load: createLoad(pool),
    committer,
    signals,
    shapes,
    join: node.join,
  });

  async function prepare(): Promise<void> {
    try {
      const client = await connect({ ...options, query_timeout: undefined });
      try {
        await checkServer(client, address.database);
        await migrate(client, address.database, migrationsFolder, () =>
          checkShapes(client, shapes, address.database),
        );
        const asked = steady();
        time.saw(await timeOf(client), asked, steady());
      } finally {
        await client.end();
      }
    } catch (error) {
      throw refusal(error, address);
    }
  }

  async function close(): Promise<void> {
    await Promise.all([signals.close(), committer.close(), pool.end()]);
  }
  let closing: Promise<void> | undefined;
  // Live events that others tell before are lost.
  await signals.begun;
  return {
    store,
    reader,
    log: createEventLog(db, { shapes, kept }),
    signals,
    connections,
    place: `${address.database} at ${address.place}`,
    membership: node,
    now: time.now,
    prune: createPrune(pool, kept),
    size: guarded(() => sizeOf(pool)),
    close: () => (closing ??= close()),
  };
}

async function checkServer(client: pg.Client, database: string): Promise<void> {
  const { rows } = await client.query<{ version: number; encoding: string; standby: boolean }>(
    `SELECT current_setting('server_version_num')::integer AS version,
       current_setting('server_encoding') AS encoding, pg_is_in_recovery() AS standby`,
  );
  const [{ version, encoding, standby } = { version: 0, encoding: '', standby: false }] = rows;
  if (version < OLDEST_VERSION)
    throw new DatabaseRefused('UNSUITABLE', 'PostgreSQL 14 or a later one is needed.');
  if (encoding !== 'UTF8')
    throw new DatabaseRefused(
      'UNSUITABLE',
      `The database ${database} is encoded in ${encoding}: create one with ENCODING 'UTF8'.`,
    );
  if (standby)
    throw new DatabaseRefused('UNSUITABLE', `The database ${database} is a standby: name the primary.`);
}

async function timeOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ now: number }>(
    'SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS now',
  );
  return rows[0]?.now ?? Date.now();
}

async function sizeOf(pool: pg.Pool): Promise<Size> {
  const { rows } = await pool.query<Size>(
    'SELECT log_end_v1()::float8 AS position, pg_database_size(current_database())::float8 AS bytes',
  );
  return rows[0] ?? { position: NaN, bytes: NaN };
}
