import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { VersionConflict } from '@tic-tac-toe/domain/kit';
import { BUSY_TIMEOUT_MS, WRITER_PRAGMAS } from '../file/connection.ts';
import { StorageFailure, toFailure } from '../failures.ts';
import type { Step, Write } from '../ports/writes.ts';

/** Beside this module's file: in the sources, and in a bundle that the script was copied next to. */
export const WRITER_THREAD = new URL('./writer-thread.mjs', import.meta.url);

/** What the thread starts with. */
export interface WriterData {
  readonly file: string;
  /** How long a transaction waits for another connection, in milliseconds. */
  readonly timeout: number;
  readonly pragmas: readonly string[];
  readonly writes: readonly Write[];
  /** For crash tests: the process is killed before this statement, counted from 1; never where it is 0. */
  readonly killBefore: number;
  /**
   * Of two `Int32`: the first is 1 once no transaction is to wait any longer, and 2 once none is to begin; the second
   * is 1 while one is in hand.
   */
  readonly impatience: SharedArrayBuffer;
  /** Where it says how the start went: on the port first, then 1 as the one `Int32` of the signal. */
  readonly start: { readonly signal: SharedArrayBuffer; readonly port: MessagePort };
}

/** How the thread's start went; `failed`: it dies of an error, which takes the process with it. */
export type Start = 'ready' | 'no log' | 'unsynced' | 'failed';

/** What the thread is told: a transaction, or that it is over. */
export type Request = readonly Step[] | 'close';

/** What became of a transaction. */
export type Reply =
  | { readonly kind: 'done'; readonly changes: readonly number[] }
  | { readonly kind: 'conflict'; readonly conflict: string }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/** Writes to one database file. */
export interface Writer {
  /**
   * All steps, or none of them, in one transaction that is on disk when this resolves.
   * @returns how many rows each step has changed
   * @throws VersionConflict where a step found nothing to change, StorageFailure where the disk fails
   */
  transact(steps: readonly Step[]): Promise<readonly number[]>;
  /** From now on, a transaction fails where another program holds the file, also one that waits already. */
  stopWaiting(): void;
  /** Resolves when what was asked for is done, as far as it can be without waiting, and the file is let go of. */
  close(): Promise<void>;
}

export interface WriterOptions {
  /** Throws where no transaction is to begin. */
  readonly checkIdentity?: () => void;
  readonly killBefore?: number | undefined;
  /** For tests: others than those that the product sets. */
  readonly pragmas?: readonly string[];
}

/** Longer than any start takes, also where it waits for another connection. */
const START_WITHIN_MS = 2 * BUSY_TIMEOUT_MS;

/** Why nothing is to be acknowledged that this thread would commit. */
const TROUBLE: Readonly<Record<Exclude<Start, 'ready' | 'failed'> | 'no answer', string>> = {
  'no log': 'keeps no write-ahead log: is the file on a disk of this machine?',
  unsynced: 'does not sync each commit to the disk in full, which a power failure would take back.',
  'no answer': 'was not opened for writing in time.',
};

interface Waiting {
  readonly resolve: (changes: readonly number[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Starts the thread that writes. The main thread goes on reading requests and telling events while a commit
 * waits for the disk, so that one core more is used, and a slow disk holds up nobody else.
 *
 * A thread that dies takes the process with it, by an uncaught error: nobody could say whether its last
 * transaction stands. The next start reads it in the file.
 * @throws StorageFailure where what it commits would not be safe on the disk
 */
export function startWriter(
  file: string,
  writes: readonly Write[],
  { checkIdentity = () => {}, killBefore = 0, pragmas = WRITER_PRAGMAS }: WriterOptions = {},
): Writer {
  const impatience = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
  const { port1: here, port2: there } = new MessageChannel();
  const workerData: WriterData = {
    file,
    timeout: BUSY_TIMEOUT_MS,
    pragmas,
    writes,
    killBefore,
    impatience,
    start: { signal: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT), port: there },
  };
  const worker = new Worker(WRITER_THREAD, { workerData, transferList: [there], execArgv: [] });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  /** The thread answers in the order in which it is asked. */
  const waiting: Waiting[] = [];
  let closing: Promise<void> | undefined;
  // Only work that is asked for keeps the process alive.
  worker.unref();
  refuseTrouble(file, untilStarted(workerData.start.signal, here));

  worker.on('message', (reply: Reply) => {
    const { resolve, reject } = waiting.shift() ?? noOne();
    if (waiting.length === 0 && !closing) worker.unref();
    switch (reply.kind) {
      case 'done':
        return resolve(reply.changes);
      case 'conflict':
        return reject(new VersionConflict([reply.conflict]));
      case 'failed':
        return reject(toFailure(new Database.SqliteError(reply.message, reply.code)));
    }
  });

  function ask(request: Request): void {
    worker.ref();
    worker.postMessage(request);
  }

  const impatient = new Int32Array(impatience);
  function stopWaiting(how: 1 | 2 = 1): void {
    Atomics.store(impatient, 0, how);
    Atomics.notify(impatient, 0);
  }

  /** A thread that is ended within SQLite takes the process down with an abort: what it has in hand, it ends. */
  function letGo(): void {
    stopWaiting(2);
    Atomics.wait(impatient, 1, 1, BUSY_TIMEOUT_MS);
  }
  process.once('exit', letGo);
  worker.once('exit', () => process.off('exit', letGo));

  return {
    stopWaiting: () => stopWaiting(),
    transact(steps) {
      if (closing) return Promise.reject(new TypeError('The database is not open.'));
      return new Promise((resolve, reject) => {
        checkIdentity();
        waiting.push({ resolve, reject });
        ask(steps);
      });
    },
    close() {
      if (!closing) {
        closing = ended;
        stopWaiting();
        ask('close');
      }
      return closing;
    },
  };
}

/**
 * The one time that the process waits for the thread: nothing else is begun before the file is sure to be safe.
 * Only a lock and a look at the file are waited for, some milliseconds after the thread itself is there.
 */
function untilStarted(signal: SharedArrayBuffer, port: MessagePort): Start | 'no answer' {
  Atomics.wait(new Int32Array(signal), 0, 0, START_WITHIN_MS);
  const told: { readonly message: Start } | undefined = receiveMessageOnPort(port);
  port.close();
  return told?.message ?? 'no answer';
}

function refuseTrouble(file: string, start: Start | 'no answer'): void {
  if (start === 'ready' || start === 'failed') return;
  throw new StorageFailure('OTHER', `The database ${file} ${TROUBLE[start]}`);
}

function noOne(): never {
  throw new Error('The writer answered what nobody had asked.');
}
