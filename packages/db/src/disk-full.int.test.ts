import { standsAt } from '@tic-tac-toe/domain/kit/testing';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { StorageFailure } from './failures.ts';
import { commitOf, draft, game, gameOf, put, receiptOf, timerOf } from './testing/drafts.ts';
import { open, temporaryFolder } from './testing/world.ts';

async function expectFull(commit: unknown): Promise<void> {
  const failure = await Promise.resolve(commit).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(StorageFailure);
  expect(failure).toMatchObject({
    message: expect.stringMatching(/^The disk is full: nothing can be stored until there is room/),
  });
}

/** A commit of some 100 KB. */
const large = (number: number) =>
  commitOf({
    states: [put(`g${number}`, 0, gameOf('x'.repeat(50_000)))],
    events: [draft({ data: 'y'.repeat(50_000) })],
    timers: [{ set: timerOf(`t${number}`, 1) }],
    receipts: [receiptOf(`o${number}`, 1)],
  });

/** A disk of one megabyte; null if this user may not mount one. */
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

test('on a full disk, commits keep nothing and say so, reading goes on, and with room all is well', async ({
  skip,
}) => {
  const disk = smallDisk();
  if (disk === null) return skip('Only root may mount a small disk.');
  const file = join(disk, 'game.sqlite');
  const { store, reader, close } = open(file);
  await store.commit(large(1));
  const ballast = join(disk, 'ballast');
  try {
    for (let part = 0; ; part += 1) writeFileSync(`${ballast}${part}`, 'z'.repeat(50_000));
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' });
  }

  await expectFull(store.commit(large(2)));
  // Checkpoints fail meanwhile, too, and must not stop for good either.
  await new Promise((resolve) => setTimeout(resolve, 600));
  await expectFull(store.commit(large(2)));
  expect(await store.load(game, 'g2')).toBeUndefined();
  expect(await store.timer('t2')).toBeUndefined();
  expect(await store.receipt('ann', 'o2')).toBeUndefined();
  expect(await store.load(game, 'g1')).toMatchObject({ version: 1 });
  expect(await reader.count(game)).toBe(1);
  expect(await standsAt(store)).toBe(1);

  for (let part = 0; part < 8; part += 1) rmSync(`${ballast}${part}`, { force: true });
  expect(await store.commit(large(2))).toEqual({ before: 1 });
  expect(await store.load(game, 'g2')).toMatchObject({ version: 1, position: 2 });
  expect(await reader.count(game)).toBe(2);

  // There may be no room for the last checkpoint: closing leaves the commits where they are.
  await close();
  for (let part = 8; part < 20; part += 1) rmSync(`${ballast}${part}`, { force: true });
  expect(await open(file).reader.count(game)).toBe(2);
});
