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
/** @typedef {import('./writer.ts').Reply} Reply */

/** @type {WriterData} */
const { file, timeout, pragmas, writes, killBefore, impatience, start } = workerData;
const impatient = new Int32Array(impatience);
/** The second of its numbers: 1 while a transaction is in hand. */
const IN_HAND = 1;
/** The first of them, once nothing more is to be begun. */
const OVER = 2;

/** Milliseconds between two tries for the lock. */
const PAUSE_MS = 2;

/** As SQLite counts `synchronous`. */
const FULL = 2;

const client = open();

const begin = client.prepare('BEGIN IMMEDIATE');
const commit = client.prepare('COMMIT');
const rollback = client.prepare('ROLLBACK');
const statements = writes.map(({ sql }) => client.prepare(sql));

/** Tells the main thread, which waits for it, how the start went. */
function open() {
  /** @type {import('./writer.ts').Start} */
  let found = 'failed';
  try {
    const opened = new Database(file, { fileMustExist: true, timeout });
    for (const pragma of pragmas) opened.pragma(pragma);
    // Waiting is done here, in `beginTransaction`.
    opened.pragma('busy_timeout = 0');
    found = startOf(opened);
    if (found !== 'ready') opened.close();
    return opened;
  } finally {
    start.port.postMessage(found);
    Atomics.store(new Int32Array(start.signal), 0, 1);
    Atomics.notify(new Int32Array(start.signal), 0);
    // Told already: an error would take the process with it.
    if (found === 'unsynced' || found === 'no log') process.exit();
  }
}

/**
 * Reads back what every acknowledgement rests on: SQLite passes over a pragma that it does not know, and over a
 * disk on which it cannot keep a write-ahead log.
 * @param {Database.Database} opened
 * @returns {import('./writer.ts').Start}
 */
function startOf(opened) {
  if (opened.pragma('journal_mode', { simple: true }) !== 'wal') return 'no log';
  return opened.pragma('synchronous', { simple: true }) === FULL ? 'ready' : 'unsynced';
}

let executed = 0;
function mayBeKilled() {
  executed += 1;
  if (executed === killBefore) process.kill(process.pid, 'SIGKILL');
}

/**
 * @param {import('better-sqlite3').Statement<unknown[]>} statement
 * @param {readonly unknown[]} values
 */
function run(statement, values) {
  mayBeKilled();
  return statement.run(...values);
}

/**
 * Waits where another program holds the file, but not within SQLite: a thread that is ended in there takes the
 * process down with an abort, and cannot be told that waiting is over.
 */
function beginTransaction() {
  mayBeKilled();
  const deadline = performance.now() + timeout;
  for (;;) {
    try {
      return void begin.run();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadline || impatient[0] !== 0) throw error;
    }
    Atomics.wait(impatient, 0, 0, PAUSE_MS);
  }
}

/** @param {unknown} error */
const isBusy = (error) => error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');

/**
 * @param {readonly import('../ports/writes.ts').Step[]} steps
 * @returns {Reply}
 */
function transact(steps) {
  beginTransaction();
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
 * @returns {Reply}
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
  /** @type {Reply} */
  let reply;
  Atomics.store(impatient, IN_HAND, 1);
  try {
    // In this order: who has said that it is over looks afterwards whether anything is in hand.
    if (Atomics.load(impatient, 0) === OVER) return undefined;
    reply = transact(request);
  } catch (error) {
    reply = undo(error);
  } finally {
    Atomics.store(impatient, IN_HAND, 0);
    Atomics.notify(impatient, IN_HAND);
  }
  return parentPort?.postMessage(reply);
});
