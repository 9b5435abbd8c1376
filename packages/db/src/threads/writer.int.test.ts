import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import SQLite from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { BUSY_TIMEOUT_MS, WRITER_PRAGMAS } from '../file/connection.ts';
import { StorageFailure } from '../failures.ts';
import { startChild } from '../testing/child.ts';
import { temporaryFile } from '../testing/world.ts';
import { startWriter } from './writer.ts';

const writes = [
  { sql: 'INSERT INTO t VALUES (?)', conflict: null },
  { sql: 'UPDATE t SET c = ? WHERE c = ?', conflict: 'It is no longer there.' },
];

function written() {
  const file = temporaryFile();
  const reader = new SQLite(file);
  reader.exec('CREATE TABLE t (c INTEGER PRIMARY KEY) STRICT');
  const writer = startWriter(file, writes);
  onTestFinished(async () => {
    await writer.close();
    reader.close();
  });
  return { file, writer, rows: () => reader.prepare('SELECT c FROM t').pluck().all() };
}

test('the connection that commits syncs in full, to a write-ahead log', async () => {
  const file = temporaryFile();
  const reader = new SQLite(file);
  reader.exec('CREATE TABLE t (synchronous, journal_mode)');
  // Asked within a transaction: another connection's answer would say nothing about this one.
  const sql = 'INSERT INTO t SELECT * FROM pragma_synchronous, pragma_journal_mode';
  const writer = startWriter(file, [{ sql, conflict: null }]);
  await writer.transact([[0, []]]);
  expect(reader.prepare('SELECT * FROM t').all()).toEqual([{ synchronous: 2, journal_mode: 'wal' }]);
  await writer.close();
  reader.close();
});

test.each([
  ['synchronous = OFF', 'does not sync each commit'],
  ['synchronous = NORMAL', 'does not sync each commit'],
  ['synchronous = EVERYTHING', 'does not sync each commit'],
  ['journal_mode = DELETE', 'keeps no write-ahead log'],
])('with %s it does not start, and lets go of the file', (pragma, sentence) => {
  const file = temporaryFile();
  new SQLite(file).exec('CREATE TABLE t (c)').close();
  expect(() => startWriter(file, writes, { pragmas: [...WRITER_PRAGMAS, pragma] })).toThrow(
    expect.objectContaining({ name: 'StorageFailure', message: expect.stringContaining(sentence) as string }),
  );
  const other = new SQLite(file, { timeout: 0 });
  other.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; INSERT INTO t VALUES (1); COMMIT');
  other.close();
});

test('transactions of any size arrive whole, those after a large one, too', async () => {
  const { writer, rows } = written();
  const from = (first: number, count: number) => Array.from({ length: count }, (_, c) => first + c);
  for (const numbers of [from(0, 3), from(3, 5_000), from(5_003, 2)])
    await writer.transact(numbers.map((c) => [0, [c]]));
  expect(rows()).toEqual(from(0, 5_005));
});

test('transactions are run in the order in which they are asked for, and tell what each step has changed', async () => {
  const { writer, rows } = written();
  const inserts = Array.from({ length: 100 }, (_, c) => writer.transact([[0, [c]]]));
  const last = writer.transact([
    [1, [100, 0]],
    [1, [101, 1]],
  ]);
  expect(await Promise.all(inserts)).toEqual(inserts.map(() => [1]));
  expect(await last).toEqual([1, 1]);
  expect(rows()).toEqual(Array.from({ length: 100 }, (_, c) => c + 2));
});

test('a step that finds nothing to change, or is refused, undoes its transaction and no other', async () => {
  const { writer, rows } = written();
  const outcomes = await Promise.allSettled([
    writer.transact([[0, [1]]]),
    writer.transact([
      [0, [2]],
      [1, [3, 9]],
    ]),
    writer.transact([
      [0, [4]],
      [0, [1]],
    ]),
    writer.transact([[0, [5]]]),
  ]);
  expect(outcomes).toMatchObject([
    { status: 'fulfilled' },
    { status: 'rejected', reason: { name: 'VersionConflict', stale: ['It is no longer there.'] } },
    { status: 'rejected', reason: expect.any(StorageFailure) as unknown },
    { status: 'fulfilled' },
  ]);
  expect(rows()).toEqual([1, 5]);
});

test('what was asked for is done before it closes, and nothing after', async () => {
  const { writer, rows } = written();
  const before = writer.transact([[0, [1]]]);
  const closed = writer.close();
  await expect(writer.transact([[0, [2]]])).rejects.toThrow('not open');
  await closed;
  await before;
  expect(rows()).toEqual([1]);
});

/** Another program holds the file until the test lets it go. */
async function held({ file, writer }: ReturnType<typeof written>) {
  // It has begun by then.
  await writer.transact([]);
  const other = new SQLite(file);
  other.exec('BEGIN IMMEDIATE');
  onTestFinished(() => void other.close());
  return other;
}

test('where another program holds the file, transactions wait for it, and then run in their order', async () => {
  const world = written();
  const { writer, rows } = world;
  await writer.transact([[0, [0]]]);
  const other = await held(world);
  const waiting = [writer.transact([[1, [1, 0]]]), writer.transact([[1, [2, 1]]])];
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(rows()).toEqual([0]);
  other.exec('COMMIT');
  expect(await Promise.all(waiting)).toEqual([[1], [1]]);
  expect(rows()).toEqual([2]);
});

test('it waits for as long as is said, and goes on with the next', async () => {
  const world = written();
  const { writer, rows } = world;
  const other = await held(world);
  const began = performance.now();
  await expect(writer.transact([[0, [1]]])).rejects.toMatchObject({ reason: 'BUSY' });
  expect(performance.now() - began).toBeGreaterThanOrEqual(BUSY_TIMEOUT_MS);
  other.exec('COMMIT');
  expect(await writer.transact([[0, [2]]])).toEqual([1]);
  expect(rows()).toEqual([2]);
});

test('told to stop waiting, or closed, it fails what waits and what would', async () => {
  for (const stop of ['stopWaiting', 'close'] as const) {
    const world = written();
    const { writer, rows } = world;
    await held(world);
    const began = performance.now();
    const waiting = [writer.transact([[0, [1]]]), writer.transact([[0, [2]]])];
    await new Promise((resolve) => setTimeout(resolve, 100));
    void writer[stop]();
    const busy = { status: 'rejected', reason: { name: 'StorageFailure', reason: 'BUSY' } };
    expect(await Promise.allSettled(waiting)).toMatchObject([busy, busy]);
    await writer.close();
    expect(performance.now() - began).toBeLessThan(BUSY_TIMEOUT_MS);
    expect(rows()).toEqual([]);
  }
});

test('a process may exit while it waits', async () => {
  const file = temporaryFile();
  const child = await startChild('write', file);
  const other = new SQLite(file);
  other.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  other.exec('BEGIN IMMEDIATE');
  await new Promise((resolve) => setTimeout(resolve, 100));
  const began = performance.now();
  expect(await child.exit()).toEqual([0, null]);
  expect(performance.now() - began).toBeLessThan(BUSY_TIMEOUT_MS / 2);
  other.close();
});

test('a writer that dies takes its process with it: nobody is told what nobody knows', () => {
  const script = fileURLToPath(new URL('../testing/lost-writer-main.ts', import.meta.url));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', script, temporaryFile()],
    { encoding: 'utf8', timeout: 20_000 },
  );
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain('SQLITE_ERROR');
});
