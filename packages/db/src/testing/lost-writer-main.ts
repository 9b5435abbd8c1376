/** Started by `writer.int.test.ts` as a process of its own. Its writer dies at once. */
import { writeSync } from 'node:fs';
import SQLite from 'better-sqlite3';
import { startWriter } from '../threads/writer.ts';

const [file = ''] = process.argv.slice(2);
new SQLite(file).close();
const { transact } = startWriter(file, [{ sql: 'no statement at all', conflict: null }]);
transact([[0, []]]).then(
  () => writeSync(1, 'done'),
  () => writeSync(1, 'refused'),
);
setInterval(() => {}, 1_000);
