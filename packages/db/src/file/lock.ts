import Database from 'better-sqlite3';
import { codeOf, DatabaseRefused, messageOf } from '../failures.ts';

/**
 * Keeps a second process away from `file`. The lock is SQLite's own, on a database beside it: the operating
 * system lets go of it when the process ends, however it ends. The empty file stays behind, since removing it
 * would let two processes lock two files of that name.
 *
 * @returns what lets go of it
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
