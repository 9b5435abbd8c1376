import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { migrate as migrateWithDrizzle } from 'drizzle-orm/better-sqlite3/migrator';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import type { Client } from './connection.ts';
import { DatabaseRefused } from './failures.ts';

/** Beside this module's file: in the sources, and in a bundle that the folder was copied next to. */
export const MIGRATIONS_FOLDER = fileURLToPath(new URL('./migrations', import.meta.url));

/** Where drizzle notes which migrations a file has seen. */
const JOURNAL = '__drizzle_migrations';

/**
 * Brings the file up to this version's schema, in one transaction.
 * @throws DatabaseRefused `NEWER` where a later version's migrations were applied
 */
export function migrate(
  client: Client,
  db: BetterSQLite3Database,
  file: string,
  migrationsFolder: string,
): void {
  const known = readMigrationFiles({ migrationsFolder }).map(({ folderMillis }) => folderMillis);
  const newest = Math.max(...known);
  const applied = lastApplied(client, db);
  if (applied > newest) {
    throw new DatabaseRefused(
      'NEWER',
      `${file} was written by a newer version. Use that version, or a backup from before the update.`,
    );
  }
  if (applied === newest) return;
  // A migration that makes a table anew drops the old one: that must not cascade to the rows that refer to it.
  client.pragma('foreign_keys = OFF');
  migrateWithDrizzle(db, { migrationsFolder, migrationsTable: JOURNAL });
  client.pragma('foreign_keys = ON');
}

/** When the newest migration that the file has seen was made; 0 for a new file. */
function lastApplied(client: Client, db: BetterSQLite3Database): number {
  const journal = client.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(JOURNAL);
  if (!journal) return 0;
  const row = db.get<{ newest: number | null }>(
    sql`SELECT max(created_at) AS newest FROM ${sql.identifier(JOURNAL)}`,
  );
  return row.newest ?? 0;
}
