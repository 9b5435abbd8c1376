import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Database, type DatabaseOptions, openDatabase } from '../database.ts';

/** An empty folder that is deleted after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tic-tac-toe-db-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const temporaryFile = (): string => join(temporaryFolder(), 'game.sqlite');

/** A database that is closed after the test, unless the test has closed it. */
export function open(file: string, options: Partial<DatabaseOptions> = {}): Database {
  const database = openDatabase({ file, kept: ['games'], ...options });
  onTestFinished(() => database.close());
  return database;
}
