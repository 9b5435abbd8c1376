import { afterAll, beforeAll, describe, onTestFinished } from 'vitest';
import { type Database, type DatabaseOptions, openDatabase } from '../database.ts';
import { type Cluster, findPostgres, startCluster, WITHOUT_POSTGRES } from './cluster.ts';

/** Runs tests on a cluster of their own; where there is no PostgreSQL, says so and skips them. */
export function onPostgres(tests: (cluster: () => Cluster) => void): void {
  const bin = findPostgres();
  describe.skipIf(bin === null)(bin === null ? WITHOUT_POSTGRES : 'on PostgreSQL', () => {
    let cluster: Cluster | undefined;
    beforeAll(async () => {
      cluster = await startCluster(bin ?? '');
    });
    afterAll(() => cluster?.end());
    tests(() => {
      if (!cluster) throw new Error('The cluster is started before the first test.');
      return cluster;
    });
  });
}

/** A database that is closed after the test. */
export async function open(url: string, options: Partial<DatabaseOptions> = {}): Promise<Database> {
  const database = await openDatabase({ url, kept: ['games'], ...options });
  onTestFinished(() => database.close());
  return database;
}
