import { standsAt } from '@tic-tac-toe/domain/kit/testing';
import { existsSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import SQLite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { BUSY_TIMEOUT_MS, configureWriter, openReader, openWriter } from './file/connection.ts';
import { EVENTS_KEPT_MS } from './ports/retention.ts';
import { commitOf, draft, game, gameOf, put } from './testing/drafts.ts';
import { readEverything, writeEverything } from './testing/everything.ts';
import { open, temporaryFile, temporaryFolder } from './testing/world.ts';

describe('a database file', () => {
  test('is made where it is missing, with its folders', async () => {
    const file = join(temporaryFolder(), 'data', 'deep', 'game.sqlite');
    const { reader } = open(file);
    expect(await reader.count(game)).toBe(0);
    expect(existsSync(file)).toBe(true);
  });

  test('tells after reopening all that it told before', async () => {
    const file = temporaryFile();
    const first = open(file);
    await writeEverything(first);
    const before = await readEverything(first);
    expect(before.games).toHaveLength(2);
    await first.close();

    expect(await readEverything(open(file))).toEqual(before);
  });

  test('goes on counting positions where it stopped', async () => {
    const file = temporaryFile();
    const first = open(file);
    await writeEverything(first);
    await first.close();

    const second = open(file);
    expect(await standsAt(second.store)).toBe(4);
    expect(await second.store.commit(commitOf({ events: [draft()] }))).toEqual({ before: 4 });
  });

  test('never uses a position again, even after its newest events were pruned', async () => {
    const file = temporaryFile();
    const first = open(file);
    await first.store.commit(
      commitOf({ events: [draft(), draft({ topic: 'users' }), draft({ topic: null })] }),
    );
    expect(await first.prune({ now: Date.now() + EVENTS_KEPT_MS })).toMatchObject({ events: 2 });
    await first.close();

    const second = open(file);
    expect(await standsAt(second.store)).toBe(3);
    expect(await second.store.commit(commitOf({ events: [draft()] }))).toEqual({ before: 3 });
  });

  test('is one file after closing, and nothing but the empty lock beside it', async () => {
    const file = temporaryFile();
    const database = open(file);
    await writeEverything(database);
    await database.close();

    expect(readdirSync(dirname(file)).toSorted()).toEqual(['game.sqlite', 'game.sqlite.lock']);
    expect(statSync(`${file}.lock`).size).toBe(0);
  });

  test('may be closed twice, and answers nothing after it', async () => {
    const database = open(temporaryFile());
    await Promise.all([database.close(), database.close()]);
    expect(() => database.reader.count(game)).toThrow('not open');
    await expect(database.store.commit(commitOf({ events: [draft()] }))).rejects.toThrow('not open');
  });

  test('goes on without waiting for other programs, once told to, and is whole after closing', async () => {
    const file = temporaryFile();
    const database = open(file);
    await database.store.commit(commitOf({ events: [draft()] }));
    const other = new SQLite(file);
    other.exec('BEGIN IMMEDIATE');
    const began = performance.now();
    const refused = database.store.commit(commitOf({ events: [draft()] }));
    database.stopWaiting();
    await expect(refused).rejects.toMatchObject({ name: 'StorageFailure', reason: 'BUSY' });
    // If it were not told, it would give up only after the timeout.
    expect(performance.now() - began).toBeLessThan(BUSY_TIMEOUT_MS / 2);
    other.close();
    expect(await database.store.commit(commitOf({ events: [draft()] }))).toEqual({ before: 1 });
    await database.close();
    expect(readdirSync(dirname(file)).toSorted()).toEqual(['game.sqlite', 'game.sqlite.lock']);
    expect(await standsAt(open(file).store)).toBe(2);
  });

  test('is the same file behind a link', async () => {
    const file = temporaryFile();
    const database = open(file);
    const link = `${file}.link`;
    symlinkSync(file, link);
    expect(() => open(link)).toThrow('Another server is running');
    await writeEverything(database);
    await database.close();
    expect(await standsAt(open(link).store)).toBe(4);
  });

  test('shows queries a commit as soon as it is made, while it cannot be written through them', async () => {
    const { store, reader } = open(temporaryFile());
    for (let version = 0; version < 20; version += 1) {
      await store.commit(commitOf({ states: [put('g1', version, gameOf(`player ${version}`))] }));
      expect(await reader.load(game, 'g1')).toEqual(await store.load(game, 'g1'));
    }
    expect(Object.keys(reader).toSorted()).toEqual(['all', 'count', 'load', 'page', 'where']);
  });
});

describe('its schema', () => {
  test('is strict in every table, so that a wrong type is refused', async () => {
    const file = temporaryFile();
    await open(file).close();
    const client = new SQLite(file);
    const own =
      "FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite%' AND name NOT GLOB '__*'";
    expect(client.prepare(`SELECT name ${own} AND NOT strict`).pluck().all()).toEqual([]);
    expect(client.prepare(`SELECT name ${own}`).pluck().all()).toHaveLength(9);
    client.close();
  });

  test.each([
    ['a state that is no JSON', "INSERT INTO states VALUES ('games.game', 'g9', null, 1, 0, 'x', 1)"],
    ['a state at version 0', "INSERT INTO states VALUES ('games.game', 'g9', null, 0, 0, '{}', 1)"],
    ['a state twice', "INSERT INTO states VALUES ('games.game', 'g1', null, 1, 0, '{}', 1)"],
    [
      'an index entry without its state',
      "INSERT INTO state_indexes VALUES ('games.game', 'g9', 'player', 'ann')",
    ],
    [
      'an event at a taken position',
      "INSERT INTO entries VALUES (1, null, 0, 'E', null, 'o', 'c', 1, 0, 'a', 0, null, '{}')",
    ],
    [
      'an event that causes itself',
      "INSERT INTO entries VALUES (99, null, 0, 'E', null, 'o', 'c', 1, 1, 'a', 0, null, '{}')",
    ],
    [
      'an event without data',
      "INSERT INTO entries VALUES (99, null, 0, 'E', null, 'o', 'c', 1, 0, 'a', 0, null, null)",
    ],
    [
      'an entry without events',
      "INSERT INTO entries VALUES (99, null, 0, '', null, 'o', 'c', 1, 0, 'a', 0, null, '')",
    ],
    [
      'an entry that begins before the log does',
      "INSERT INTO entries VALUES (9, null, 0, 'ABCDEFGHIJ', null, 'o', 'c', 1, 0, 'a', 0, null, '')",
    ],
    [
      'a timer that wakes after it is due',
      "INSERT INTO timers VALUES ('t', 1, 2, 'E', '{}', null, null, null, 'c', 0, 1, 1)",
    ],
    ['half an update', "INSERT INTO timers VALUES ('t', 1, 1, 'E', '{}', 1000, null, null, 'c', 0, 1, 1)"],
    ['a receipt twice', "INSERT INTO receipts VALUES ('bea', 'operation-3', '', 0, null, 0)"],
    ['a text for a number', "INSERT INTO log_floors VALUES ('*', 'many')"],
  ])('refuses %s', async (_, statement) => {
    const file = temporaryFile();
    const database = open(file);
    await writeEverything(database);
    await database.close();
    const client = new SQLite(file);
    client.pragma('foreign_keys = ON');
    expect(() => client.exec(statement)).toThrow(/constraint failed|cannot store/);
    client.close();
  });
});

test('every connection waits, syncs in full and minds foreign keys; none checkpoints by itself', () => {
  const file = temporaryFile();
  const writer = openWriter(file);
  configureWriter(writer);
  // Only with the first use of a WAL file does SQLite apply the default that it is built with.
  writer.exec('CREATE TABLE t (c)');
  const reader = openReader(file);
  reader.exec('SELECT * FROM t');
  const of = (client: typeof writer, name: string) => client.pragma(name, { simple: true });
  for (const client of [writer, reader]) {
    expect(of(client, 'journal_mode')).toBe('wal');
    expect(of(client, 'synchronous')).toBe(2);
    expect(of(client, 'foreign_keys')).toBe(1);
    expect(of(client, 'busy_timeout')).toBe(5_000);
  }
  expect(of(writer, 'wal_autocheckpoint')).toBe(0);
  expect(() => reader.exec('DROP TABLE t')).toThrow('readonly');
  reader.close();
  writer.close();
});
