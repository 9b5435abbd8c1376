import Database from 'better-sqlite3';

/**
 * Why a database file is not opened:
 * - `IN_USE`: another process holds it
 * - `NEWER`: a later version of the product has written it
 * - `OLDER`: an earlier version has written it, and no server of this one has opened it since
 * - `UNREADABLE`: it holds data of an earlier version that this one cannot read
 * - `DAMAGED`: it is no longer a database, or parts of it are missing
 * - `FOREIGN`: it belongs to another application
 * - `UNWRITABLE`: it, or its folder, cannot be written
 * - `NOT_COMPILED`: the file is not at fault: SQLite itself does not run on this Node
 */
export type RefusalReason =
  'IN_USE' | 'NEWER' | 'OLDER' | 'UNREADABLE' | 'DAMAGED' | 'FOREIGN' | 'UNWRITABLE' | 'NOT_COMPILED';

/** A database file is not opened, and was not changed. The message is a sentence for the operator. */
export class DatabaseRefused extends Error {
  override readonly name = 'DatabaseRefused';
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** Why a request to an open database fails; `MISPLACED`: the file is no longer at its path. */
export type FailureReason = 'FULL' | 'READ_ONLY' | 'BUSY' | 'DAMAGED' | 'MISPLACED' | 'IO' | 'OTHER';

/** Nothing was kept, and the request may be tried again. The message is a sentence for the operator. */
export class StorageFailure extends Error {
  override readonly name = 'StorageFailure';
  readonly reason: FailureReason;
  /** Whether any commit would fail. On a full disk, a smaller one may not; another error may be the commit's own. */
  readonly unavailable: boolean;

  constructor(reason: FailureReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
    this.unavailable = reason !== 'FULL' && reason !== 'OTHER';
  }
}

/** For failures that SQLite reports. It does not notice a misplaced file. */
const SENTENCES: Readonly<Record<Exclude<FailureReason, 'MISPLACED'>, string>> = {
  FULL: 'The disk is full: nothing can be stored until there is room.',
  READ_ONLY: 'The database cannot be written: its disk or file is read-only.',
  BUSY: 'The database was held by another program for too long.',
  DAMAGED: 'The database file is damaged: stop the server and restore a backup.',
  IO: 'The disk reports an error.',
  OTHER: 'The database refuses a statement.',
};

/** The first of these that an extended code (`SQLITE_IOERR_FSYNC`) begins with decides. */
const REASONS: readonly (readonly [code: string, reason: keyof typeof SENTENCES])[] = [
  ['SQLITE_FULL', 'FULL'],
  ['SQLITE_READONLY', 'READ_ONLY'],
  ['SQLITE_BUSY', 'BUSY'],
  ['SQLITE_LOCKED', 'BUSY'],
  ['SQLITE_CORRUPT', 'DAMAGED'],
  ['SQLITE_NOTADB', 'DAMAGED'],
  ['SQLITE_IOERR', 'IO'],
  ['SQLITE_CANTOPEN', 'IO'],
];

/** The error code of SQLite or the file system; null for other errors. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export function reasonOf(error: unknown): keyof typeof SENTENCES {
  const code = codeOf(error);
  return REASONS.find(([prefix]) => code?.startsWith(prefix))?.[1] ?? 'OTHER';
}

/** The error for callers: a sentence, followed by SQLite's own message. */
export function toFailure(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const reason = reasonOf(error);
  return new StorageFailure(reason, `${SENTENCES[reason]} (${error.code}: ${error.message})`, {
    cause: error,
  });
}

/** Wraps `action` so that SQLite's errors become sentences. */
export function guarded<Arguments extends readonly unknown[], Result>(
  action: (...args: Arguments) => Result,
): (...args: Arguments) => Result {
  return (...args) => {
    try {
      return action(...args);
    } catch (error) {
      throw toFailure(error);
    }
  };
}
