import { openDatabase as openFile } from '@tic-tac-toe/db';
import type { Membership, SharedConnections } from '@tic-tac-toe/db-postgres';
import {
  type EventLog,
  keptForever,
  type Module,
  shapesOf,
  type Signals,
  type StateReader,
  type Store,
} from '@tic-tac-toe/domain/kit';
import type { Config } from './config.ts';

/** How much a database holds. */
interface Size {
  /** Where the log stands: more or less the number of events that were ever told. */
  readonly position: number;
  /** On the disk. */
  readonly bytes: number;
}

/** What the server runs on: a file of its own, or a database that it may share with other servers. */
export interface ServerDatabase {
  readonly store: Store;
  readonly reader: StateReader;
  readonly log: EventLog;
  /** Set where other servers may write to it, too. */
  readonly signals?: Signals;
  /** Likewise: the connections of all servers. */
  readonly connections?: SharedConnections;
  /** Likewise: what others make of this server, and what it may trust. */
  readonly membership?: Membership;
  /** Its clock, where that is not this machine's: milliseconds since the Unix epoch. */
  readonly now?: () => number;
  /** Where it is, for the log: without a password. */
  readonly place: string;
  readonly prune: (options: { now: number }) => Promise<{ receipts: number; events: number; more: boolean }>;
  readonly size: () => Size | Promise<Size>;
  /** Throws StorageFailure where it is no longer what was opened. */
  readonly checkIdentity: () => void;
  /** From now on, no commit waits for another program that holds it. */
  readonly stopWaiting: () => void;
  readonly close: () => Promise<void>;
}

/**
 * Opens what the settings name.
 * @param open opens a file
 * @throws DatabaseRefused
 */
export async function openDatabase(
  { DATABASE_URL, DATABASE_FILE: file }: Config,
  modules: readonly Module[],
  open = openFile,
): Promise<ServerDatabase> {
  const shapes = shapesOf(modules);
  const kept = keptForever(modules.map(({ contract }) => contract));
  if (DATABASE_URL === undefined) return { ...open({ file, shapes, kept }), place: file };
  // Loaded by those who use it alone.
  const { openDatabase: openPostgres } = await import('@tic-tac-toe/db-postgres');
  const database = await openPostgres({ url: DATABASE_URL, shapes, kept });
  return { ...database, checkIdentity() {}, stopWaiting() {} };
}
