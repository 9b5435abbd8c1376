import { standsAt } from '@tic-tac-toe/domain/kit/testing';
import { copyFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import SQLite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { backup } from './backup.ts';
import { StorageFailure } from '../failures.ts';
import { startChild } from '../testing/child.ts';
import { commitOf, draft, game, gameOf, put, receiptOf } from '../testing/drafts.ts';
import { readEverything, writeEverything } from '../testing/everything.ts';
import type { Database } from '../database.ts';
import { EVENTS_PER_TURN, KILLED_GAME } from '../testing/turn.ts';
import { open, temporaryFile } from '../testing/world.ts';

/** Everything but the head: the log of a copy goes on elsewhere. */
async function readCopied(database: Parameters<typeof readEverything>[0]) {
  const { head: _, ...everything } = await readEverything(database);
  return everything;
}

const integrityOf = (file: string) => {
  const client = new SQLite(file, { readonly: true });
  const integrity = client.pragma('integrity_check', { simple: true });
  client.close();
  return integrity;
};

function restore(copy: string, file: string): void {
  for (const part of ['-wal', '-shm']) rmSync(`${file}${part}`, { force: true });
  copyFileSync(copy, file);
}

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
  const { games, ...rest } = await readCopied(database);
  expect(await readCopied(restored)).toEqual({ ...rest, games: games.filter(({ id }) => id !== 'late') });
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
  const events = await log.read('games/g1', 0, 1_000_000);
  expect(events.at(-1)?.position).toBe(a?.position);
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
  expect(await log.read(`games/${KILLED_GAME}`, 0, 1_000_000)).toHaveLength(version * EVENTS_PER_TURN);
});

test('a backup can be made of a file that nobody has open', async () => {
  const file = temporaryFile();
  const database = open(file);
  await writeEverything(database);
  const everything = await readCopied(database);
  await database.close();
  await backup(file, `${file}.backup`);
  expect(await readCopied(open(`${file}.backup`))).toEqual(everything);
});

test('copying a backup back over the stopped database restores it', async () => {
  const file = temporaryFile();
  const copy = `${file}.backup`;
  const first = open(file);
  await writeEverything(first);
  const everything = await readCopied(first);
  await first.backup(copy);
  await first.store.commit(
    commitOf({ states: [put('g1', 2, undefined)], events: [draft()], timers: [{ cancel: 'g1/turn' }] }),
  );
  await first.close();

  restore(copy, file);
  const restored = open(file);
  expect(await readCopied(restored)).toEqual(everything);
});

test('what a restored backup has undone is told from all that came since, however often which one is restored', async () => {
  const file = temporaryFile();
  const backups = [1, 2].map((number) => `${file}.${number}`);
  const [first = '', second = ''] = backups;
  const commit = async ({ store }: Pick<Database, 'store'>, count: number) => {
    await store.commit(commitOf({ events: Array.from({ length: count }, () => draft()) }));
    return standsAt(store);
  };
  const undone: number[] = [];
  const standing: number[] = [0];
  const database = open(file);
  standing.push(await commit(database, 3));
  for (const copy of backups) await database.backup(copy);
  undone.push(await commit(database, 1), await commit(database, 2));
  await database.close();
  // The same copy twice, then another one of the same moment.
  for (const copy of [first, first, second]) {
    restore(copy, file);
    const restored = open(file);
    undone.push(await commit(restored, 1), await commit(restored, 2));
    await restored.close();
  }
  restore(second, file);
  const fourth = open(file);
  standing.push(await standsAt(fourth.store), await commit(fourth, 2));
  await fourth.backup(`${file}.3`);
  undone.push(await commit(fourth, 2));
  await fourth.close();
  restore(`${file}.3`, file);

  const { store, log } = open(file);
  standing.push(await standsAt(store), await commit({ store }, 100));
  for (const position of standing) expect(await log.stoodAt('games/g1', position), `${position}`).toBe(true);
  for (const position of undone) expect(await log.stoodAt('games/g1', position), `${position}`).toBe(false);
  expect(await log.stoodAt('games/g1', (await standsAt(store)) + 1)).toBe(false);
  const positions = (await log.read('games/g1', 0, 1_000_000)).map(({ position }) => position);
  expect(positions).toHaveLength(105);
  expect(positions).toEqual(positions.toSorted((a, b) => a - b));
  expect(positions.every(Number.isSafeInteger)).toBe(true);
});

test('a backup makes its folder where that is missing', async () => {
  const file = temporaryFile();
  const database = open(file);
  await writeEverything(database);
  const copy = join(dirname(file), 'backups', 'november', 'monday.sqlite');
  await database.backup(copy);
  expect(await readCopied(open(copy))).toEqual(await readCopied(database));
});

test('a backup replaces nothing, and leaves nothing behind where it fails', async () => {
  const file = temporaryFile();
  const { backup: backUp } = open(file);
  await backUp(`${file}.backup`);
  await expect(backUp(`${file}.backup`)).rejects.toThrow('exists already: a backup never replaces a file');
  await expect(backUp(`${file}/game.backup`)).rejects.toThrow(
    /^No copy could be made at .*game\.backup\. EEXIST.*game\.sqlite/,
  );
  await expect(backup(`${file}.unknown`, `${file}.backup2`)).rejects.toThrow(/does not exist|unable to open/);
  expect(existsSync(`${file}.backup2`)).toBe(false);
  expect(existsSync(`${file}.backup2.partial`)).toBe(false);
  expect(existsSync(`${file}.unknown`)).toBe(false);
});

test('a backup that cannot be written says where', async ({ skip }) => {
  if (process.platform !== 'linux') return skip('Only Linux has a folder that even root cannot write to.');
  const { backup: backUp } = open(temporaryFile());
  await expect(backUp('/proc/game.backup')).rejects.toEqual(
    new StorageFailure(
      'IO',
      'No copy could be made at /proc/game.backup. No file can be opened there. ' +
        '(SQLITE_CANTOPEN: unable to open database file)',
    ),
  );
  await expect(backUp('/proc/missing/game.backup')).rejects.toThrow(
    /^No copy could be made at \/proc\/missing\/game\.backup\. ENOENT/,
  );
});
