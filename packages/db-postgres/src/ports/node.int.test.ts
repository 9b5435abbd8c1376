import { expect, onTestFinished, test } from 'vitest';
import type { Database } from '../database.ts';
import { startCable } from '../testing/cable.ts';
import { onPostgres, open } from '../testing/world.ts';

/* What servers make of one another. */

/** Silences and clocks are measured in seconds. */
const SOON_MS = 500;

onPostgres((cluster) => {
  async function server(url: string) {
    const database = await open(url);
    const attendance = await database.store.join();
    onTestFinished(() => attendance.leave());
    const look = async (ahead = 0) => attendance.look(database.now() + ahead);
    return { ...attendance, ...database, look };
  }

  const behind = async ({ now, look }: Pick<Awaited<ReturnType<typeof server>>, 'now' | 'look'>) =>
    now() - (await look()).ringsUpTo;

  test('no timer rings before it is due by the database’s clock, however far ahead that of a server is', async () => {
    const a = await server(await cluster().createDatabase());
    expect((await a.look(2_000)).ringsUpTo).toBeLessThanOrEqual(a.now() + 50);
    const instant = a.now() - 2_000;
    expect((await a.look(-2_000)).ringsUpTo).toBeLessThanOrEqual(instant + SOON_MS);
  });

  test('a server that leaves, and is back at once, is nobody’s death', async () => {
    const url = await cluster().createDatabase();
    const [a, b] = [await server(url), await server(url)];
    await a.leave();
    expect(await b.isAlone()).toBe(true);
    const again = await server(url);
    for (const each of [b, again]) {
      expect((await each.look()).bury).toBeNull();
      expect(await behind(each)).toBeLessThan(SOON_MS);
    }
  });

  test('of a server that has died, one other is told; until that buries it, what is due since then rings nowhere', async () => {
    const url = await cluster().createDatabase();
    const [a, b, c] = [await server(url), await server(url), await server(url)];
    await a.close();
    await expect.poll(() => behind(b)).toBeGreaterThan(SOON_MS);
    expect((await b.look()).bury).toBeNull();
    const buries: (() => unknown)[] = [];
    await expect
      .poll(async () => {
        for (const each of [b, c]) buries.push(...[(await each.look()).bury].filter((bury) => bury !== null));
        return buries.length;
      })
      .toBe(1);
    expect(await behind(c)).toBeGreaterThan(SOON_MS);
    for (const bury of buries) await bury();
    await expect.poll(() => behind(c)).toBeLessThan(SOON_MS);
    expect((await c.look()).bury).toBeNull();
  });

  test('what a server remembers it trusts while it sees the database, and not what it remembers from before', async () => {
    const url = new URL(await cluster().createDatabase());
    const cable = await startCable(Number(url.port));
    onTestFinished(() => cable.close());
    url.port = String(cable.port);
    const { membership }: Database = await server(url.href);
    const before = membership.sightedSince();
    expect(before).toBeLessThanOrEqual(performance.now());
    cable.loseQuestions();
    await expect.poll(membership.sightedSince).toBe(Infinity);
    const blind = performance.now();
    cable.cut();
    await expect.poll(membership.sightedSince).toBeLessThan(Infinity);
    expect(membership.sightedSince()).toBeGreaterThan(blind);
  });
});
