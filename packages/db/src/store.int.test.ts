import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from './database.ts';
import { EVENTS_KEPT_MS } from './retention.ts';
import { storeSuite } from './testing/store-suite.ts';

storeSuite('SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tic-tac-toe-db-'));
  const { store, reader, log, prune, close } = openDatabase({ file: join(folder, 'test.sqlite') });
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
