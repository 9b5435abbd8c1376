import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { checkCompiled, type Client, configureWriter, openReader, openWriter } from './connection.ts';
import { codeOf, guarded, messageOf, StorageFailure, toFailure } from '../failures.ts';
import { makeFolder } from './folder.ts';
import { markAsCopy } from './timelines.ts';

/**
 * Copies a database to a new file, consistently, even while a server, in this process or another, writes to it. Creates
 * the folder of the copy if it is missing. To restore, stop the server, remove `<file>-wal` and `<file>-shm`, and copy
 * the backup to `<file>`.
 *
 * @throws Error where `to` exists already or its folder cannot be made; DatabaseRefused `NOT_COMPILED`; StorageFailure
 * where reading or writing fails
 */
export async function backup(file: string, to: string): Promise<void> {
  if (existsSync(to)) throw new Error(`${to} exists already: a backup never replaces a file.`);
  checkCompiled();
  const source = openReader(file);
  try {
    holdMoment(source);
    await copy(source, to);
  } finally {
    source.close();
  }
}

/**
 * Opens a read transaction, which gives the copy one snapshot. Without it, each commit of another connection would
 * restart the copy, and under load it would never end.
 */
const holdMoment = guarded((source: Client): void => {
  source.exec('BEGIN');
  source.pragma('schema_version');
});

async function copy(source: Client, to: string): Promise<void> {
  try {
    makeFolder(dirname(to));
    await write(source, to);
  } catch (error) {
    throw notCopied(to, error);
  }
}

/** Adds the target's path: the errors of SQLite and the system do not name it. */
function notCopied(to: string, error: unknown): Error {
  const failure = toFailure(error);
  const why =
    codeOf(error) === 'SQLITE_CANTOPEN'
      ? `No file can be opened there. (SQLITE_CANTOPEN: ${messageOf(error)})`
      : messageOf(failure);
  const sentence = `No copy could be made at ${to}. ${why}`;
  return failure instanceof StorageFailure
    ? new StorageFailure(failure.reason, sentence, { cause: error })
    : new Error(sentence, { cause: error });
}

async function write(source: Client, to: string): Promise<void> {
  // The copy gets its own name only when it is complete.
  const partial = `${to}.partial`;
  remove(partial);
  try {
    await source.backup(partial);
    finish(partial);
    renameSync(partial, to);
  } catch (error) {
    remove(partial);
    throw error;
  }
}

function finish(partial: string): void {
  const copied = openWriter(partial);
  try {
    configureWriter(copied);
    markAsCopy(drizzle(copied));
  } finally {
    // Closing brings the write-ahead log into the file.
    copied.close();
  }
}

function remove(file: string): void {
  for (const part of ['', '-wal', '-shm']) rmSync(`${file}${part}`, { force: true });
}
