import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { EventLog, StateReader, Store } from '@tic-tac-toe/domain/kit';
import { checkFile, checkOwner, checkTables, refusal } from './admission.ts';
import { backup } from './backup.ts';
import { startCheckpointer } from './checkpointer.ts';
import {
  checkpointAutomatically,
  type Client,
  configureWriter,
  openReader,
  openWriter,
} from './connection.ts';
import { createEventLog, readHead } from './event-log.ts';
import { locate } from './location.ts';
import { lock } from './lock.ts';
import { migrate, MIGRATIONS_FOLDER } from './migrate.ts';
import { createPrune, type Pruned } from './retention.ts';
import { createStateReader } from './state-reader.ts';
import { createStore, type Head } from './store.ts';

export interface DatabaseOptions {
  /** Made where it is missing, with its folder. */
  readonly file: string;
  /** Where the numbered migrations lie; by default the folder `migrations` beside this code. */
  readonly migrationsFolder?: string;
  /**
   * Called before each statement of the writing connection, `BEGIN IMMEDIATE` and `COMMIT` included: where a
   * crash test ends the process. Statements are spelled out for it, which costs time.
   */
  readonly onStatement?: (statement: string) => void;
}

export interface Database {
  readonly store: Store;
  /** Reads through a connection of its own, so that it sees what is committed and never waits. */
  readonly reader: StateReader;
  readonly log: EventLog;
  /** Deletes what has been kept long enough: a portion per call, some milliseconds' work. */
  readonly prune: (options: { now: number }) => Pruned;
  /** Copies the database, consistently, to a file that does not exist yet. */
  readonly backup: (to: string) => Promise<void>;
  /** Brings everything into the one file, and lets go of it. */
  readonly close: () => Promise<void>;
}

/**
 * Opens a database file, brings it up to date, and keeps other processes away from it.
 * @throws DatabaseRefused where the file is not to be used, StorageFailure where the disk fails
 */
export function openDatabase({
  file,
  migrationsFolder = MIGRATIONS_FOLDER,
  onStatement,
}: DatabaseOptions): Database {
  const path = locate(file);
  const unlock = lock(path);
  const clients: Client[] = [];
  const closeAll = () => {
    for (const client of clients.toReversed()) client.close();
    unlock();
  };
  const opened = (client: Client) => {
    clients.push(client);
    return client;
  };
  try {
    checkFile(path);
    const writer = opened(openWriter(path, onStatement));
    checkOwner(writer, path);
    configureWriter(writer);
    const db = drizzle(writer);
    migrate(writer, db, path, migrationsFolder);
    checkTables(db);
    const head: Head = { position: readHead(db) };
    const store = createStore(writer, db, head);
    const prune = createPrune(writer, db);

    const readerClient = opened(openReader(path));
    const readerDb = drizzle(readerClient);
    const reader = createStateReader(readerDb);
    const log = createEventLog(readerDb, () => head.position);

    const checkpointer = startCheckpointer(path, () => checkpointAutomatically(writer));
    let closing: Promise<void> | undefined;
    async function close(): Promise<void> {
      await checkpointer.stop();
      readerClient.close();
      try {
        writer.pragma('wal_checkpoint(TRUNCATE)');
      } catch {
        // On a full disk, for example: then the write-ahead log stays, and the next opening reads it.
      }
      closeAll();
    }
    return {
      store,
      reader,
      log,
      prune,
      backup: (to) => backup(path, to),
      close: () => (closing ??= close()),
    };
  } catch (error) {
    closeAll();
    throw refusal(error, path);
  }
}
