import Database from 'better-sqlite3';

export type Client = Database.Database;

/** How long a statement waits for another connection, such as the checkpointer's or a backup's. */
export const BUSY_TIMEOUT_MS = 5_000;

/** `ttt1`: says in the file's header whose it is. */
export const APPLICATION_ID = 0x74_74_74_31;

/** Page 1000 is SQLite's own default: only used where the checkpointer has failed. */
export const checkpointAutomatically = (client: Client) => client.pragma('wal_autocheckpoint = 1000');

/** The one connection that writes. */
export function openWriter(file: string, onStatement?: (statement: string) => void): Client {
  const verbose = onStatement && ((statement?: unknown) => onStatement(String(statement)));
  return new Database(file, { timeout: BUSY_TIMEOUT_MS, ...(verbose && { verbose }) });
}

/** To be called once it is sure that the file is ours: the first of these writes to it. */
export function configureWriter(client: Client): void {
  client.pragma('journal_mode = WAL');
  // better-sqlite3 is built to run WAL at NORMAL, where a power failure takes acknowledged commits back.
  client.pragma('synchronous = FULL');
  client.pragma('foreign_keys = ON');
  // Checkpoints belong to the checkpointer: here each would stall a commit for 7–16 ms.
  client.pragma('wal_autocheckpoint = 0');
}

export function openReader(file: string): Client {
  const client = new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  client.pragma('synchronous = FULL');
  client.pragma('foreign_keys = ON');
  return client;
}
