/** A server that stands still for longer than others wait for it. */
import { once } from 'node:events';
import { onPostgres } from '@tic-tac-toe/db-postgres/testing';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { freePort } from '../support/free-port.ts';
import { signIn } from '../support/players.ts';
import { startServer } from '../support/server-process.ts';

onPostgres((cluster) => {
  /** A built server, and what it says of itself in the database. */
  async function start(DATABASE_URL: string) {
    const port = await freePort();
    const server = await startServer(port, { DATABASE_URL });
    onTestFinished(() => server.kill());
    return { ...server, port, url: `http://127.0.0.1:${port}/trpc` };
  }

  test('a server that was stopped finds itself declared dead, closes its sockets, and begins anew', async () => {
    const url = await cluster().createDatabase();
    const database = new pg.Client(url);
    await database.connect();
    onTestFinished(() => database.end());
    const nodes = async () =>
      (await database.query<{ id: string }>('SELECT id FROM nodes ORDER BY id')).rows.map(({ id }) => id);

    const a = await start(url);
    const [nameOfA] = await nodes();
    const b = await start(url);
    const both = await nodes();
    const { token, id } = await signIn(a.url, 'Ann');
    const socket = new WebSocket(`ws://127.0.0.1:${a.port}/trpc?connectionParams=1`);
    const closed = once(socket, 'close');
    await once(socket, 'open');
    socket.send(JSON.stringify({ method: 'connectionParams', data: { token } }));
    const bea = await signIn(b.url, 'Bea');
    const online = async () =>
      (await bea.client.api.users.getUsersOnline.query({})).users.map((user) => user.id);
    await expect.poll(online).toContain(id);

    a.signal('SIGSTOP');
    await expect.poll(nodes).toEqual(both.filter((name) => name !== nameOfA));
    expect(socket.readyState).toBe(WebSocket.OPEN);
    a.signal('SIGCONT');

    expect((await closed)[0]).toBe(1012);
    await expect.poll(async () => (await nodes()).length).toBe(2);
    expect(await nodes()).not.toContain(nameOfA);
    // It serves on, and tells the others by its new name who comes back there.
    const again = new WebSocket(`ws://127.0.0.1:${a.port}/trpc?connectionParams=1`);
    await once(again, 'open');
    again.send(JSON.stringify({ method: 'connectionParams', data: { token } }));
    const open = async () =>
      (
        await database.query(
          'SELECT FROM connections JOIN nodes n ON n.id = node WHERE user_id = $1 AND n.id <> $2',
          [id, nameOfA],
        )
      ).rowCount;
    await expect.poll(open).toBe(1);
    again.close();
  });
});
