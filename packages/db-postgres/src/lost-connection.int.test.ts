import { commitOf, draft, game, gameOf, put, receiptOf } from '@tic-tac-toe/db/testing';
import { StorageFailure } from '@tic-tac-toe/domain/kit';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { startCable } from './testing/cable.ts';
import { findPostgres, startCluster } from './testing/cluster.ts';
import { onPostgres, open } from './testing/world.ts';

/* A server loses the connection in the middle of a commit, and must find out whether it stands. */

onPostgres((cluster) => {
  async function server() {
    const url = await cluster().createDatabase();
    const cable = await startCable(cluster().port);
    onTestFinished(() => cable.close());
    const far = new URL(url);
    far.port = String(cable.port);
    return { cable, near: await open(url), far: await open(far.href) };
  }
  const move = (number: number) =>
    commitOf({
      states: [put('g1', number, gameOf(`player ${number}`))],
      events: [draft({ data: { number } }), draft({ data: { number } })],
      receipts: [receiptOf(`move ${number}`, 2)],
    });

  test('a commit whose answer is lost stands once, and its caller is answered', async () => {
    const { cable, near, far } = await server();
    await far.store.commit(move(0));
    cable.loseAnswers();
    const commit = move(1);
    const committing = Promise.resolve(far.store.commit(commit));
    await expect.poll(async () => (await near.reader.load(game, 'g1'))?.version).toBe(2);
    cable.cut();
    expect(await committing).toEqual({ before: 2 });
    expect(commit.events.map(({ position, previous }) => [previous, position])).toEqual([
      [2, 3],
      [3, 4],
    ]);
    expect(await near.log.read('games/g1', 0, 10)).toHaveLength(4);
    expect(await far.store.load(game, 'g1')).toMatchObject({ version: 2, position: 4 });
    await far.store.commit(move(2));
    expect(await near.log.read('games/g1', 0, 10)).toHaveLength(6);
  });

  test('a commit that was lost on its way is made again, once', async () => {
    const { cable, near, far } = await server();
    await far.store.commit(move(0));
    cable.loseQuestions();
    const committing = Promise.resolve(far.store.commit(move(1)));
    // It is on its way: what is asked after it, on the same connection, is lost with it.
    await new Promise((resolve) => void setTimeout(resolve, 50));
    cable.cut();
    expect(await committing).toEqual({ before: 2 });
    expect(await near.log.read('games/g1', 0, 10)).toHaveLength(4);
  });

  test('where the connections hang for ever, as when a machine has vanished, all of them are made anew', async () => {
    const { cable, near, far } = await server();
    const { leave } = await far.store.join();
    onTestFinished(leave);
    await far.store.commit(move(0));
    await Promise.all(Array.from({ length: 8 }, async () => far.reader.load(game, 'g1')));
    let hints = 0;
    onTestFinished(far.signals.listen((topics) => void (hints += topics?.includes('games/g1') ? 1 : 0)));
    cable.leadTo(cluster().port);
    // Had each of them to be waited for in turn, the hints would never come.
    await expect
      .poll(() => {
        near.signals.announce(['games/g1']);
        return hints;
      })
      .toBeGreaterThan(0);
    expect(await far.reader.load(game, 'g1')).toMatchObject({ version: 1 });
    await far.store.commit(move(1));
    expect(await near.log.read('games/g1', 0, 10)).toHaveLength(4);
  });

  test('readings that take all connections for long have none of them ended, and the server goes on seeing the database', async () => {
    const { near, far } = await server();
    const { leave } = await far.store.join();
    onTestFinished(leave);
    await near.store.commit(move(0));
    const since = far.membership.sightedSince();
    const beating = async () =>
      cluster().administer(`SELECT pid FROM pg_stat_activity WHERE query LIKE 'UPDATE nodes%'`);
    await expect.poll(beating).toHaveLength(1);
    const before = await beating();
    const owner = new pg.Client(near.place.replace(/^(.*) at (.*)$/, 'postgres://postgres@$2/$1'));
    await owner.connect();
    onTestFinished(() => owner.end());
    await owner.query('BEGIN; LOCK TABLE states');
    // Eight at once wait for the lock, two seconds at most; the others wait for them.
    const readings = Array.from({ length: 24 }, async () => far.reader.load(game, 'g1'));
    const outcomes = await Promise.allSettled(readings);
    await owner.query('ROLLBACK');
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['rejected']));
    expect(await beating()).toEqual(before);
    expect(far.membership.sightedSince()).toBe(since);
    expect(await far.reader.load(game, 'g1')).toMatchObject({ version: 1 });
  });

  test('a commit is answered only once a standby has it, too, also where that answer was lost', async () => {
    const primary = await startCluster(findPostgres() ?? '');
    onTestFinished(() => primary.end());
    const standby = await primary.addStandby();
    onTestFinished(() => standby.end());
    const database = await open(await primary.createDatabase());
    await database.store.commit(move(0));
    await standby.stop('immediate');
    const waiting = async () =>
      (
        await primary.administer(
          `SELECT query_start::text FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND datname <> 'postgres'`,
        )
      ).length;
    let isAnswered = false;
    const committing = Promise.resolve(database.store.commit(move(1))).finally(() => (isAnswered = true));
    await expect.poll(waiting).toBe(1);
    // From here on, the commit can be seen, and the standby does not have it.
    await primary.stop('immediate');
    await primary.start();
    await expect.poll(async () => isAnswered || (await waiting()) === 1).toBe(true);
    expect(isAnswered).toBe(false);
    await standby.start();
    expect(await committing).toMatchObject({ before: 2 });
    expect(await database.log.read('games/g1', 0, 10)).toHaveLength(4);
  });

  test('while the database is away, commits and readings fail with a sentence; when it is back, all is well', async () => {
    const { near } = await server();
    await near.store.commit(move(0));
    await cluster().stop('immediate');
    try {
      for (const asked of [() => near.store.commit(move(1)), () => near.reader.load(game, 'g1')])
        await expect(asked()).rejects.toSatisfy(
          (error) =>
            error instanceof StorageFailure && error.unavailable && error.message.startsWith('The database'),
        );
    } finally {
      await cluster().start();
    }
    await near.store.commit(move(1));
    expect(await near.log.read('games/g1', 0, 10)).toHaveLength(4);
  });

  test('a receipt that a crashed primary shows is answered only once its standby has it, too', async () => {
    const primary = await startCluster(findPostgres() ?? '');
    onTestFinished(() => primary.end());
    const standby = await primary.addStandby();
    onTestFinished(() => standby.end());
    const { store, reader } = await open(await primary.createDatabase());
    await standby.stop('immediate');
    const waiting = async (statement: string) => {
      const asked = `SELECT FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND query LIKE '${statement}%'`;
      return (await primary.administer(asked)).length;
    };
    const committing = Promise.resolve(store.commit(move(0)));
    await expect.poll(() => waiting('SELECT before, heads')).toBe(1);
    await primary.stop('immediate');
    await primary.start();
    const isThere = () => Promise.resolve(reader.load(game, 'g1')).then(Boolean, () => false);
    await expect.poll(isThere).toBe(true);

    let isAnswered = false;
    const asking = Promise.resolve(store.receipt('ann', 'move 0')).finally(() => (isAnswered = true));
    await expect.poll(async () => isAnswered || (await waiting('insert into "commits"')) === 1).toBe(true);
    expect(isAnswered).toBe(false);
    await standby.start();
    expect(await asking).toMatchObject({ operation: 'move 0' });
    await committing;
  });
});
