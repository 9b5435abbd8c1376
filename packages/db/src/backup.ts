import { existsSync, renameSync, rmSync } from 'node:fs';
import { openReader } from './connection.ts';
import { toFailure } from './failures.ts';

/**
 * Copies a database to a new file, consistently, while a server may be writing to it, in this process or in
 * another. To restore, stop the server, remove `<file>-wal` and `<file>-shm`, and copy the backup to `<file>`.
 *
 * @throws Error where `to` exists already or its folder does not; StorageFailure where reading or writing fails
 */
export async function backup(file: string, to: string): Promise<void> {
  if (existsSync(to)) throw new Error(`${to} exists already: a backup never replaces a file.`);
  // Under its own name only when it is whole.
  const partial = `${to}.partial`;
  rmSync(partial, { force: true });
  const source = openReader(file);
  try {
    // The open transaction holds one moment of the database: without it, each commit of another connection
    // would make the copy begin anew, and under load it would never end.
    source.exec('BEGIN');
    source.pragma('schema_version');
    await source.backup(partial);
    renameSync(partial, to);
  } catch (error) {
    rmSync(partial, { force: true });
    throw toFailure(error);
  } finally {
    source.close();
  }
}
