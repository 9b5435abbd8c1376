import { codePointOrder } from '@tic-tac-toe/domain/kit';
import { expect, onTestFinished, test } from 'vitest';
import type { Database } from '../database.ts';
import { onPostgres, open } from '../testing/world.ts';

/* Servers tell each other of the connections that they have. */

onPostgres((cluster) => {
  /** A server that lives until it is killed. */
  async function server(url: string): Promise<Database & { readonly kill: () => Promise<void> }> {
    const database = await open(url);
    const { leave } = await database.store.join();
    onTestFinished(() => leave());
    return { ...database, kill: database.close };
  }

  /** What a server knows of the connections of others. */
  function others({ connections }: Database): ReadonlyMap<string, string> {
    const known = new Map<string, string>();
    const { end } = connections.follow(({ opened, closed }) => {
      for (const { id, user } of opened) known.set(id, user);
      for (const id of closed) known.delete(id);
    });
    onTestFinished(end);
    return known;
  }

  test('a connection is known to the others while it is open, and to who comes later', async () => {
    const url = await cluster().createDatabase();
    const [a, b] = [await server(url), await server(url)];
    const [byA, byB] = [others(a), others(b)];
    a.connections.opened({ id: 'c1', user: 'ann' });
    a.connections.opened({ id: 'c2', user: 'ann' });
    b.connections.opened({ id: 'c3', user: 'bea' });
    await expect
      .poll(() => [...byB])
      .toEqual([
        ['c1', 'ann'],
        ['c2', 'ann'],
      ]);
    await expect.poll(() => [...byA]).toEqual([['c3', 'bea']]);
    a.connections.closed('c1');
    await expect.poll(() => [...byB]).toEqual([['c2', 'ann']]);
    const byC = others(await server(url));
    await expect
      .poll(() => [...byC].toSorted(([a], [b]) => codePointOrder(a, b)))
      .toEqual([
        ['c2', 'ann'],
        ['c3', 'bea'],
      ]);
  });

  test('the connections of a server that was killed are closed some seconds later', async () => {
    const url = await cluster().createDatabase();
    const [a, b] = [await server(url), await server(url)];
    others(a);
    const byB = others(b);
    a.connections.opened({ id: 'c1', user: 'ann' });
    await expect.poll(() => byB.size).toBe(1);
    await a.kill();
    const began = performance.now();
    await expect.poll(() => byB.size).toBe(0);
    // Users have this long to come back at another server.
    expect(performance.now() - began).toBeGreaterThan(7_000);
  });

  test('after a crash of the database, servers tell anew what is open', async () => {
    const url = await cluster().createDatabase();
    const a = await server(url);
    others(a);
    a.connections.opened({ id: 'c1', user: 'ann' });
    const byB = others(await server(url));
    await expect.poll(() => byB.size).toBe(1);
    await cluster().stop('immediate');
    await cluster().start();
    const byC = others(await server(url));
    await expect.poll(() => [...byC]).toEqual([['c1', 'ann']]);
    expect([...byB]).toEqual([['c1', 'ann']]);
  });
});
