import { statSync } from 'node:fs';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { type EventLog, type Shapes, shapesOf, type StateReader, type Store } from '@tic-tac-toe/domain/kit';
import { checkFile, checkOwner, checkTables, refusal } from './file/admission.ts';
import { backup } from './file/backup.ts';
import { startCheckpointer } from './threads/checkpointer.ts';
import { checkCompiled, type Client, configureWriter, openReader, openWriter } from './file/connection.ts';
import { createDictionary } from './ports/dictionary.ts';
import { createEntries } from './ports/entries.ts';
import { createEventLog } from './ports/event-log.ts';
import { beginTimeline } from './file/timelines.ts';
import { headReader } from './ports/head.ts';
import { locate } from './file/location.ts';
import { lock } from './file/lock.ts';
import { migrate, MIGRATIONS_FOLDER } from './migrate.ts';
import { guardFileIdentity } from './file/file-identity.ts';
import { createPrune, type KeptForever, type Pruned } from './ports/retention.ts';
import { createStateReader } from './ports/state-reader.ts';
import { createStore } from './ports/store.ts';
import { checkShapes, noteShapes } from './file/stored-shapes.ts';
import { startWriter } from './threads/writer.ts';
import { createWrites } from './ports/writes.ts';

export interface DatabaseOptions {
  /** Created with its folder if it is missing. */
  readonly file: string;
  /**
   * The shapes of the application's stored data: older data in the file is upcast to them. Without them, events and
   * timers are returned as stored.
   */
  readonly shapes?: Shapes;
  /** The modules whose events are kept for ever, from `keptForever(contracts)`. */
  readonly kept: KeptForever;
  /** The folder of the numbered migrations; by default `migrations` beside this code. */
  readonly migrationsFolder?: string;
  /**
   * For crash tests: kills the process before this statement. Counts those of all transactions from 1, `BEGIN` and
   * `COMMIT` included.
   */
  readonly killBefore?: number;
}

/** How much there is. */
export interface Size {
  /** Where the log stands: more or less the number of events that were ever told. */
  readonly position: number;
  /** On the disk, the write-ahead log included. */
  readonly bytes: number;
}

export interface Database {
  readonly store: Store;
  /** Reads through a connection of its own: it sees committed data only, and never waits. */
  readonly reader: StateReader;
  readonly log: EventLog;
  /** Deletes data past its retention, a portion of some milliseconds' work per call. */
  readonly prune: (options: { now: number }) => Promise<Pruned>;
  readonly size: () => Size;
  /** Copies the database, consistently, to a file that does not exist yet. */
  readonly backup: (to: string) => Promise<void>;
  /** Throws StorageFailure where the file is no longer at its path; commits are then refused. */
  readonly checkIdentity: () => void;
  /** From now on, a commit fails at once where another program holds the file, even one that is already waiting. */
  readonly stopWaiting: () => void;
  /** Brings the write-ahead log into the file, and closes it. */
  readonly close: () => Promise<void>;
}

/**
 * Opens a database file, migrates it, and locks other processes out.
 * @throws DatabaseRefused where the file is not to be used, StorageFailure where the disk fails
 */
export function openDatabase({
  file,
  shapes = shapesOf([]),
  kept,
  migrationsFolder = MIGRATIONS_FOLDER,
  killBefore,
}: DatabaseOptions): Database {
  checkCompiled();
  const path = locate(file);
  const unlock = lock(path);
  const clients: Client[] = [];
  const opened = (client: Client) => {
    clients.push(client);
    return client;
  };
  try {
    checkFile(path);
    const preparer = opened(openWriter(path));
    checkOwner(preparer, path);
    configureWriter(preparer);
    const preparing = drizzle(preparer);
    migrate(preparer, preparing, path, migrationsFolder, () => {
      checkTables(preparing);
      checkShapes(preparing, shapes, path);
    });
    noteShapes(preparing, shapes);
    beginTimeline(preparing);

    const readerClient = opened(openReader(path));
    const db = drizzle(readerClient);
    const head = headReader(db);
    const position = head();
    const reader = createStateReader(db);
    const dictionary = createDictionary(db);
    const entries = createEntries(dictionary, shapes);
    const log = createEventLog(db, { entries, dictionary, head, kept });
    const writes = createWrites(db, kept);
    // From here on, only the writer's thread writes; this one reads.
    preparer.close();
    const checkIdentity = guardFileIdentity(path);
    const writer = startWriter(path, writes.all, { checkIdentity, killBefore });
    const checkpointer = startCheckpointer(path);

    let closing: Promise<void> | undefined;
    async function close(): Promise<void> {
      await checkpointer.stop();
      readerClient.close();
      await writer.close();
      unlock();
    }
    return {
      store: createStore({ db, log, entries, dictionary, writer, writes, head: position, shapes }),
      reader,
      log,
      prune: createPrune(db, writer, writes, kept),
      size: () => ({ position: head(), bytes: bytesOf(path) + bytesOf(`${path}-wal`) }),
      backup: (to) => backup(path, to),
      checkIdentity,
      // Stop the checkpointer first: its checkpoints hold the file for milliseconds, too.
      stopWaiting: () => void checkpointer.stop().then(writer.stopWaiting),
      close: () => (closing ??= close()),
    };
  } catch (error) {
    for (const client of clients.toReversed()) client.close();
    unlock();
    throw refusal(error, path);
  }
}

const bytesOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
