import Database from 'better-sqlite3';
import { DatabaseRefused, messageOf } from '../failures.ts';

export type Client = Database.Database;

/** How long a statement waits for another connection, such as the checkpointer's or a backup's. */
export const BUSY_TIMEOUT_MS = 5_000;

/** `ttt1`: marks the file as ours, in its header. */
export const APPLICATION_ID = 0x74_74_74_31;

/** The settings of a connection that writes. */
export const WRITER_PRAGMAS = [
  'journal_mode = WAL',
  // better-sqlite3 is built to run WAL at NORMAL, where a power failure takes acknowledged commits back.
  'synchronous = FULL',
  'foreign_keys = ON',
  // The checkpointer makes the checkpoints: here, each would stall a commit for 7–16 ms.
  'wal_autocheckpoint = 0',
  // A long reader makes the write-ahead log grow: when the log restarts, it is truncated to this size.
  `journal_size_limit = ${64 * 1024 * 1024}`,
] as const;

/**
 * Call it before opening any file, so that no file is blamed.
 * @throws DatabaseRefused `NOT_COMPILED`
 */
export function checkCompiled(): void {
  try {
    new Database(':memory:').close();
  } catch (error) {
    const sentence = `better-sqlite3 is not compiled for Node ${process.version}, or not at all: \`npm start\` does it, as does \`npm rebuild better-sqlite3\`.`;
    throw new DatabaseRefused('NOT_COMPILED', `${sentence} (${messageOf(error).split('\n')[0]})`, {
      cause: error,
    });
  }
}

/** Opens the connection that prepares a file. After that, only the connection of `writer-thread.mjs` writes. */
export function openWriter(file: string): Client {
  return new Database(file, { timeout: BUSY_TIMEOUT_MS });
}

/** Call it only when the file is known to be ours: the first pragma writes to it. */
export function configureWriter(client: Client): void {
  for (const pragma of WRITER_PRAGMAS) client.pragma(pragma);
}

export function openReader(file: string): Client {
  const client = new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  client.pragma('synchronous = FULL');
  client.pragma('foreign_keys = ON');
  return client;
}
