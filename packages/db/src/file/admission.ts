import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { APPLICATION_ID, type Client } from './connection.ts';
import { codeOf, DatabaseRefused, messageOf, reasonOf, toFailure } from '../failures.ts';
import * as schema from '../schema.ts';

const MAGIC = 'SQLite format 3\0';

const damaged = (file: string, why: string, cause?: unknown) =>
  new DatabaseRefused(
    'DAMAGED',
    `${file} is damaged (${why}). It was left as it is: move it away, and restore a backup or start anew.`,
    { cause },
  );

const unwritable = (file: string, cause: unknown) =>
  new DatabaseRefused('UNWRITABLE', `The database ${file} cannot be written: ${messageOf(cause)}.`, {
    cause,
  });

/**
 * Checks the file before SQLite opens it. SQLite would take an empty file for a new database, delete the write-ahead log
 * of a lost one, and open a write-protected one for reading. Must not be called while this process has the file
 * open: closing it here would release SQLite's locks on it.
 * @throws DatabaseRefused `DAMAGED`, `UNWRITABLE`
 */
export function checkFile(file: string): void {
  if (sizeOf(file) === 0 && sizeOf(`${file}-wal`) > 0) {
    throw damaged(file, `it is empty or missing, but ${file}-wal is not`);
  }
  if (!existsSync(file)) return;
  const header = readHeader(file);
  if (header !== '' && header !== MAGIC) throw damaged(file, 'it does not begin like an SQLite database');
}

function readHeader(file: string): string {
  try {
    const descriptor = openSync(file, 'r+');
    try {
      const header = Buffer.alloc(MAGIC.length);
      const length = readSync(descriptor, header, 0, header.length, 0);
      return header.toString('latin1', 0, length);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw unwritable(file, error);
  }
}

const sizeOf = (file: string) => (existsSync(file) ? statSync(file).size : 0);

/**
 * Marks a new database as ours, and checks the mark of an existing one.
 * @throws DatabaseRefused `FOREIGN`
 */
export function checkOwner(client: Client, file: string): void {
  const owner = client.pragma('application_id', { simple: true });
  if (owner === APPLICATION_ID) return;
  const used = client.prepare('SELECT 1 FROM sqlite_schema').get() !== undefined;
  if (owner !== 0 || used) {
    throw new DatabaseRefused(
      'FOREIGN',
      `${file} is the database of another application. Choose another file.`,
    );
  }
  client.pragma(`application_id = ${APPLICATION_ID}`);
}

/** Reads a row of each table, so that damage at its root shows now. Deeper damage shows when it is read. */
export function checkTables(db: BetterSQLite3Database): void {
  for (const table of Object.values(schema)) db.select().from(table).limit(1).get();
}

/** The refusal that an error during opening stands for. */
export function refusal(error: unknown, file: string): unknown {
  if (codeOf(error) === 'SQLITE_CANTOPEN') return unwritable(file, error);
  if (!codeOf(error)?.startsWith('SQLITE_')) return error;
  switch (reasonOf(error)) {
    case 'READ_ONLY':
      return unwritable(file, error);
    case 'DAMAGED':
    case 'OTHER':
      return damaged(file, messageOf(error), error);
    default:
      return toFailure(error);
  }
}
