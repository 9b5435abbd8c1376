import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { VersionConflict } from '@tic-tac-toe/domain/kit';
import { BUSY_TIMEOUT_MS, WRITER_PRAGMAS } from '../file/connection.ts';
import { StorageFailure, toFailure } from '../failures.ts';
import type { Step, Write } from '../ports/writes.ts';

/** Beside this module, both in the sources and in a bundle, next to which the script is copied. */
export const WRITER_THREAD = new URL('./writer-thread.mjs', import.meta.url);

/** What the thread starts with. */
export interface WriterData {
  readonly file: string;
  /** How long a transaction waits for another connection, in milliseconds. */
  readonly timeout: number;
  readonly pragmas: readonly string[];
  readonly writes: readonly Write[];
  readonly sorts: typeof SORTS;
  /** For crash tests: kills the process before this statement, counted from 1; 0 for never. */
  readonly killBefore: number;
  /**
   * Two `Int32`: the first is 1 once no transaction may wait any longer, and 2 once none may begin; the second is 1
   * while one is in progress.
   */
  readonly impatience: SharedArrayBuffer;
  /** How the thread reports its start: first a message on the port, then 1 in the one `Int32` of the signal. */
  readonly start: { readonly signal: SharedArrayBuffer; readonly port: MessagePort };
}

/** How the thread's start went; `failed`: it dies of an error, which ends the process. */
export type Start = 'ready' | 'no log' | 'unsynced' | 'failed';

/**
 * The steps of a transaction as one text and some numbers, which reach the thread at a fraction of the cost of their lists.
 * For each step: the number of its write and of its values; for each value its sort, and then a number, or the length of
 * its part of the text.
 */
export interface Packet {
  readonly text: string;
  readonly numbers: Float64Array<ArrayBuffer>;
}

/** The sorts of values in a packet. */
export const SORTS = { null: 0, number: 1, text: 2 } as const;

/** A request to the thread: a transaction, or to close. */
export type Request = Packet | 'close';

/** The outcome of a transaction. */
export type Reply =
  | { readonly kind: 'done'; readonly changes: readonly number[] }
  | { readonly kind: 'conflict'; readonly conflict: string }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/** Writes to one database file. */
export interface Writer {
  /**
   * Runs all steps, or none of them, in one transaction, which is on disk when this resolves.
   * @returns the number of rows that each step has changed
   * @throws VersionConflict where a step found nothing to change, StorageFailure where the disk fails
   */
  transact(steps: readonly Step[]): Promise<readonly number[]>;
  /** From now on, a transaction fails at once where another program holds the file, even one that is already waiting. */
  stopWaiting(): void;
  /** Resolves when all requests are done, as far as possible without waiting, and the file is closed. */
  close(): Promise<void>;
}

export interface WriterOptions {
  /** Throws where no transaction may begin. */
  readonly checkIdentity?: () => void;
  readonly killBefore?: number | undefined;
  /** For tests: replaces the product's pragmas. */
  readonly pragmas?: readonly string[];
}

/** Longer than any start takes, including a wait for another connection. */
const START_WITHIN_MS = 2 * BUSY_TIMEOUT_MS;

/** Why commits of this thread must not be acknowledged. */
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
 * Starts the thread that writes. While a commit waits for the disk, the main thread goes on reading requests and
 * delivering events: this uses one more core, and a slow disk holds up nobody else.
 *
 * If the thread dies, its uncaught error ends the process: whether its last transaction was committed is unknown until
 * the next start reads the file.
 * @throws StorageFailure where commits would not be safe on the disk
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
    sorts: SORTS,
    killBefore,
    impatience,
    start: { signal: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT), port: there },
  };
  const worker = new Worker(WRITER_THREAD, { workerData, transferList: [there], execArgv: [] });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  /** In order: the thread answers in the order of the requests. */
  const waiting: Waiting[] = [];
  let closing: Promise<void> | undefined;
  // Only pending requests keep the process alive.
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
    worker.postMessage(request, request === 'close' ? [] : [request.numbers.buffer]);
  }

  const impatient = new Int32Array(impatience);
  function stopWaiting(how: 1 | 2 = 1): void {
    Atomics.store(impatient, 0, how);
    Atomics.notify(impatient, 0);
  }

  /** Lets the current transaction finish: a thread that is ended within SQLite aborts the process. */
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
        ask(packetOf(steps));
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

/** Where packets are put together: a list that grows is copied, and thrown away, many times a second. */
let numbers = new Float64Array(1_024);

function packetOf(steps: readonly Step[]): Packet {
  let length = 0;
  let text = '';
  for (const [write, values] of steps) {
    while (length + 2 + 2 * values.length > numbers.length) numbers = grown(numbers);
    numbers[length++] = write;
    numbers[length++] = values.length;
    for (const value of values) {
      if (value === null) numbers[length++] = SORTS.null;
      else if (typeof value === 'number') {
        numbers[length++] = SORTS.number;
        numbers[length++] = value;
      } else {
        numbers[length++] = SORTS.text;
        numbers[length++] = value.length;
        text += value;
      }
    }
  }
  return { text, numbers: numbers.slice(0, length) };
}

function grown(before: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const after = new Float64Array(2 * before.length);
  after.set(before);
  return after;
}

/**
 * The only time that the process blocks on the thread: nothing else may begin before the file is known to be safe. The
 * wait is short: a lock and a check of the file, some milliseconds once the thread runs.
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
