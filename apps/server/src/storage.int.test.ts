import { once } from 'node:events';
import { renameSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { newId } from '@tic-tac-toe/api';
import { openDatabase, StorageFailure } from '@tic-tac-toe/db';
import { GameId } from '@tic-tac-toe/domain';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Overrides } from './server.ts';
import { isOfProjection, slowDisk } from './testing/slow-disk.ts';
import { startWorld, type World } from './testing/world.ts';

/** A database whose disk is full for as long as one says so, or after so many commits more. */
function fillingDisk() {
  const disk = { isFull: false, roomFor: Infinity };
  const open: Overrides['openDatabase'] = (options) => {
    const database = openDatabase(options);
    const { store } = database;
    const commit: typeof store.commit = (work) => {
      if (disk.isFull || disk.roomFor === 0)
        throw new StorageFailure('FULL', 'The disk is full: nothing can be stored until there is room.');
      if (!isOfProjection(work)) disk.roomFor -= 1;
      return store.commit(work);
    };
    return { ...database, store: { ...store, commit } };
  };
  return { disk, open };
}

/** Without our client, which would try again until there is an answer. */
const createGame = (world: World, token: string, gameId: GameId) =>
  fetch(`${world.url}/trpc/games.createGame`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ gameId }),
  });

test('while nothing can be stored, callers are told so and may read; when there is room again, all is well', async () => {
  const { disk, open } = fillingDisk();
  await using world = await startWorld({}, { openDatabase: open });
  const ann = await world.signIn('Ann');
  const gameId = newId(GameId);
  const create = () => createGame(world, ann.token, gameId);
  disk.isFull = true;
  const refused = await create();
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({
    error: {
      message: expect.stringContaining('has kept nothing of this'),
      data: { code: 'SERVICE_UNAVAILABLE' },
    },
  });
  const line = world.log.find(({ msg }) => msg === 'the database refused');
  expect(line).toMatchObject({ level: 50, err: { message: expect.stringContaining('The disk is full') } });
  const readyz = async () => (await fetch(`${world.url}/readyz`)).status;
  expect(await readyz()).toBe(503);
  expect(await ann.api.games.getMyGames.query({})).toMatchObject({ games: [] });
  await create();
  const refusals = () => world.log.filter(({ msg }) => msg === 'the database refused');
  expect(refusals()).toHaveLength(1);

  disk.isFull = false;
  expect((await create()).status).toBe(200);
  expect(await readyz()).toBe(200);
  expect(world.log.some(({ msg }) => msg === 'the database accepts again')).toBe(true);
  expect(await ann.api.games.getMyGames.query({})).toMatchObject({ games: [{ gameId }] });
});

test('a move that is sent while the disk is full is made once there is room, by the client itself', async () => {
  const { disk, open } = fillingDisk();
  await using world = await startWorld({}, { openDatabase: open });
  const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
  const gameId = await world.game(ann, bea);
  disk.isFull = true;
  const move = ann.api.games.placeMark.mutate({ gameId, x: 1, y: 1 });
  await expect.poll(() => world.log.some(({ msg }) => msg === 'the database refused')).toBe(true);
  disk.isFull = false;
  await move;
  expect((await bea.api.games.getGame.query({ gameId })).game).toMatchObject({ turn: 2 });
});

test('a name is taken with the session or not at all: who could not sign in while the disk was full can afterwards', async () => {
  const { disk, open } = fillingDisk();
  await using world = await startWorld({}, { openDatabase: open });
  const start = () =>
    fetch(`${world.url}/trpc/sessions.start`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ alias: 'Ann' }),
    });
  // Whichever commit of the sign-in it is that fails.
  for (let commits = 0; ; commits += 1) {
    disk.roomFor = commits;
    const { status } = await start();
    disk.roomFor = Infinity;
    if (status === 200) break;
    expect(status).toBe(503);
  }
  expect((await start()).status).toBe(409);
});

test('a session that is due for renewal while nothing can be stored may read, and is renewed once there is room', async () => {
  const { disk, open } = fillingDisk();
  let now = Date.parse('2030-01-01T00:00:00Z');
  const clock = { now: () => now, alarm: () => () => {} };
  await using world = await startWorld({}, { openDatabase: open, clock });
  const { token } = await world.client().api.sessions.start.mutate({ alias: 'Ann' });
  const ask = async () => {
    const headers = { cookie: `tic-tac-toe=${token}` };
    const { status, headers: answered } = await fetch(`${world.url}/trpc/games.getMyGames`, { headers });
    return { status, renewed: answered.getSetCookie().length > 0 };
  };
  const failures = () =>
    world.log.filter(({ msg }) => String(msg).startsWith('a session could not be renewed'));
  now += 25 * 3_600_000;
  disk.isFull = true;
  expect(await Promise.all([ask(), ask()])).toEqual(
    Array.from({ length: 2 }, () => ({ status: 200, renewed: false })),
  );
  expect(await ask()).toEqual({ status: 200, renewed: false });
  expect(failures()).toHaveLength(1);

  disk.isFull = false;
  now += 10_000;
  expect(await ask()).toEqual({ status: 200, renewed: true });
});

test('a stop ends a wait for the file: who asked hears that nothing was kept', async () => {
  let refuse: ((failure: StorageFailure) => void) | undefined;
  let waits = false;
  const open: Overrides['openDatabase'] = (options) => {
    const database = openDatabase(options);
    const { store } = database;
    const commit: typeof store.commit = (work) =>
      waits && !isOfProjection(work) ? new Promise((_, reject) => (refuse = reject)) : store.commit(work);
    const stopWaiting = () => {
      database.stopWaiting();
      waits = false;
      refuse?.(new StorageFailure('BUSY', 'The database was held by another program for too long.'));
    };
    return { ...database, store: { ...store, commit }, stopWaiting };
  };
  await using world = await startWorld({}, { openDatabase: open });
  const { token } = await world.signIn('Ann');
  waits = true;
  const answer = createGame(world, token, newId(GameId));
  await expect.poll(() => refuse).toBeDefined();
  const stopped = world.stop();
  expect((await answer).status).toBe(503);
  await stopped;
});

test('a stop finishes what was asked for over a WebSocket: its caller is told before the connection closes', async () => {
  const disk = slowDisk();
  await using world = await startWorld({}, { openDatabase: disk.openDatabase });
  const ann = await world.signIn('Ann');
  const gameId = newId(GameId);
  const headers = { authorization: `Bearer ${ann.token}` };
  const socket = new WebSocket(`${world.url.replace('http', 'ws')}/trpc`, { headers });
  const frames: unknown[] = [];
  socket.on('message', (data: Buffer) => frames.push(JSON.parse(data.toString())));
  const closed = once(socket, 'close');
  const ask = (id: number, method: string, path: string, input: unknown) =>
    socket.send(JSON.stringify({ id, method, params: { path, input } }));
  await once(socket, 'open');
  ask(1, 'query', 'sessions.me', {});
  await expect.poll(() => frames).toHaveLength(1);

  disk.stall();
  ask(2, 'mutation', 'games.createGame', { gameId });
  await expect.poll(disk.waiting).toBe(1);
  const stopped = world.stop();
  await expect.poll(() => frames).toHaveLength(2);
  // Long enough for a server that does not wait to have closed it.
  await setTimeout(200);
  disk.goOn();
  expect((await closed)[0]).toBe(1012);
  expect(frames.slice(1)).toMatchObject([{ method: 'reconnect' }, { id: 2, result: { type: 'data' } }]);
  await stopped;
  await world.restart();
  expect(await ann.api.games.getMyGames.query({})).toMatchObject({ games: [{ gameId }] });
});

test('a database that is moved away under the server is told, and what is acknowledged is in it', async () => {
  await using world = await startWorld();
  const ann = await world.signIn('Ann');
  const gameId = newId(GameId);
  const create = () => createGame(world, ann.token, gameId);
  const readyz = async () => (await fetch(`${world.url}/readyz`)).status;
  expect(await readyz()).toBe(200);

  renameSync(world.databaseFile, `${world.databaseFile}.away`);
  expect([await readyz(), await readyz()]).toEqual([503, 503]);
  expect(world.log.filter(({ msg }) => msg === 'not ready')).toMatchObject([
    { level: 50, err: { message: expect.stringContaining('was deleted or moved under the running server') } },
  ]);
  expect((await create()).status).toBe(503);
  expect(world.log.find(({ msg }) => msg === 'the database refused')).toMatchObject({
    err: { message: expect.stringContaining('was deleted or moved under the running server') },
  });

  renameSync(`${world.databaseFile}.away`, world.databaseFile);
  expect(await readyz()).toBe(200);
  expect((await create()).status).toBe(200);
  await world.restart();
  expect(await ann.api.games.getMyGames.query({})).toMatchObject({ games: [{ gameId }] });
});
