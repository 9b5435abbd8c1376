import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { checkCompiled, type Client, configureWriter, openReader, openWriter } from './connection.ts';
import { codeOf, guarded, messageOf, StorageFailure, toFailure } from '../failures.ts';
import { makeFolder } from './folder.ts';
import { markAsCopy } from './timelines.ts';

/**
 * Copies a database to a new file, consistently, while a server may be writing to it, in this process or in
 * another. The folder of the copy is made where it is missing. To restore, stop the server, remove `<file>-wal`
 * and `<file>-shm`, and copy the backup to `<file>`.
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
 * The open transaction holds one moment of the database: without it, each commit of another connection would make
 * the copy begin anew, and under load it would never end.
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

/** Neither SQLite nor the system says what was to be done: the operator hears which place it is about. */
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
  // Under its own name only when it is whole.
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
    // Brings everything into the one file.
    copied.close();
  }
}

function remove(file: string): void {
  for (const part of ['', '-wal', '-shm']) rmSync(`${file}${part}`, { force: true });
}
