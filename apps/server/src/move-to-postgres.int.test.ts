/** A server that outgrows its file takes everything along. */
import { openDatabase, withContents } from '@tic-tac-toe/db';
import { fillDatabase, openDatabase as openPostgres } from '@tic-tac-toe/db-postgres';
import { onPostgres } from '@tic-tac-toe/db-postgres/testing';
import { keptForever, shapesOf, type StateReader } from '@tic-tac-toe/domain/kit';
import { expect, onTestFinished, test } from 'vitest';
import { fixture, fixtures } from './testing/fixtures.ts';
import { productModules } from './testing/product.ts';

const shapes = shapesOf(productModules);
const kept = keptForever(productModules.map(({ contract }) => contract));

/** What a store answers, whichever it is. */
async function answersOf(
  { store, reader, log }: Awaited<ReturnType<typeof openPostgres>> | ReturnType<typeof openDatabase>,
  topics: readonly string[],
) {
  const all = async (from: StateReader) =>
    Promise.all([...shapes.states.values()].map(async (definition) => from.all(definition)));
  return {
    states: await all(reader),
    timers: await store.timersDue(Number.MAX_SAFE_INTEGER, 1_000),
    events: await Promise.all(topics.map(async (topic) => log.read(topic, 0, 1_000))),
    heads: await Promise.all(topics.map(async (topic) => [await log.head(topic), await log.floor(topic)])),
  };
}

onPostgres((cluster) => {
  test('states, log, timers and receipts are there as they were, at their positions, and the log goes on', async () => {
    const { file, games } = fixture(fixtures.at(-1) ?? '');
    const database = openDatabase({ file, shapes, kept });
    const topics = ['users', 'scoring', ...games.map(({ id }) => `games/${id}`)];
    const before = await answersOf(database, topics);
    const nothing = {
      reads: { states: [], lookups: [], timers: [] },
      states: [],
      events: [],
      timers: [],
      receipts: [],
    };
    const { before: end } = await database.store.commit(nothing);
    await database.close();

    const url = await cluster().createDatabase();
    const receipts = await withContents(file, async (contents) => {
      await fillDatabase(url, shapes, contents);
      return [...contents.receipts()].flat();
    });
    const moved = await openPostgres({ url, shapes, kept });
    onTestFinished(() => moved.close());
    const after = await answersOf(moved, topics);
    expect(after).toEqual(before);
    expect(before.states.flat().length).toBeGreaterThan(10);
    expect(before.timers.length).toBeGreaterThan(0);
    expect(before.events.flat().length).toBeGreaterThan(10);
    expect(receipts.length).toBeGreaterThan(0);
    for (const receipt of receipts)
      expect(await moved.store.receipt(receipt.actor, receipt.operation)).toEqual(receipt);
    expect(await moved.store.commit(nothing)).toEqual({ before: end });

    const again = withContents(file, async (contents) => fillDatabase(url, shapes, contents));
    await expect(again).rejects.toThrow(/^The database test_\d+ is not empty: name an empty one\.$/);
  });

  test('a file that a server uses is not copied', async () => {
    const { file } = fixture(fixtures.at(-1) ?? '');
    const database = openDatabase({ file, shapes, kept });
    onTestFinished(() => database.close());
    await expect(withContents(file, async () => {})).rejects.toThrow(/^Another server is running on /);
  });
});
