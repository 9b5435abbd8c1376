import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { BUSY_TIMEOUT_MS } from './connection.ts';

/** How often the write-ahead log is copied into the database file. */
const INTERVAL_MS = 250;

/**
 * Pages (of 4 KiB) in the write-ahead log from which on a checkpoint insists: under load that never pauses, a
 * passive one may never find the moment in which the log can begin anew. Insisting holds commits up for the
 * few milliseconds that are left after the passive one.
 */
const PAGES_TO_INSIST = 4_096;

/**
 * A script rather than a module, so that it runs alike from the sources and from a bundle, which need not know
 * of it. A checkpoint that fails, on a full disk for example, is tried again with the next.
 */
const script = /* js */ `
  const { parentPort, workerData } = require('node:worker_threads');
  const { sqlite, file, interval, insistFrom, timeout } = workerData;
  const Database = require(sqlite);
  const client = new Database(file, { fileMustExist: true, timeout });
  client.pragma('synchronous = FULL');
  client.pragma('foreign_keys = ON');
  client.pragma('wal_autocheckpoint = 0');
  let before = 0;
  const checkpoint = () => {
    try {
      const [{ log }] = client.pragma('wal_checkpoint(PASSIVE)');
      if (log >= insistFrom && log > before) client.pragma('wal_checkpoint(RESTART)');
      before = log;
    } catch {}
  };
  const timer = setInterval(checkpoint, interval);
  parentPort.once('message', () => {
    clearInterval(timer);
    client.close();
  });
`;

export interface Checkpointer {
  /** Resolves when its connection is closed. */
  stop(): Promise<void>;
}

/** Checkpoints `file` on a thread of its own. Like the writer's, a thread that dies takes the process with it. */
export function startCheckpointer(file: string): Checkpointer {
  const sqlite = createRequire(import.meta.url).resolve('better-sqlite3');
  const workerData = {
    sqlite,
    file,
    interval: INTERVAL_MS,
    insistFrom: PAGES_TO_INSIST,
    timeout: BUSY_TIMEOUT_MS,
  };
  const worker = new Worker(script, { eval: true, workerData, execArgv: [] });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  // It has nothing to lose, so that it does not keep the process alive.
  worker.unref();
  return {
    stop() {
      worker.ref();
      worker.postMessage('stop');
      return ended;
    },
  };
}
