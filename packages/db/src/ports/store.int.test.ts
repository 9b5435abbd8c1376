import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../database.ts';
import { EVENTS_KEPT_MS } from './retention.ts';
import { commitOf, draft, gameOf, put, receiptOf } from '../testing/drafts.ts';
import { storeSuite } from '../testing/store-suite.ts';
import { open, temporaryFile } from '../testing/world.ts';

storeSuite('SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tic-tac-toe-db-'));
  const { store, reader, log, prune, close } = openDatabase({
    file: join(folder, 'test.sqlite'),
    kept: ['games'],
  });
  return {
    store,
    reader,
    log,
    forgetLog: () => prune({ now: Date.now() + 2 * EVENTS_KEPT_MS }),
    async close() {
      await close();
      rmSync(folder, { recursive: true });
    },
  };
});

test('that an operation is done already is found out before anything else of the commit is written', async () => {
  const { store } = open(temporaryFile());
  await store.commit(commitOf({ states: [put('g1', 0, gameOf('ann'))], receipts: [receiptOf('done', 0)] }));
  // Writing this event fails.
  const again = commitOf({ events: [draft({ sequence: -1 })], receipts: [receiptOf('done', 0)] });
  await expect(store.commit(again)).rejects.toMatchObject({ stale: ['receipt/ann/done'] });
});
