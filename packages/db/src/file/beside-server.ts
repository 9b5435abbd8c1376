import { drizzle } from 'drizzle-orm/better-sqlite3';
import { checkOwner } from './admission.ts';
import { configureWriter, openWriter } from './connection.ts';

/** Opens the file beside its server, which may be running, for as long as `work` takes: one transaction. */
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
