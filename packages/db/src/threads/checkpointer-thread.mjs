// @ts-check
/**
 * The thread that copies the write-ahead log into the database file, so that no commit has to wait for that.
 *
 * Plain JavaScript, so that a thread can run it both from the sources and from a bundle.
 */
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

/** @type {import('./checkpointer.ts').CheckpointerData} */
const { file, timeout, pragmas, interval, insistFrom, patience, tries } = workerData;

/** @type {Database.Database | null} */
let client = null;

/** Connects on first use: the file may be missing at the moment. */
function connection() {
  if (client) return client;
  const opened = new Database(file, { fileMustExist: true, timeout });
  for (const pragma of pragmas) opened.pragma(pragma);
  // From here on, only `RESTART` ever waits: first for a commit, without the write lock, then for readers, with it.
  opened.pragma(`busy_timeout = ${patience}`);
  return (client = opened);
}

/** Pages in the log at the last checkpoint. */
let before = 0;

/** If it fails, on a full disk or without the file for example, the next one tries again. */
function checkpoint() {
  try {
    const { log, checkpointed } = run('PASSIVE');
    if (log >= insistFrom && log > before && checkpointed === log) insist();
    before = log;
  } catch {}
}

/**
 * Tries again if a commit had the lock. If less is copied than the log holds, somebody is still reading the rest:
 * insisting would stop all commits until they finish, which may take a backup minutes.
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
