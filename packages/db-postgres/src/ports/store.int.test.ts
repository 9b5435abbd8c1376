import { storeSuite } from '@tic-tac-toe/db/testing';
import { openDatabase } from '../database.ts';
import { onPostgres } from '../testing/world.ts';
import { EVENTS_KEPT_MS } from './retention.ts';

onPostgres((cluster) => {
  storeSuite('the store', async () => {
    const url = await cluster().createDatabase();
    const { store, reader, log, prune, close } = await openDatabase({ url, kept: ['games'] });
    return { store, reader, log, forgetLog: () => prune({ now: Date.now() + 2 * EVENTS_KEPT_MS }), close };
  });
});
