// @ts-check
/**
 * The thread that copies the write-ahead log into the database file, so that no commit has to wait for it.
 *
 * Plain JavaScript, so that a thread can be started on it from the sources and from a bundle alike.
 */
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

/** @type {import('./checkpointer.ts').CheckpointerData} */
const { file, timeout, pragmas, interval, insistFrom, patience, tries } = workerData;

/** @type {Database.Database | null} */
let client = null;

/** Where the file is away at this moment, there is no connection yet. */
function connection() {
  if (client) return client;
  const opened = new Database(file, { fileMustExist: true, timeout });
  for (const pragma of pragmas) opened.pragma(pragma);
  // From here on only `RESTART` ever waits: without the write lock for a commit, and with it for readers.
  opened.pragma(`busy_timeout = ${patience}`);
  return (client = opened);
}

/** Pages in the log when it was last looked at. */
let before = 0;

/** One that fails, on a full disk or without the file for example, is tried again with the next. */
function checkpoint() {
  try {
    const { log, checkpointed } = run('PASSIVE');
    if (log >= insistFrom && log > before && checkpointed === log) insist();
    before = log;
  } catch {}
}

/**
 * Tries again where a commit had the lock. Where less is copied than there is, somebody still reads the rest: to
 * insist would stop all commits until they have done, which a backup may be minutes away from.
 */
function insist() {
  for (let left = tries; left > 0; left -= 1) {
    const { busy, log, checkpointed } = run('RESTART');
    if (busy === 0 || checkpointed < log) return;
  }
}

/**
 * @param {'PASSIVE' | 'RESTART'} mode
 * @returns {{ busy: number, log: number, checkpointed: number }} pages in the log, and how many of them are copied
 */
function run(mode) {
  const [row] = /** @type {{ busy: number, log: number, checkpointed: number }[]} */ (
    connection().pragma(`wal_checkpoint(${mode})`)
  );
  return row ?? { busy: 1, log: 0, checkpointed: 0 };
}

try {
  connection();
} catch {}
const timer = setInterval(checkpoint, interval);
parentPort?.once('message', () => {
  clearInterval(timer);
  client?.close();
});
