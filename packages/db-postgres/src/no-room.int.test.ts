import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commitOf, draft, game, gameOf, put, receiptOf } from '@tic-tac-toe/db/testing';
import { StorageFailure } from '@tic-tac-toe/domain/kit';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { onPostgres, open } from './testing/world.ts';

/* A database that has no room: on its disk, or for another connection. It says so in a sentence, and nothing is lost. */

const commit = (number: number) =>
  commitOf({
    states: [put(`g${number}`, 0, gameOf('x'.repeat(50_000)))],
    events: [draft({ data: { number } })],
    receipts: [receiptOf(`o${number}`, 1)],
  });

/** A disk of some megabytes that PostgreSQL may write to; null if this user may not mount one. */
function smallDisk(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'tic-tac-toe-disk-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return null;
  }
  onTestFinished(() => void execFileSync('umount', ['-l', folder]));
  execFileSync('chown', ['postgres', folder]);
  return folder;
}

const isFailure = (reason: string, sentence: RegExp) => (error: unknown) =>
  error instanceof StorageFailure && error.reason === reason && sentence.test(error.message);

onPostgres((cluster) => {
  test('on a full disk, commits keep nothing and say so, reading goes on, and with room all is well', async ({
    skip,
  }) => {
    const disk = smallDisk();
    if (disk === null) return skip('Only root may mount a small disk.');
    await cluster().administer(`CREATE TABLESPACE small LOCATION '${disk}'`);
    await cluster().administer('CREATE DATABASE small TABLESPACE small');
    const url = (await cluster().createDatabase()).replace(/test_\d+$/, 'small');
    const { store, reader, log } = await open(url);
    await store.commit(commit(1));
    const client = new pg.Client(url);
    await client.connect();
    onTestFinished(() => client.end());
    await client.query('CREATE TABLE ballast (data text)');
    const row = `(SELECT string_agg(md5(random()::text), '') FROM generate_series(1, 200))`;
    await expect(
      (async () => {
        for (;;) await client.query(`INSERT INTO ballast ${row}`);
      })(),
    ).rejects.toMatchObject({ code: '53100' });

    let next = 2;
    const full = /^The disk of the database is full: nothing can be stored until there is room\./;
    // What little room its pages have left goes first.
    await expect
      .poll(async () => {
        try {
          await store.commit(commit(next));
          next += 1;
          return '';
        } catch (error) {
          return (error as StorageFailure).message;
        }
      })
      .toMatch(full);
    await expect(Promise.resolve(store.commit(commit(next)))).rejects.toSatisfy(isFailure('FULL', full));
    expect(await reader.load(game, `g${next}`)).toBeUndefined();
    expect(await store.receipt('ann', `o${next}`)).toBeUndefined();
    expect(await reader.load(game, 'g1')).toMatchObject({ version: 1 });
    const before = (await log.read('games/g1', 0, 100)).length;

    await client.query('DROP TABLE ballast');
    await store.commit(commit(next));
    expect(await reader.load(game, `g${next}`)).toMatchObject({ version: 1 });
    expect(await log.read('games/g1', 0, 100)).toHaveLength(before + 1);
  });

  test('where no connection is left, who asks for one is told so; who has one goes on', async () => {
    await cluster().administer('CREATE ROLE dora LOGIN');
    const url = (await cluster().createDatabase()).replace('postgres@', 'dora@');
    await cluster().administer(`ALTER DATABASE ${new URL(url).pathname.slice(1)} OWNER TO dora`);
    const { store, reader } = await open(url);
    await store.commit(commit(1));
    // The connection that commits, and one that reads, are there.
    await reader.load(game, 'g1');
    await cluster().administer('ALTER ROLE dora CONNECTION LIMIT 0');
    const busy = /^The database is too busy: .* \(53300: too many connections for role "dora"\)$/;
    const reading = await Promise.allSettled(Array.from({ length: 4 }, async () => reader.load(game, 'g1')));
    const refused = reading.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
    expect(refused.length).toBeGreaterThan(0);
    for (const error of refused) expect(error).toSatisfy(isFailure('BUSY', busy));
    expect(reading.some(({ status }) => status === 'fulfilled')).toBe(true);
    await store.commit(commit(2));
    await cluster().administer('ALTER ROLE dora CONNECTION LIMIT -1');
    expect(await reader.load(game, 'g2')).toMatchObject({ version: 1 });
  });
});
