import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator';
import type { Client } from './file/connection.ts';
import { DatabaseRefused } from './failures.ts';

/** Beside this module's file: in the sources, and in a bundle that the folder was copied next to. */
export const MIGRATIONS_FOLDER = fileURLToPath(new URL('./migrations', import.meta.url));

/** Where drizzle notes which migrations a file has seen. */
const JOURNAL = '__drizzle_migrations';

/**
 * Brings the file up to this version's schema, in one transaction.
 * @param check looks at the migrated file: where it throws, nothing was changed, and the version that has written it
 * can still open it
 * @throws DatabaseRefused `NEWER` where a later version's migrations were applied
 */
export function migrate(
  client: Client,
  db: BetterSQLite3Database,
  file: string,
  migrationsFolder: string,
  check: () => void,
): void {
  const migrations = readMigrationFiles({ migrationsFolder });
  const newest = Math.max(...migrations.map(({ folderMillis }) => folderMillis));
  const applied = lastApplied(client, db);
  if (applied > newest) {
    throw new DatabaseRefused(
      'NEWER',
      `${file} was written by a newer version. Use that version, or a backup from before the update.`,
    );
  }
  // A migration that makes a table anew drops the old one: that must not cascade to the rows that refer to it.
  client.pragma('foreign_keys = OFF');
  client.transaction(() => {
    for (const migration of migrations) if (migration.folderMillis > applied) apply(client, migration);
    check();
  })();
  client.pragma('foreign_keys = ON');
}

/** As drizzle's own migrator does it, which would not have anybody look at the outcome before it is committed. */
function apply(client: Client, { sql: statements, hash, folderMillis }: MigrationMeta): void {
  client.exec(
    `CREATE TABLE IF NOT EXISTS ${JOURNAL} (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)`,
  );
  for (const statement of statements) client.exec(statement);
  client.prepare(`INSERT INTO ${JOURNAL} (hash, created_at) VALUES (?, ?)`).run(hash, folderMillis);
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
