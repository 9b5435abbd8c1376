import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import SQLite from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { StorageFailure } from './failures.ts';
import { temporaryFile } from './testing/world.ts';
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
  return { writer, rows: () => reader.prepare('SELECT c FROM t').pluck().all() };
}

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
    { status: 'rejected', reason: { name: 'VersionConflict', message: 'It is no longer there.' } },
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

test('a writer that dies takes its process with it: nobody is told what nobody knows', () => {
  const script = fileURLToPath(new URL('./testing/lost-writer-main.ts', import.meta.url));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', script, temporaryFile()],
    { encoding: 'utf8', timeout: 20_000 },
  );
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain('SQLITE_ERROR');
});
