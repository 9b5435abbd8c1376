import pg from 'pg';

/** Readings at once. Commits, and signals, have a connection of their own. */
const READERS = 8;

/** How long a connection may take to come about. */
const CONNECT_WITHIN_MS = 3_000;

/** How long a statement may run, and may wait for a lock. Then it is undone. */
const STATEMENT_WITHIN_MS = 4_000;
const LOCK_WITHIN_MS = 2_000;

/** How long its answer may take: then the network has lost it, or the database has stopped. */
const ANSWER_WITHIN_MS = 6_000;

export const optionsFor = (url: string): pg.ClientConfig => ({
  connectionString: url,
  application_name: 'tic-tac-toe',
  connectionTimeoutMillis: CONNECT_WITHIN_MS,
  statement_timeout: STATEMENT_WITHIN_MS,
  lock_timeout: LOCK_WITHIN_MS,
  query_timeout: ANSWER_WITHIN_MS,
  keepAlive: true,
});

/** A connection of its own. Whoever asks it something hears of its loss; whoever only listens, by `onLost`. */
export async function connect(options: pg.ClientConfig, onLost: () => void = () => {}): Promise<pg.Client> {
  const client = new pg.Client(options);
  client.on('error', () => {});
  await client.connect();
  client.on('end', onLost);
  return client;
}

/** Ends a connection that may no longer answer. */
export function drop(client: pg.Client): void {
  client.connection.stream.destroy();
  client.end().catch(() => {});
}

/** All connections of a server to its database. */
export interface Connector {
  /** For readings: a connection for each of some at once. */
  readonly pool: pg.Pool;
  /** Makes a connection of its own, and calls `onLost` when that is lost. */
  connect(onLost: () => void): Promise<pg.Client>;
  /**
   * Ends all connections that there are: whoever asks again gets a new one. Where a machine has vanished without a farewell,
   * each of them would have to be waited for.
   */
  dropAll(): void;
}

export function createConnector(options: pg.ClientConfig): Connector {
  const open = new Set<pg.Client>();
  const pool = new pg.Pool({ ...options, max: READERS });
  const keep = (client: pg.Client) => {
    open.add(client);
    client.on('end', () => open.delete(client));
  };
  // An idle connection was lost: the next reading makes another.
  pool.on('error', () => {}).on('connect', keep);
  return {
    pool,
    async connect(onLost) {
      const client = await connect(options, onLost);
      keep(client);
      return client;
    },
    dropAll() {
      for (const client of open) client.connection.stream.destroy();
      open.clear();
    },
  };
}
