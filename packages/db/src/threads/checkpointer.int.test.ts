import { statSync } from 'node:fs';
import SQLite from 'better-sqlite3';
import { expect, test, vi } from 'vitest';
import { BUSY_TIMEOUT_MS } from '../file/connection.ts';
import { startChild } from '../testing/child.ts';
import { commitOf, draft, game, gameOf, put } from '../testing/drafts.ts';
import { open, temporaryFile } from '../testing/world.ts';

const sizeOf = (file: string) => statSync(file).size;
const megabytes = (count: number) => count * 1024 * 1024;

test('what is committed reaches the database file soon, while it stays open', async () => {
  const file = temporaryFile();
  const { store } = open(file);
  const before = sizeOf(file);
  await store.commit(commitOf({ states: [put('g1', 0, gameOf('x'.repeat(1_000_000)))] }));
  expect(sizeOf(file)).toBe(before);
  expect(sizeOf(`${file}-wal`)).toBeGreaterThan(megabytes(0.9));

  await vi.waitFor(() => expect(sizeOf(file)).toBeGreaterThan(before + megabytes(0.9)), 5_000);
});

test('so it does from a bundle of one file', async () => {
  const file = temporaryFile();
  const child = await startChild('hold', file);
  await vi.waitFor(() => expect(sizeOf(file)).toBeGreaterThan(10 * 4096), 5_000);
  await child.kill();
});

test('the write-ahead log begins anew under load that never pauses', async () => {
  const file = temporaryFile();
  const { store, log } = open(file);
  let written = 0;
  for (let version = 0; written < megabytes(100); version += 1) {
    const data = 'x'.repeat(200_000);
    await store.commit(commitOf({ states: [put('g1', version, gameOf(data))], events: [draft({ data })] }));
    written += 2 * data.length;
    if (version % 5 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(sizeOf(`${file}-wal`)).toBeLessThan(megabytes(60));
  expect(await log.head('games/g1')).toBeGreaterThan(0);
});

test('no commit waits for somebody who reads on and on, and the log shrinks when they have done', async () => {
  const file = temporaryFile();
  const { store } = open(file);
  let version = 0;
  const commit = async () => {
    const data = String(version % 10).repeat(400_000);
    await store.commit(commitOf({ states: [put('g1', version, gameOf(data))] }));
    version += 1;
  };
  await commit();
  const other = new SQLite(file, { readonly: true });
  other.exec('BEGIN');
  other.prepare('SELECT count(*) FROM states').get();

  // Long enough for a log at which checkpoints insist, and then for several of them.
  let slowest = 0;
  for (const end = Date.now() + 1_500; Date.now() < end || sizeOf(`${file}-wal`) < megabytes(80);) {
    const began = Date.now();
    await commit();
    slowest = Math.max(slowest, Date.now() - began);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  // A commit that waited for the reader would wait until it ends, or until the timeout.
  expect(slowest).toBeLessThan(BUSY_TIMEOUT_MS / 2);

  other.close();
  const grown = sizeOf(`${file}-wal`);
  expect(grown).toBeGreaterThan(megabytes(80));
  await vi.waitFor(async () => {
    await commit();
    expect(sizeOf(`${file}-wal`)).toBeLessThan(megabytes(70));
  }, 10_000);
});

test('a commit waits for a checkpoint of another connection, and is not refused', async () => {
  const file = temporaryFile();
  const { store, reader } = open(file);
  const other = new SQLite(file);
  for (let version = 0; version < 50; version += 1) {
    await store.commit(commitOf({ states: [put('g1', version, gameOf('x'.repeat(10_000)))] }));
    other.pragma('wal_checkpoint(PASSIVE)');
  }
  other.close();
  expect(await reader.load(game, 'g1')).toMatchObject({ version: 50 });
});
