import Database from 'better-sqlite3';
import { codeOf, DatabaseRefused, messageOf } from '../failures.ts';

/**
 * Locks other processes out of `file`. The lock is SQLite's own, on an empty database beside it: the operating system
 * releases it when the process ends, however it ends. The empty file is never removed: otherwise two processes could
 * lock two files of that name.
 *
 * @returns the function that releases the lock
 * @throws DatabaseRefused `IN_USE`, `UNWRITABLE`
 */
export function lock(file: string): () => void {
  const path = `${file}.lock`;
  let holder: Database.Database | undefined;
  try {
    holder = new Database(path, { timeout: 0 });
    holder.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    holder?.close();
    if (codeOf(error)?.startsWith('SQLITE_BUSY')) {
      throw new DatabaseRefused(
        'IN_USE',
        `Another server is running on ${file}. Stop it first, or choose another file.`,
        { cause: error },
      );
    }
    const message = `${file} cannot be used, since ${path} cannot be written: ${messageOf(error)}.`;
    throw new DatabaseRefused('UNWRITABLE', message, { cause: error });
  }
  const held = holder;
  return () => void held.close();
}
