import { commitOf, draft, gameOf, put, receiptOf, timerOf } from '@tic-tac-toe/db/testing';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { onPostgres, open } from '../testing/world.ts';

const COMMITS = 50;

onPostgres((cluster) => {
  test('a commit finds everything by its key: nothing that grows is read as a whole', async () => {
    const url = await cluster().createDatabase();
    const { store, close } = await open(url);
    for (let version = 0; version < COMMITS; version += 1) {
      const operation = `operation-${version}`;
      await store.commit(
        commitOf({
          states: [put('g1', version, gameOf('ann', 'bea'))],
          events: [draft({ operation }), draft({ operation, topic: null })],
          timers: [{ set: timerOf('games.turn/g1', version + 1) }],
          receipts: [receiptOf(operation, 2)],
        }),
      );
    }
    // A connection hands in what it has counted, at its end at the latest.
    await close();
    const client = new pg.Client(url);
    await client.connect();
    onTestFinished(() => client.end());
    const TABLES = ['events', 'receipts', 'states', 'state_indexes', 'timers', 'topics', 'commits'];
    const counted = async () => {
      const { rows } = await client.query<{ name: string; written: number; scans: number }>(
        `SELECT relname AS name, (n_tup_ins + n_tup_upd)::integer AS written, seq_scan::integer AS scans
         FROM pg_stat_user_tables WHERE relname = ANY ($1)`,
        [TABLES],
      );
      return rows;
    };
    await expect
      .poll(async () => (await counted()).find(({ name }) => name === 'commits')?.written)
      .toBe(COMMITS);
    for (const { name, scans } of await counted()) expect([name, scans < COMMITS / 5]).toEqual([name, true]);
  });
});
