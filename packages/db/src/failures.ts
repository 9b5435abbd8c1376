import { StorageFailure } from '@tic-tac-toe/domain/kit';
import Database from 'better-sqlite3';

export {
  DatabaseRefused,
  type FailureReason,
  type RefusalReason,
  StorageFailure,
} from '@tic-tac-toe/domain/kit';

/** Why SQLite fails. It does not notice a misplaced file, and is not across a network. */
type SqliteReason = 'FULL' | 'READ_ONLY' | 'BUSY' | 'DAMAGED' | 'IO' | 'OTHER';

const SENTENCES: Readonly<Record<SqliteReason, string>> = {
  FULL: 'The disk is full: nothing can be stored until there is room.',
  READ_ONLY: 'The database cannot be written: its disk or file is read-only.',
  BUSY: 'The database was held by another program for too long.',
  DAMAGED: 'The database file is damaged: stop the server and restore a backup.',
  IO: 'The disk reports an error.',
  OTHER: 'The database refuses a statement.',
};

/** The first of these that an extended code (`SQLITE_IOERR_FSYNC`) begins with decides. */
const REASONS: readonly (readonly [code: string, reason: SqliteReason])[] = [
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

export function reasonOf(error: unknown): SqliteReason {
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
