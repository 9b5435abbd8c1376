import { standsAt } from '@tic-tac-toe/domain/kit/testing';
import {
  chmodSync,
  closeSync,
  cpSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import SQLite from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DatabaseRefused, type RefusalReason, StorageFailure } from '../failures.ts';
import { MIGRATIONS_FOLDER } from '../migrate.ts';
import { startChild } from '../testing/child.ts';
import { commitOf, game, gameOf, put } from '../testing/drafts.ts';
import { readEverything, writeEverything } from '../testing/everything.ts';
import { EVENTS_PER_TURN } from '../testing/turn.ts';
import { open, temporaryFile, temporaryFolder } from '../testing/world.ts';

/** The error with which opening is refused. */
function refusalOf(file: string): DatabaseRefused {
  try {
    open(file);
  } catch (error) {
    if (error instanceof DatabaseRefused) return error;
    throw error;
  }
  throw new Error(`${file} was opened.`);
}

/** Opening is refused for this reason, and leaves the file as it was. */
function expectRefused(file: string, reason: RefusalReason, sentence: RegExp): void {
  const before = readFileSync(file);
  const refusal = refusalOf(file);
  expect(refusal.reason).toBe(reason);
  expect(refusal.message).toMatch(sentence);
  expect(refusalOf(file).message).toBe(refusal.message);
  expect(readFileSync(file).equals(before)).toBe(true);
}

/** A closed database file with something in it. */
async function usedFile(): Promise<string> {
  const file = temporaryFile();
  const database = open(file);
  await writeEverything(database);
  await database.close();
  return file;
}

describe('a file in use is refused', () => {
  test('where it has another name by a hard link, on which a server could be running', async () => {
    const file = await usedFile();
    const other = join(dirname(file), 'other.sqlite');
    linkSync(file, other);
    for (const name of [file, other]) expectRefused(name, 'IN_USE', /has another name, by a hard link/);
    rmSync(other);
    await open(file).close();
  });

  test('while this process has it open, and no longer', async () => {
    const file = temporaryFile();
    const database = open(file);
    await writeEverything(database);
    expect(() => open(file)).toThrow(/^Another server is running on .*game\.sqlite\. Stop it first/);
    // The refused attempt has not released the first one's lock.
    expect(() => open(file)).toThrow(DatabaseRefused);
    await database.store.commit(commitOf({ states: [put('g7', 0, gameOf('ann'))] }));
    await database.close();
    expect(await open(file).reader.count(game)).toBe(3);
  });

  test('while another process has it open, until that ends, even by SIGKILL', async () => {
    const file = await usedFile();
    const child = await startChild('hold', file);
    expect(refusalOf(file).reason).toBe('IN_USE');
    await child.kill();
    expect(await standsAt(open(file).store)).toBe(4 + EVENTS_PER_TURN);
  });
});

describe('a damaged file is refused', () => {
  test('where it does not begin like a database', async () => {
    const file = temporaryFile();
    writeFileSync(file, 'This is a letter, not a database.');
    expectRefused(
      file,
      'DAMAGED',
      /is damaged \(it does not begin like an SQLite database\)\. It was left as it is/,
    );
  });

  test('where its header is gone', async () => {
    const file = await usedFile();
    const descriptor = openSync(file, 'r+');
    writeSync(descriptor, Buffer.alloc(100), 0, 100, 0);
    closeSync(descriptor);
    expectRefused(file, 'DAMAGED', /is damaged/);
  });

  test('where its end is missing', async () => {
    const file = await usedFile();
    const descriptor = openSync(file, 'r+');
    ftruncateSync(descriptor, 3 * 4096);
    closeSync(descriptor);
    expectRefused(file, 'DAMAGED', /is damaged/);
  });

  test('where a whole table is missing', async () => {
    const file = await usedFile();
    const client = new SQLite(file);
    client.exec('DROP TABLE timers');
    client.close();
    expectRefused(file, 'DAMAGED', /is damaged \(no such table: timers\)/);
  });

  test('where a table begins with nonsense', async () => {
    const file = await usedFile();
    const client = new SQLite(file);
    const roots = client
      .prepare("SELECT rootpage FROM sqlite_schema WHERE name IN ('states', 'receipts')")
      .pluck()
      .all();
    client.close();
    expect(roots).toHaveLength(2);
    for (const root of roots) {
      const copy = `${file}.${String(root)}`;
      cpSync(file, copy);
      const descriptor = openSync(copy, 'r+');
      writeSync(descriptor, Buffer.alloc(4096, 0xaa), 0, 4096, (Number(root) - 1) * 4096);
      closeSync(descriptor);
      expectRefused(copy, 'DAMAGED', /is damaged/);
    }
  });

  test('where only its write-ahead log is left, which SQLite would throw away', async () => {
    const file = await usedFile();
    const child = await startChild('hold', file);
    await child.kill();
    const log = readFileSync(`${file}-wal`);
    expect(log.length).toBeGreaterThan(0);
    rmSync(file);
    expect(refusalOf(file).reason).toBe('DAMAGED');
    expect(readFileSync(`${file}-wal`).equals(log)).toBe(true);
  });

  test('and one that turns out damaged later fails with a sentence, not with an answer', async () => {
    const file = await usedFile();
    const database = open(file);
    const wide = Array.from({ length: 200 }, (_, index) => put(`h${index}`, 0, gameOf('x'.repeat(1_000))));
    await database.store.commit(commitOf({ states: wide }));
    await database.close();
    const descriptor = openSync(file, 'r+');
    for (let page = 60; page < 70; page += 1)
      writeSync(descriptor, Buffer.alloc(4096, 0xaa), 0, 4096, page * 4096);
    closeSync(descriptor);

    const { reader } = open(file);
    expect(() => reader.all(game)).toThrow(StorageFailure);
    expect(() => reader.all(game)).toThrow(
      /^The database file is damaged: stop the server and restore a backup/,
    );
  });
});

/** A folder of migrations with one more than this version knows. */
function laterMigrations(): string {
  const folder = join(temporaryFolder(), 'migrations');
  cpSync(MIGRATIONS_FOLDER, folder, { recursive: true });
  const journal = join(folder, 'meta', '_journal.json');
  const later = `, { "idx": 99, "version": "6", "when": ${Date.now()}, "tag": "0099_later", "breakpoints": true }]`;
  writeFileSync(journal, readFileSync(journal, 'utf8').replace(']', later));
  writeFileSync(join(folder, '0099_later.sql'), 'ALTER TABLE `states` ADD `mood` text;');
  return folder;
}

test('a file that a newer version has written is refused', async () => {
  const file = await usedFile();
  const migrationsFolder = laterMigrations();
  const newer = open(file, { migrationsFolder });
  const everything = await readEverything(newer);
  expect(everything.games).toHaveLength(2);
  await newer.close();

  expectRefused(file, 'NEWER', /was written by a newer version\. Use that version/);
  expect(await readEverything(open(file, { migrationsFolder }))).toEqual(everything);
});

test("another application's database is refused, with or without its own mark", () => {
  const file = temporaryFile();
  const client = new SQLite(file);
  client.exec('CREATE TABLE photos (id)');
  expectRefused(file, 'FOREIGN', /is the database of another application\. Choose another file/);
  client.exec('DROP TABLE photos');
  client.pragma('application_id = 252006674');
  client.close();
  expectRefused(file, 'FOREIGN', /another application/);
});

describe('an unwritable place is refused', () => {
  /** Root may write everywhere: the test runs as the user `nobody` for a while. */
  function actAsNobody(): void {
    if (process.getuid?.() !== 0) return;
    process.seteuid?.(65534);
    onTestFinished(() => process.seteuid?.(0));
  }

  test('where the folder cannot be made', () => {
    const file = temporaryFile();
    writeFileSync(join(dirname(file), 'occupied'), '');
    const refusal = refusalOf(join(dirname(file), 'occupied', 'game.sqlite'));
    expect(refusal.reason).toBe('UNWRITABLE');
    expect(refusal.message).toMatch(/cannot be made: E/);
  });

  test('where the system says of a folder that what is made in it does not exist', ({ skip }) => {
    if (process.platform !== 'linux') return skip('Only Linux has such a folder.');
    expect(refusalOf('/proc/missing/deep/game.sqlite')).toMatchObject({
      reason: 'UNWRITABLE',
      message: expect.stringMatching(/cannot be made: ENOENT.*'\/proc\/missing'/),
    });
  });

  test('where the name is that of a folder', () => {
    const folder = temporaryFolder();
    expect(refusalOf(folder)).toMatchObject({ reason: 'UNWRITABLE' });
  });

  test('where the folder is read-only', () => {
    const folder = join(temporaryFolder(), 'data');
    mkdirSync(folder);
    chmodSync(dirname(folder), 0o755);
    chmodSync(folder, 0o555);
    actAsNobody();
    const refusal = refusalOf(join(folder, 'game.sqlite'));
    expect(refusal.reason).toBe('UNWRITABLE');
    expect(refusal.message).toMatch(
      /game\.sqlite cannot be used, since .*game\.sqlite\.lock cannot be written/,
    );
  });

  test('where the file is read-only', async () => {
    const file = await usedFile();
    chmodSync(dirname(file), 0o777);
    chmodSync(file, 0o444);
    actAsNobody();
    expectRefused(file, 'UNWRITABLE', /cannot be written: EACCES/);
  });
});
