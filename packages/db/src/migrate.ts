import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator';
import type { Client } from './file/connection.ts';
import { DatabaseRefused } from './failures.ts';
import { packEvents } from './file/pack-events.ts';

/** Beside this module, both in the sources and in a bundle, next to which the folder is copied. */
export const MIGRATIONS_FOLDER = fileURLToPath(new URL('./migrations', import.meta.url));

/** What SQL cannot say, by the comments that stand for it in migrations. */
const CODE: Readonly<Record<string, (client: Client) => void>> = { '-- run packEvents': packEvents };

/** The table in which drizzle notes the migrations applied to a file. */
const JOURNAL = '__drizzle_migrations';

/**
 * Brings the file to this version's schema, in one transaction.
 * @param check checks the migrated file: if it throws, nothing is changed, and the version that wrote the file can still
 * open it
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
  const applied = lastApplied(client, db);
  refuseNewer(file, applied, newestOf(migrations));
  // A migration that rebuilds a table drops the old one: the drop must not cascade to the rows that refer to it.
  client.pragma('foreign_keys = OFF');
  client.transaction(() => {
    for (const migration of migrations) if (migration.folderMillis > applied) apply(client, migration);
    check();
  })();
  client.pragma('foreign_keys = ON');
}

/**
 * For tools that use a file beside its server, and leave migrations to that.
 * @throws DatabaseRefused `NEWER`, `OLDER`
 */
export function checkMigrated(client: Client, db: BetterSQLite3Database, file: string): void {
  const newest = newestOf(readMigrationFiles({ migrationsFolder: MIGRATIONS_FOLDER }));
  const applied = lastApplied(client, db);
  refuseNewer(file, applied, newest);
  if (applied < newest) {
    throw new DatabaseRefused(
      'OLDER',
      `${file} was written by an older version. Start the server on it once, which brings it up to date.`,
    );
  }
}

const newestOf = (migrations: readonly MigrationMeta[]): number =>
  Math.max(...migrations.map(({ folderMillis }) => folderMillis));

function refuseNewer(file: string, applied: number, newest: number): void {
  if (applied <= newest) return;
  throw new DatabaseRefused(
    'NEWER',
    `${file} was written by a newer version. Use that version, or a backup from before the update.`,
  );
}

/** Does what drizzle's migrator does. That one commits before anybody can check the outcome. */
function apply(client: Client, { sql: statements, hash, folderMillis }: MigrationMeta): void {
  client.exec(
    `CREATE TABLE IF NOT EXISTS ${JOURNAL} (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)`,
  );
  for (const statement of statements) {
    const code = CODE[statement.trim()];
    if (code) code(client);
    else client.exec(statement);
  }
  client.prepare(`INSERT INTO ${JOURNAL} (hash, created_at) VALUES (?, ?)`).run(hash, folderMillis);
}

/** The creation time of the newest migration applied to the file; 0 for a new file. */
function lastApplied(client: Client, db: BetterSQLite3Database): number {
  const journal = client.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(JOURNAL);
  if (!journal) return 0;
  const row = db.get<{ newest: number | null }>(
    sql`SELECT max(created_at) AS newest FROM ${sql.identifier(JOURNAL)}`,
  );
  return row.newest ?? 0;
}
