import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { configureWriter, openWriter } from './connection.ts';
import { StorageFailure } from './failures.ts';
import { migrate, MIGRATIONS_FOLDER } from './migrate.ts';
import { createStore } from './store.ts';
import { commitOf, draft, game, gameOf, put, receiptOf, timerOf } from './testing/drafts.ts';
import { open, temporaryFile, temporaryFolder } from './testing/world.ts';

function expectFull(action: () => unknown): void {
  expect(action).toThrow(StorageFailure);
  expect(action).toThrow(/^The disk is full: nothing can be stored until there is room/);
}

/** A commit of some 100 KB. */
const large = (number: number) =>
  commitOf({
    states: [put(`g${number}`, 0, gameOf('x'.repeat(50_000)))],
    events: [draft({ data: 'y'.repeat(50_000) })],
    timers: [{ set: timerOf(`t${number}`, 1) }],
    receipts: [receiptOf(`o${number}`, 1)],
  });

test('a commit that finds no room keeps nothing, says so, and may be tried again when there is room', () => {
  const file = temporaryFile();
  const client = openWriter(file);
  onTestFinished(() => void client.close());
  configureWriter(client);
  const db = drizzle(client);
  migrate(client, db, file, MIGRATIONS_FOLDER);
  const head = { position: 0 };
  const store = createStore(client, db, head);
  store.commit(large(1));

  client.pragma(`max_page_count = ${Number(client.pragma('page_count', { simple: true })) + 5}`);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    expectFull(() => store.commit(large(2)));
  }
  expect(client.inTransaction).toBe(false);
  expect(head.position).toBe(1);
  expect(store.load(game, 'g2')).toBeUndefined();
  expect(store.timer('t2')).toBeUndefined();
  expect(store.receipt('ann', 'o2')).toBeUndefined();
  // Reading goes on, and so does what fits.
  expect(store.load(game, 'g1')).toMatchObject({ version: 1 });
  expect(store.commit(commitOf({ timers: [{ cancel: 't1' }] }))).toEqual({ before: 1 });

  client.pragma('max_page_count = 100000');
  expect(store.commit(large(2))).toEqual({ before: 1 });
  expect(store.load(game, 'g2')).toMatchObject({ version: 1, position: 2 });
});

/** A disk of one megabyte; null where this user may not mount one. */
function smallDisk(): string | null {
  const folder = join(temporaryFolder(), 'disk');
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return null;
  }
  onTestFinished(() => void execFileSync('umount', ['-l', folder]));
  return folder;
}

test('on a disk that is really full, commits fail with a sentence until something is deleted', async ({
  skip,
}) => {
  const disk = smallDisk();
  if (disk === null) return skip('Only root may mount a small disk.');
  const file = join(disk, 'game.sqlite');
  const { store, reader, log, close } = open(file);
  await store.commit(large(1));
  const ballast = join(disk, 'ballast');
  try {
    for (let part = 0; ; part += 1) writeFileSync(`${ballast}${part}`, 'z'.repeat(50_000));
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' });
  }

  expectFull(() => store.commit(large(2)));
  // Checkpoints, which fail too meanwhile, must not stop either.
  await new Promise((resolve) => setTimeout(resolve, 600));
  expectFull(() => store.commit(large(2)));
  expect(await reader.count(game)).toBe(1);
  expect(await log.head()).toBe(1);

  for (let part = 0; part < 8; part += 1) rmSync(`${ballast}${part}`, { force: true });
  expect(await store.commit(large(2))).toEqual({ before: 1 });
  expect(await reader.count(game)).toBe(2);

  // There may be no room for the last checkpoint: closing leaves the commits where they are.
  await close();
  for (let part = 8; part < 20; part += 1) rmSync(`${ballast}${part}`, { force: true });
  expect(await open(file).reader.count(game)).toBe(2);
});
