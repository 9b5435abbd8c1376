import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { StorageFailure } from '../failures.ts';
import { commitOf, draft, game, gameOf, put } from '../testing/drafts.ts';
import { open, temporaryFolder } from '../testing/world.ts';

async function opened() {
  const folder = join(temporaryFolder(), 'data');
  const file = join(folder, 'game.sqlite');
  const database = open(file);
  const commit = async (id: string) =>
    database.store.commit(commitOf({ states: [put(id, 0, gameOf('ann'))], events: [draft()] }));
  await commit('g1');
  // By then all its connections are open.
  await vi.waitFor(() => expect(statSync(file).size).toBeGreaterThan(10 * 4096), 5_000);
  database.checkIdentity();
  return { folder, file, commit, ...database };
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  const failure = await promise.then(
    () => 'It was stored.',
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(StorageFailure);
  return failure;
}

describe('nothing is stored where nobody would find it', () => {
  test.each<[string, (place: { folder: string; file: string }) => void, RegExp]>([
    ['the file is deleted', ({ file }) => rmSync(file), /game\.sqlite was deleted or moved/],
    [
      'the file is renamed',
      ({ file }) => renameSync(file, `${file}.old`),
      /game\.sqlite was deleted or moved/,
    ],
    ['its folder is moved', ({ folder }) => renameSync(folder, `${folder}.old`), /was deleted or moved/],
    ['its folder is deleted', ({ folder }) => rmSync(folder, { recursive: true }), /was deleted or moved/],
    [
      'its write-ahead log is deleted',
      ({ file }) => rmSync(`${file}-wal`),
      /game\.sqlite-wal was deleted or moved/,
    ],
    [
      'another file takes its place',
      ({ file }) => {
        copyFileSync(file, `${file}.copy`);
        renameSync(`${file}.copy`, file);
      },
      /game\.sqlite was replaced/,
    ],
  ])('where %s', async (_, displace, sentence) => {
    const { folder, file, commit, checkIdentity, prune, reader } = await opened();
    displace({ folder, file });
    expect(await failureOf(commit('g2'))).toMatchObject({ reason: 'MISPLACED', message: sentence });
    expect(await failureOf(prune({ now: Date.now() }))).toMatchObject({ reason: 'MISPLACED' });
    expect(checkIdentity).toThrow(sentence);
    expect(await reader.load(game, 'g2')).toBeUndefined();
  });

  test('and when it is back in its place, all is well', async () => {
    const { folder, commit, checkIdentity, close } = await opened();
    renameSync(folder, `${folder}.old`);
    await failureOf(commit('g2'));
    renameSync(`${folder}.old`, folder);
    checkIdentity();
    expect(await commit('g2')).toEqual({ before: 1 });
    await close();
    expect(await open(join(folder, 'game.sqlite')).reader.count(game)).toBe(2);
  });

  test('and closing leaves alone what has taken its place', async () => {
    const { folder, file, close } = await opened();
    renameSync(folder, `${folder}.old`);
    mkdirSync(dirname(file));
    for (const name of [file, `${file}-wal`]) writeFileSync(name, 'of somebody else');
    await close();
    for (const name of [file, `${file}-wal`]) expect(readFileSync(name, 'utf8')).toBe('of somebody else');
    expect(existsSync(`${file}-shm`)).toBe(false);
  });
});
