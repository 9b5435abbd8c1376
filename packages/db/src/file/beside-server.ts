import { drizzle } from 'drizzle-orm/better-sqlite3';
import { checkOwner } from './admission.ts';
import { configureWriter, openWriter } from './connection.ts';
import { checkMigrated } from '../migrate.ts';

/**
 * Opens the file for the duration of `work`, even while its server is running. No transaction: what looks
 * through the whole log would keep the server from writing for as long.
 * @throws DatabaseRefused `FOREIGN`, `NEWER`, `OLDER`
 */
export function besideServer<Result>(file: string, work: (db: ReturnType<typeof drizzle>) => Result): Result {
  const client = openWriter(file);
  try {
    checkOwner(client, file);
    const db = drizzle(client);
    checkMigrated(client, db, file);
    configureWriter(client);
    return work(db);
  } finally {
    client.close();
  }
}
