import { fileURLToPath } from 'node:url';
import { DatabaseRefused } from '@tic-tac-toe/domain/kit';
import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator';
import type pg from 'pg';

/** Beside this module, both in the sources and in a bundle, next to which the folder is copied. */
export const MIGRATIONS_FOLDER = fileURLToPath(new URL('./postgres-migrations', import.meta.url));

/** The table of the migrations that were applied. */
const JOURNAL = 'migrations';

/** How long a server waits for another that is migrating. */
const MIGRATED_WITHIN_MS = 30_000;

/**
 * Brings the database to this version's schema, in one transaction. Of several servers that start at once, one does, and
 * the others wait for it.
 * @param check checks the migrated database: if it throws, nothing is changed
 * @throws DatabaseRefused `NEWER` where a later version's migrations were applied
 */
export async function migrate(
  client: pg.Client,
  database: string,
  migrationsFolder: string,
  check: () => Promise<void>,
): Promise<void> {
  const migrations = readMigrationFiles({ migrationsFolder });
  await client.query('BEGIN');
  try {
    await client.query(`SET LOCAL lock_timeout = ${MIGRATED_WITHIN_MS}`);
    await client.query('SET LOCAL statement_timeout = 0');
    await client.query('SELECT pg_advisory_xact_lock(3, 0)');
    const applied = await lastApplied(client);
    refuseNewer(database, applied, migrations);
    for (const migration of migrations) if (migration.folderMillis > applied) await apply(client, migration);
    await check();
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

function refuseNewer(database: string, applied: number, migrations: readonly MigrationMeta[]): void {
  if (applied <= Math.max(...migrations.map(({ folderMillis }) => folderMillis))) return;
  throw new DatabaseRefused(
    'NEWER',
    `The database ${database} was written by a newer version. Use that version, or a backup from before the update.`,
  );
}

async function apply(client: pg.Client, { sql, hash, folderMillis }: MigrationMeta): Promise<void> {
  for (const statement of sql) await client.query(statement);
  await client.query(`INSERT INTO ${JOURNAL} (hash, created_at) VALUES ($1, $2)`, [hash, folderMillis]);
}

/** The creation time of the newest migration that was applied; 0 for a new database. */
async function lastApplied(client: pg.Client): Promise<number> {
  await client.query(
    `CREATE TABLE IF NOT EXISTS ${JOURNAL} (hash text NOT NULL, created_at bigint PRIMARY KEY)`,
  );
  const { rows } = await client.query<{ newest: string | null }>(
    `SELECT max(created_at) AS newest FROM ${JOURNAL}`,
  );
  return Number(rows[0]?.newest ?? 0);
}
