import { drizzle } from 'drizzle-orm/better-sqlite3';
import { checkOwner } from './admission.ts';
import { configureWriter, openWriter } from './connection.ts';
import { checkMigrated } from '../migrate.ts';

/**
 * Opens the file for the duration of `work`, even while its server is running: one transaction.
 * @throws DatabaseRefused `FOREIGN`, `NEWER`, `OLDER`
 */
export function besideServer<Result>(file: string, work: (db: ReturnType<typeof drizzle>) => Result): Result {
  const client = openWriter(file);
  try {
    checkOwner(client, file);
    const db = drizzle(client);
    checkMigrated(client, db, file);
    configureWriter(client);
    return client.transaction(() => work(db)).immediate();
  } finally {
    client.close();
  }
}
