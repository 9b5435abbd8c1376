import { Worker } from 'node:worker_threads';
import { BUSY_TIMEOUT_MS, WRITER_PRAGMAS } from '../file/connection.ts';

/** How often the write-ahead log is copied into the database file. */
const INTERVAL_MS = 250;

/**
 * Checkpoints insist when the write-ahead log has this many pages (of 4 KiB): under constant load, a passive one may
 * never find a moment in which the log can restart. Insisting holds commits up for the few milliseconds of work that the
 * passive one has left. While somebody reads from the log, it cannot restart, and grows: commits do not wait for
 * readers.
 */
const PAGES_TO_INSIST = 4_096;

/** How long one try may hold commits up for readers that are about to end. */
const INSIST_PATIENCE_MS = 5;

/** Tries in a row: under load, most find a commit in progress. */
const INSIST_TRIES = 20;

/** Beside this module, like the writer's. */
export const CHECKPOINTER_THREAD = new URL('./checkpointer-thread.mjs', import.meta.url);

/** What the thread starts with. */
export interface CheckpointerData {
  readonly file: string;
  /** How long opening waits for another connection, in milliseconds. */
  readonly timeout: number;
  readonly pragmas: readonly string[];
  /** Milliseconds between two checkpoints. */
  readonly interval: number;
  /** Pages in the log at which a checkpoint insists. */
  readonly insistFrom: number;
  /** How long a try to insist waits for another connection, in milliseconds. */
  readonly patience: number;
  readonly tries: number;
}

export interface Checkpointer {
  /** Resolves when its connection is closed. */
  stop(): Promise<void>;
}

/** Checkpoints `file` on a thread of its own. Like the writer's, a thread that dies takes the process with it. */
export function startCheckpointer(file: string): Checkpointer {
  const workerData: CheckpointerData = {
    file,
    timeout: BUSY_TIMEOUT_MS,
    pragmas: WRITER_PRAGMAS,
    interval: INTERVAL_MS,
    insistFrom: PAGES_TO_INSIST,
    patience: INSIST_PATIENCE_MS,
    tries: INSIST_TRIES,
  };
  const worker = new Worker(CHECKPOINTER_THREAD, { workerData, execArgv: [] });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  // It has nothing to lose, so it does not keep the process alive.
  worker.unref();
  return {
    stop() {
      worker.ref();
      worker.postMessage('stop');
      return ended;
    },
  };
}
