// @ts-check
/**
 * The thread that writes: the only connection of the product that changes the database. It knows no tables: it
 * is told, as it starts, which statements there are, and then runs transactions of them one after the other, in
 * the order in which they come. A wait for the disk is then nobody's wait but that of who wants to be sure.
 *
 * Plain JavaScript, so that a thread can be started on it from the sources and from a bundle alike.
 */
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

/** @typedef {import('./writer.ts').WriterData} WriterData */
/** @typedef {import('./writer.ts').Answer} Answer */

/** @type {WriterData} */
const { file, timeout, pragmas, writes, killBefore } = workerData;

const client = new Database(file, { fileMustExist: true, timeout });
for (const pragma of pragmas) client.pragma(pragma);

const begin = client.prepare('BEGIN IMMEDIATE');
const commit = client.prepare('COMMIT');
const rollback = client.prepare('ROLLBACK');
const statements = writes.map(({ sql }) => client.prepare(sql));

let executed = 0;
/**
 * @param {import('better-sqlite3').Statement<unknown[]>} statement
 * @param {readonly unknown[]} values
 */
function run(statement, values) {
  executed += 1;
  if (executed === killBefore) process.kill(process.pid, 'SIGKILL');
  return statement.run(...values);
}

/**
 * @param {readonly import('./writes.ts').Step[]} steps
 * @returns {Answer}
 */
function transact(steps) {
  run(begin, []);
  const changes = [];
  for (const [write, values] of steps) {
    const statement = statements[write];
    if (!statement) throw new RangeError(`There is no write ${write}.`);
    const changed = run(statement, values).changes;
    const conflict = writes[write]?.conflict ?? null;
    if (changed === 0 && conflict !== null) {
      rollback.run();
      return { kind: 'conflict', conflict };
    }
    changes.push(changed);
  }
  run(commit, []);
  return { kind: 'done', changes };
}

/**
 * SQLite rolls some failures back by itself, a full disk for example, and leaves others to us.
 * @param {unknown} error
 * @returns {Answer}
 */
function undo(error) {
  if (client.inTransaction) rollback.run();
  if (!(error instanceof Database.SqliteError)) throw error;
  return { kind: 'failed', code: error.code, message: error.message };
}

/** Brings everything into the one file. On a full disk the write-ahead log stays, for the next opening to read. */
function close() {
  try {
    client.pragma('wal_checkpoint(TRUNCATE)');
  } catch {}
  client.close();
  parentPort?.close();
}

parentPort?.on('message', (/** @type {import('./writer.ts').Request} */ request) => {
  if (request === 'close') return close();
  /** @type {Answer} */
  let answer;
  try {
    answer = transact(request);
  } catch (error) {
    answer = undo(error);
  }
  return parentPort?.postMessage(answer);
});
