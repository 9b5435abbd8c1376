import { drizzle } from 'drizzle-orm/better-sqlite3';
import { type EventLog, type Shapes, shapesOf, type StateReader, type Store } from '@tic-tac-toe/domain/kit';
import { checkFile, checkOwner, checkTables, refusal } from './file/admission.ts';
import { backup } from './file/backup.ts';
import { startCheckpointer } from './threads/checkpointer.ts';
import { checkCompiled, type Client, configureWriter, openReader, openWriter } from './file/connection.ts';
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
import { checkShapes } from './file/stored-shapes.ts';
import { startWriter } from './threads/writer.ts';
import { createWrites } from './ports/writes.ts';

export interface DatabaseOptions {
  /** Made where it is missing, with its folder. */
  readonly file: string;
  /**
   * The shapes of what the application keeps: what the file holds of earlier versions is read as their newest. Without
   * them nobody looks into events and timers.
   */
  readonly shapes?: Shapes;
  /** The modules whose events are kept for ever: `keptForever` of the contracts. */
  readonly kept: KeptForever;
  /** Where the numbered migrations lie; by default the folder `migrations` beside this code. */
  readonly migrationsFolder?: string;
  /**
   * Where a crash test ends the process: before this statement of all transactions, `BEGIN` and `COMMIT`
   * included, counted from 1.
   */
  readonly killBefore?: number;
}

export interface Database {
  readonly store: Store;
  /** Reads through a connection of its own, so that it sees what is committed and never waits. */
  readonly reader: StateReader;
  readonly log: EventLog;
  /** Deletes what has been kept long enough: a portion per call, some milliseconds' work. */
  readonly prune: (options: { now: number }) => Promise<Pruned>;
  /** Copies the database, consistently, to a file that does not exist yet. */
  readonly backup: (to: string) => Promise<void>;
  /** Throws StorageFailure where it is no longer where its name leads to, so that commits are refused. */
  readonly checkIdentity: () => void;
  /** From now on, a commit fails where another program holds the file, also one that waits for it already. */
  readonly stopWaiting: () => void;
  /** Brings everything into the one file, and lets go of it. */
  readonly close: () => Promise<void>;
}

/**
 * Opens a database file, brings it up to date, and keeps other processes away from it.
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
    beginTimeline(preparing);

    const readerClient = opened(openReader(path));
    const db = drizzle(readerClient);
    const head = headReader(db);
    const position = head();
    const reader = createStateReader(db);
    const log = createEventLog(db, head, shapes, kept);
    const writes = createWrites(db, kept);
    // From here on only the writer's thread writes, and this one reads.
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
      store: createStore(db, log, writer, writes, position, shapes),
      reader,
      log,
      prune: createPrune(db, writer, writes),
      backup: (to) => backup(path, to),
      checkIdentity,
      // First no checkpoint of ours holds the file any more, not even for milliseconds.
      stopWaiting: () => void checkpointer.stop().then(writer.stopWaiting),
      close: () => (closing ??= close()),
    };
  } catch (error) {
    for (const client of clients.toReversed()) client.close();
    unlock();
    throw refusal(error, path);
  }
}
