import { drizzle } from 'drizzle-orm/better-sqlite3';
import { checkOwner } from './admission.ts';
import { configureWriter, openWriter } from './connection.ts';

/** Opens the file for the duration of `work`, even while its server is running: one transaction. */
export function besideServer<Result>(file: string, work: (db: ReturnType<typeof drizzle>) => Result): Result {
  const client = openWriter(file);
  try {
    checkOwner(client, file);
    configureWriter(client);
    return client.transaction(() => work(drizzle(client))).immediate();
  } finally {
    client.close();
  }
}
