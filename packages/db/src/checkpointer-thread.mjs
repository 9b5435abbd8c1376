// @ts-check
/**
 * The thread that copies the write-ahead log into the database file, so that no commit has to wait for it.
 *
 * Plain JavaScript, so that a thread can be started on it from the sources and from a bundle alike.
 */
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

/** @type {import('./checkpointer.ts').CheckpointerData} */
const { file, timeout, pragmas, interval, insistFrom } = workerData;

const client = new Database(file, { fileMustExist: true, timeout });
for (const pragma of pragmas) client.pragma(pragma);

/** Pages in the log when it was last looked at. */
let before = 0;

/** One that fails, on a full disk for example, is tried again with the next. */
function checkpoint() {
  try {
    const pages = pagesAfter('PASSIVE');
    if (pages >= insistFrom && pages > before) pagesAfter('RESTART');
    before = pages;
  } catch {}
}

/**
 * @param {'PASSIVE' | 'RESTART'} mode
 * @returns {number} pages in the log
 */
function pagesAfter(mode) {
  const [row] = /** @type {{ log: number }[]} */ (client.pragma(`wal_checkpoint(${mode})`));
  return row?.log ?? 0;
}

const timer = setInterval(checkpoint, interval);
parentPort?.once('message', () => {
  clearInterval(timer);
  client.close();
});
