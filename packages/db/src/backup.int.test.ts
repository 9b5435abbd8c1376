import { copyFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import SQLite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { backup } from './backup.ts';
import { startChild } from './testing/child.ts';
import { commitOf, draft, game, gameOf, put, receiptOf } from './testing/drafts.ts';
import { readEverything, writeEverything } from './testing/everything.ts';
import { EVENTS_PER_TURN, KILLED_GAME } from './testing/turn.ts';
import { open, temporaryFile } from './testing/world.ts';

const integrityOf = (file: string) => {
  const client = new SQLite(file, { readonly: true });
  const integrity = client.pragma('integrity_check', { simple: true });
  client.close();
  return integrity;
};

test('a backup is one file that opens with all that was committed', async () => {
  const file = temporaryFile();
  const copy = `${file}.backup`;
  const database = open(file);
  await writeEverything(database);
  await database.backup(copy);
  await database.store.commit(commitOf({ states: [put('late', 0, gameOf('ann'))] }));

  expect(readdirSync(dirname(file)).filter((name) => name.includes('backup'))).toEqual([
    'game.sqlite.backup',
  ]);
  const restored = open(copy);
  const { games, ...rest } = await readEverything(database);
  expect(await readEverything(restored)).toEqual({ ...rest, games: games.filter(({ id }) => id !== 'late') });
});

test('a backup is of one moment, and ends, while commits go on', async () => {
  const file = temporaryFile();
  const copy = `${file}.backup`;
  const { store, backup } = open(file);
  const filler = Array.from({ length: 1_000 }, (_, index) => put(`g${index}`, 0, gameOf('x'.repeat(10_000))));
  await store.commit(commitOf({ states: filler }));

  let version = 0;
  const commit = () => {
    version += 1;
    const states = [
      put('a', version - 1, { ...gameOf('ann'), version }),
      put('z', version - 1, { ...gameOf('bea'), version }),
    ];
    return store.commit(commitOf({ states, events: [draft()], receipts: [receiptOf(`o${version}`, 1)] }));
  };
  await commit();
  let done = false;
  const copied = backup(copy).finally(() => (done = true));
  let commitsMeanwhile = 0;
  while (!done) {
    await commit();
    commitsMeanwhile += 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
  await copied;
  expect(commitsMeanwhile).toBeGreaterThan(2);

  expect(integrityOf(copy)).toBe('ok');
  const { reader, log } = open(copy);
  const a = await reader.load(game, 'a');
  expect(await reader.load(game, 'z')).toMatchObject({ version: a?.version, position: a?.position });
  expect(await log.head()).toBe(a?.position);
});

test('a backup can be made of a file that another process writes to', async () => {
  const file = temporaryFile();
  const copy = `${file}.backup`;
  const child = await startChild('write', file);
  await backup(file, copy);
  await child.kill();

  expect(integrityOf(copy)).toBe('ok');
  const { reader, log } = open(copy);
  const version = (await reader.load(game, KILLED_GAME))?.version ?? 0;
  expect(version).toBeGreaterThan(0);
  expect(await log.head()).toBe(version * EVENTS_PER_TURN);
});

test('a backup can be made of a file that nobody has open', async () => {
  const file = temporaryFile();
  const database = open(file);
  await writeEverything(database);
  const everything = await readEverything(database);
  await database.close();
  await backup(file, `${file}.backup`);
  expect(await readEverything(open(`${file}.backup`))).toEqual(everything);
});

test('copying a backup back over the stopped database restores it', async () => {
  const file = temporaryFile();
  const copy = `${file}.backup`;
  const first = open(file);
  await writeEverything(first);
  const everything = await readEverything(first);
  await first.backup(copy);
  await first.store.commit(
    commitOf({ states: [put('g1', 2, undefined)], events: [draft()], timers: [{ cancel: 'g1/turn' }] }),
  );
  await first.close();

  for (const part of ['-wal', '-shm']) rmSync(`${file}${part}`, { force: true });
  copyFileSync(copy, file);
  const restored = open(file);
  expect(await readEverything(restored)).toEqual(everything);
  expect(await restored.store.commit(commitOf({ events: [draft()] }))).toEqual({ before: 4 });
});

test('a backup makes its folder where that is missing', async () => {
  const file = temporaryFile();
  const database = open(file);
  await writeEverything(database);
  const copy = join(dirname(file), 'backups', 'november', 'monday.sqlite');
  await database.backup(copy);
  expect(await readEverything(open(copy))).toEqual(await readEverything(database));
});

test('a backup replaces nothing, and leaves nothing behind where it fails', async () => {
  const file = temporaryFile();
  const { backup: backUp } = open(file);
  await backUp(`${file}.backup`);
  await expect(backUp(`${file}.backup`)).rejects.toThrow('exists already: a backup never replaces a file');
  await expect(backUp(`${file}/game.backup`)).rejects.toThrow(/EEXIST.*game\.sqlite/);
  await expect(backup(`${file}.unknown`, `${file}.backup2`)).rejects.toThrow(/does not exist|unable to open/);
  expect(existsSync(`${file}.backup2`)).toBe(false);
  expect(existsSync(`${file}.backup2.partial`)).toBe(false);
  expect(existsSync(`${file}.unknown`)).toBe(false);
});
