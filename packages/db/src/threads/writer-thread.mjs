// @ts-check
/**
 * The thread that writes, on the only connection of the product that changes the database. It knows no tables: at the
 * start it gets the statements, and then runs transactions of them one after the other, in the order in which they
 * arrive. Only those who await a commit wait for the disk.
 *
 * Plain JavaScript, so that a thread can run it both from the sources and from a bundle.
 */
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

/** @typedef {import('./writer.ts').WriterData} WriterData */
/** @typedef {import('./writer.ts').Reply} Reply */

/** @type {WriterData} */
const { file, timeout, pragmas, writes, sorts, killBefore, impatience, start } = workerData;
const impatient = new Int32Array(impatience);
/** Index of the second number: 1 while a transaction is in progress. */
const IN_HAND = 1;
/** Value of the first number once no transaction may begin. */
const OVER = 2;

/** Milliseconds between two tries for the lock. */
const PAUSE_MS = 2;

/** SQLite's number for `synchronous = FULL`. */
const FULL = 2;

const client = open();

const begin = client.prepare('BEGIN IMMEDIATE');
const commit = client.prepare('COMMIT');
const rollback = client.prepare('ROLLBACK');
const statements = writes.map(({ sql }) => client.prepare(sql));

/** Opens the file, and tells the main thread, which waits for it, how that went. */
function open() {
  /** @type {import('./writer.ts').Start} */
  let found = 'failed';
  try {
    const opened = new Database(file, { fileMustExist: true, timeout });
    for (const pragma of pragmas) opened.pragma(pragma);
    // `beginTransaction` does the waiting.
    opened.pragma('busy_timeout = 0');
    found = startOf(opened);
    if (found !== 'ready') opened.close();
    return opened;
  } finally {
    start.port.postMessage(found);
    Atomics.store(new Int32Array(start.signal), 0, 1);
    Atomics.notify(new Int32Array(start.signal), 0);
    // The main thread knows: an error here would end the process.
    if (found === 'unsynced' || found === 'no log') process.exit();
  }
}

/**
 * Reads back the settings that every acknowledgement relies on: SQLite silently ignores unknown pragmas, and disks on
 * which it cannot keep a write-ahead log.
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
 * @param {string} text
 * @param {Float64Array} numbers
 * @param {{ number: number, text: number }} read how far the packet has been read
 */
function nextValue(text, numbers, read) {
  const sort = numbers[read.number++];
  if (sort === sorts.null) return null;
  const number = numbers[read.number++] ?? NaN;
  if (sort === sorts.number) return number;
  return text.slice(read.text, (read.text += number));
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
 * Waits where another program holds the file, but not within SQLite: a thread that is ended there aborts the process,
 * and it cannot be told to stop waiting.
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
 * @param {import('./writer.ts').Packet} packet
 * @returns {Reply}
 */
function transact({ text, numbers }) {
  beginTransaction();
  const changes = [];
  const read = { number: 0, text: 0 };
  while (read.number < numbers.length) {
    const write = numbers[read.number++] ?? NaN;
    const statement = statements[write];
    if (!statement) throw new RangeError(`There is no write ${write}.`);
    const values = [];
    // A loop: `Array.from` with a function takes ten times as long as all of this.
    for (let left = numbers[read.number++] ?? 0; left > 0; left -= 1)
      values.push(nextValue(text, numbers, read));
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
 * SQLite rolls back by itself on some failures, a full disk for example; on others, we must.
 * @param {unknown} error
 * @returns {Reply}
 */
function undo(error) {
  if (client.inTransaction) rollback.run();
  if (!(error instanceof Database.SqliteError)) throw error;
  return { kind: 'failed', code: error.code, message: error.message };
}

/** Brings the write-ahead log into the file. On a full disk the log stays, and the next opening reads it. */
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
    // In this order: the main thread first sets `OVER`, then checks whether a transaction is in progress.
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
