import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { newId } from '@tic-tac-toe/api';
import { viaSocket } from '@tic-tac-toe/api/client';
import { GameId, type SocketSessionId } from '@tic-tac-toe/domain';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { hearScoring, hearUsers } from './testing/recorder.ts';
import { slowDisk } from './testing/slow-disk.ts';
import { type Browser, startWorld, type World } from './testing/world.ts';

const DAY_MS = 86_400_000;
const signInRequired = { data: { code: 'UNAUTHORIZED', reason: 'SIGN_IN_REQUIRED' } };

/** What a browser's address bar, or a script without our client, would do. */
const start = (world: World, alias: string) =>
  fetch(`${world.url}/trpc/sessions.start`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ alias }),
  });

/** Within 5 s. Asks seldom enough for the limit of a user's calls. */
async function eventually(isSo: () => unknown): Promise<void> {
  for (let tries = 0; tries < 100 && !(await isSo()); tries += 1) await setTimeout(50);
  expect(await isSo()).toBeTruthy();
}

describe('signing in', () => {
  test('gives a browser a cookie that its scripts cannot read, and a script its token', async () => {
    await using world = await startWorld();
    const response = await start(world, 'Ann');
    const [cookie = ''] = response.headers.getSetCookie();
    expect(cookie).toMatch(
      /^tic-tac-toe=[\w-]{43}; Max-Age=\d+; Path=\/; Expires=.*; HttpOnly; SameSite=Strict$/,
    );
    const { result } = (await response.json()) as { result: { data: { token: string; expiresAt: string } } };
    expect(cookie).toContain(`=${result.data.token};`);
    expect(Date.parse(result.data.expiresAt)).toBeGreaterThan(Date.now() + 29 * DAY_MS);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('leaves no token on the disk, nor in the log', async () => {
    await using world = await startWorld();
    const ann = await world.signIn('Ann');
    await hearUsers(ann);
    await world.stop();
    const disk = readFileSync(world.databaseFile).toString('latin1');
    expect(disk).toContain(ann.user.id);
    expect(disk).not.toContain(ann.token);
    expect(JSON.stringify(world.log)).not.toContain(ann.token);
  });

  test('lasts: the cookie is enough for calls, and for the connection', async () => {
    await using world = await startWorld();
    const browser = world.browser();
    const { user } = await browser.api.sessions.start.mutate({ alias: 'Ann' });
    expect(await browser.api.sessions.me.query()).toEqual({ user, sessionId: null });
    await browser.api.games.createGame.mutate({ gameId: newId(GameId) });
    expect(await browser.api.sessions.me.query(undefined, viaSocket)).toMatchObject({ user });
    await world.restart();
    expect(await browser.api.sessions.me.query()).toEqual({ user, sessionId: null });
  });

  test('can be preceded by a look whether the browser keeps cookies, which takes nothing', async () => {
    await using world = await startWorld();
    const browser = world.browser();
    expect(await browser.api.sessions.keepsCookie.query()).toBe(false);
    expect(browser.cookie()).toBe('tic-tac-toe-probe=1');
    expect(await browser.api.sessions.keepsCookie.query()).toBe(true);
    expect(await browser.api.sessions.me.query()).toEqual({ user: null, sessionId: null });
    const forgetful = world.client();
    for (let asked = 0; asked < 2; asked += 1)
      expect(await forgetful.api.sessions.keepsCookie.query()).toBe(false);
  });

  test('comes first in its request: what else is asked there is asked by the new user', async () => {
    await using world = await startWorld();
    const host = await world.signIn('Ann');
    const gameId = newId(GameId);
    await host.api.games.createGame.mutate({ gameId });
    const browser = world.browser();
    const [{ user }] = await Promise.all([
      browser.api.sessions.start.mutate({ alias: 'Bea' }),
      browser.api.games.joinGame.mutate({ gameId }),
    ]);
    const { game } = await host.api.games.getGame.query({ gameId });
    expect(game.players).toEqual([user.id]);
  });

  test('that is refused leaves what else is asked to whoever asks', async () => {
    await using world = await startWorld();
    const host = await world.signIn('Ann');
    const gameId = newId(GameId);
    await host.api.games.createGame.mutate({ gameId });
    const seatAs = ({ api }: Pick<Browser, 'api'>, alias: string) =>
      Promise.allSettled([api.sessions.start.mutate({ alias }), api.games.joinGame.mutate({ gameId })]);
    const [refused, nobody] = await seatAs(world.browser(), 'Ann');
    expect(refused).toMatchObject({ reason: { data: { reason: 'ALIAS_TAKEN' } } });
    expect(nobody).toMatchObject({ reason: { data: { reason: 'SIGN_IN_REQUIRED' } } });
    const browser = world.browser();
    const { user } = await browser.api.sessions.start.mutate({ alias: 'Bea' });
    const [again, seated] = await seatAs(browser, 'Cid');
    expect(again).toMatchObject({ reason: { data: { reason: 'ALREADY_SIGNED_IN' } } });
    expect(seated.status).toBe('fulfilled');
    const { game } = await host.api.games.getGame.query({ gameId });
    expect(game.players).toEqual([user.id]);
  });

  test('is for one user at a time in one browser', async () => {
    await using world = await startWorld();
    const browser = world.browser();
    await browser.api.sessions.start.mutate({ alias: 'Ann' });
    await expect(browser.api.sessions.start.mutate({ alias: 'Bea' })).rejects.toMatchObject({
      data: { code: 'CONFLICT', reason: 'ALREADY_SIGNED_IN' },
    });
  });

  test('again with the same operation is for an answer that was lost, and undoes no sign-out', async () => {
    await using world = await startWorld();
    const asked = { alias: 'Ann', operationId: randomUUID() };
    const signIn = (alias = 'Ann') => world.client().api.sessions.start.mutate({ ...asked, alias });
    const first = await signIn();
    const again = await signIn();
    expect(again).toMatchObject({ operationId: asked.operationId, user: first.user });
    expect(again.token).not.toBe(first.token);
    const conflict = (reason: string) => ({ data: { code: 'CONFLICT', reason } });
    await expect(signIn('Anne')).rejects.toMatchObject(conflict('OPERATION_ID_REUSED'));

    await world.client(again.token).api.sessions.end.mutate({});
    // Its token may be nobody's: it would keep the name.
    expect(await world.client(first.token).api.sessions.me.query()).toMatchObject({ user: null });
    await expect(signIn()).rejects.toMatchObject(conflict('SIGN_IN_ENDED'));
    const other = await world.client().api.sessions.start.mutate({ alias: 'ANN' });
    expect(other.user.id).not.toBe(first.user.id);
    await expect(signIn()).rejects.toMatchObject(conflict('ALIAS_TAKEN'));
  });

  test('again at the moment of signing out is refused, or ends with it', async () => {
    await using world = await startWorld();
    for (let round = 0; round < 8; round += 1) {
      const asked = { alias: `Ann ${round}`, operationId: randomUUID() };
      const signIn = () => world.client().api.sessions.start.mutate(asked);
      const { token } = await signIn();
      const again = signIn().then(
        (signedIn) => world.client(signedIn.token).api.sessions.me.query(),
        (error: unknown) => error,
      );
      await Promise.all([again, world.client(token).api.sessions.end.mutate({})]);
      const outcome = await again;
      if (outcome instanceof Error) expect(outcome).toMatchObject({ data: { reason: 'SIGN_IN_ENDED' } });
      await expect(signIn()).rejects.toMatchObject({ data: { reason: 'SIGN_IN_ENDED' } });
      await world.client().api.sessions.start.mutate({ alias: asked.alias });
    }
  });

  test('leaves its operation id, which asks for another token, neither on the disk nor in the log', async () => {
    await using world = await startWorld();
    const operationId = randomUUID();
    const { user } = await world.client().api.sessions.start.mutate({ alias: 'Ann', operationId });
    const again = { alias: 'Anne', operationId };
    await expect(world.client().api.sessions.start.mutate(again)).rejects.toThrow('Operation id reused.');
    await world.stop();
    const disk = readFileSync(world.databaseFile).toString('latin1');
    expect(disk).toContain(user.id);
    expect(disk).not.toContain(operationId);
    expect(JSON.stringify(world.log)).toContain('OPERATION_ID_REUSED');
    expect(JSON.stringify(world.log)).not.toContain(operationId);
  });

  test('makes one user of a browser, however many sign-ins it sends in one request', async () => {
    await using world = await startWorld();
    await world.signIn('Ann');
    const names = ['Ann', 'Bea', 'Cid', 'Dora'];
    const response = await fetch(`${world.url}/trpc/${names.map(() => 'sessions.start').join(',')}?batch=1`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(Object.fromEntries(names.map((alias, index) => [index, { alias }]))),
    });
    const answers = (await response.json()) as readonly { readonly error?: { data: { reason: string } } }[];
    expect(answers.map(({ error }) => error?.data.reason)).toEqual([
      'ALIAS_TAKEN',
      undefined,
      'ALREADY_SIGNED_IN',
      'ALREADY_SIGNED_IN',
    ]);
    expect(response.headers.getSetCookie()).toHaveLength(1);
    await world.signIn('Cid');
  });

  test('is renewed in use, at most once a day', async () => {
    let now = Date.parse('2030-01-01T00:00:00Z');
    const clock = { now: () => now, alarm: () => () => {} };
    await using world = await startWorld({}, { clock });
    const signedIn = await start(world, 'Ann');
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const ask = async () => {
      const response = await fetch(`${world.url}/trpc/sessions.me`, { headers: { cookie } });
      return response.headers.getSetCookie()[0];
    };
    expect(await ask()).toBeUndefined();
    now += 23 * 3_600_000;
    expect(await ask()).toBeUndefined();
    now += 2 * 3_600_000;
    expect(await ask()).toContain(
      `${cookie}; Max-Age=2592000; Path=/; Expires=${new Date(now + 30 * DAY_MS).toUTCString()}`,
    );
    expect(await ask()).toBeUndefined();
    // In use, it outlives what it was made for; left alone, it does not.
    now += 29 * DAY_MS;
    expect(await ask()).toBeDefined();
    now += 31 * DAY_MS;
    await expect(world.client(cookie.split('=')[1]).api.games.getMyGames.query({})).rejects.toMatchObject(
      signInRequired,
    );
  });
});

test('a session in use outlives its time, on connections that were opened before too', async () => {
  await using world = await startWorld({ SESSION_TTL_MINUTES: 0.05 });
  const ann = await world.signIn('Ann');
  const heard = await hearUsers(ann);
  for (let tries = 0; tries < 25; tries += 1) {
    await ann.api.games.getMyGames.query({});
    await setTimeout(200);
  }
  expect(heard.errors).toEqual([]);
  expect(ann.connection.state().status).toBe('connected');
});

describe('signing out', () => {
  test('is answered, ends the session, and clears the cookie', async () => {
    await using world = await startWorld();
    const browser = world.browser();
    const { token } = await browser.api.sessions.start.mutate({ alias: 'Ann' });
    expect(browser.cookie()).toContain(token);
    await browser.api.sessions.end.mutate();
    expect(browser.cookie()).toBe('');
    await expect(world.client(token).api.games.getMyGames.query({})).rejects.toMatchObject(signInRequired);
    await world.restart();
    await expect(world.client(token).api.games.getMyGames.query({})).rejects.toMatchObject(signInRequired);
  });

  test("closes that session's connections, and nobody else's", async () => {
    await using world = await startWorld();
    const ann = await world.signIn('Ann');
    const bea = await world.signIn('Bea');
    const [first, second] = [world.client(ann.token), world.client(ann.token)];
    const heard = [await hearUsers(first), await hearUsers(second), await hearUsers(bea)];
    const states = [first, second, bea].map(({ connection }) => {
      const seen: string[] = [];
      connection.subscribe(() => seen.push(connection.state().status));
      return seen;
    });
    await ann.api.sessions.end.mutate();
    await eventually(() => states[0]?.includes('reconnecting') && states[1]?.includes('reconnecting'));
    expect(states[2]).toEqual([]);
    // Anonymous now, they may not go on listening.
    await eventually(() => heard[0]?.errors.length && heard[1]?.errors.length);
    expect(heard[0]?.errors[0]).toMatchObject(signInRequired);
    expect(heard[2]?.errors).toEqual([]);
  });

  /** A game in which it is Ann's turn, and what it takes for her to mark the middle. */
  async function annsTurn(world: World) {
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const gameId = await world.game(ann, bea);
    const turn = async () => (await bea.api.games.getGame.query({ gameId })).game;
    return { ann, move: { gameId, x: 1, y: 1 }, turn };
  }

  test('ends calls whose headers came before and whose body comes after', async () => {
    await using world = await startWorld();
    const { ann, move, turn } = await annsTurn(world);
    const { port, hostname } = new URL(world.url);
    const body = JSON.stringify(move);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /trpc/games.placeMark HTTP/1.1\r\nHost: ${hostname}:${port}\r\nContent-Type: application/json\r\n` +
        `Authorization: Bearer ${ann.token}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`,
    );
    // Long enough for the caller to be looked up.
    await setTimeout(300);
    await ann.api.sessions.end.mutate();
    socket.write(body);
    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    expect(answer).toContain('401 Unauthorized');
    expect(answer).toContain('SIGN_IN_REQUIRED');
    expect(await turn()).toMatchObject({ turn: 1 });
  });

  test('ends messages that began before and are complete after', async () => {
    await using world = await startWorld();
    const { ann, move, turn } = await annsTurn(world);
    const socket = new WebSocket(`${world.url.replace('http', 'ws')}/trpc`, {
      headers: { authorization: `Bearer ${ann.token}` },
    });
    await once(socket, 'open');
    const closed = once(socket, 'close');
    const message = { id: 1, method: 'mutation', params: { path: 'games.placeMark', input: move } };
    socket.send(JSON.stringify(message).slice(0, -1), { fin: false });
    await setTimeout(300);
    await ann.api.sessions.end.mutate();
    if (socket.readyState === WebSocket.OPEN) socket.send('}');
    expect((await closed)[0]).toBe(4401);
    expect(await turn()).toMatchObject({ turn: 1 });
  });

  test('closes connections that the session has associated, and leaves nobody online', async () => {
    await using world = await startWorld();
    const [ann, watcher] = [await world.signIn('Ann'), await world.signIn('Watcher')];
    const stranger = new WebSocket(`${world.url.replace('http', 'ws')}/trpc`);
    await once(stranger, 'open');
    const closed = once(stranger, 'close');
    stranger.send(JSON.stringify({ id: 1, method: 'query', params: { path: 'sessions.me' } }));
    const [answer] = (await once(stranger, 'message')) as [Buffer];
    const { result } = JSON.parse(answer.toString()) as { result: { data: { sessionId: SocketSessionId } } };
    await ann.api.sessions.associateUserToSession.mutate(result.data);
    const total = async () => (await watcher.api.users.getUsersOnline.query()).total;
    expect(await total()).toBe(1);
    await ann.api.sessions.end.mutate();
    expect((await closed)[0]).toBe(4401);
    await eventually(async () => (await total()) === 0);
  });

  /** A bare WebSocket, and how to ask over it; nobody's without a token. */
  async function connection(world: World, token?: string) {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const socket = new WebSocket(`${world.url.replace('http', 'ws')}/trpc`, { headers });
    const answers = new Map<number, unknown>();
    socket.on('message', (data: Buffer) => {
      const { id, result } = JSON.parse(data.toString()) as { id: number; result?: { data: unknown } };
      answers.set(id, result?.data);
    });
    const closed = once(socket, 'close');
    await once(socket, 'open');
    return {
      say: (id: number, method: 'query' | 'mutation', path: string, input: unknown = {}) =>
        socket.send(JSON.stringify({ id, method, params: { path, input } })),
      async answer(id: number) {
        await expect.poll(() => answers.has(id)).toBe(true);
        return answers.get(id);
      },
      closedWith: async () => (await closed)[0] as unknown,
    };
  }

  test('closes a connection that the session is about to associate, and leaves nobody online', async () => {
    const disk = slowDisk();
    await using world = await startWorld({}, { openDatabase: disk.openDatabase });
    const [{ token }, watcher] = [await world.signIn('Ann'), await world.signIn('Watcher')];
    const [anns, stranger] = [await connection(world, token), await connection(world)];
    stranger.say(1, 'query', 'sessions.me');
    const { sessionId } = (await stranger.answer(1)) as { sessionId: SocketSessionId };

    disk.stall();
    anns.say(1, 'mutation', 'sessions.end');
    await expect.poll(disk.waiting).toBe(1);
    anns.say(2, 'mutation', 'sessions.associateUserToSession', { sessionId });
    // Once this is answered, the one before it waits for the end of the session.
    anns.say(3, 'query', 'sessions.me');
    await anns.answer(3);
    disk.goOn();
    expect(await stranger.closedWith()).toBe(4401);
    await eventually(async () => (await watcher.api.users.getUsersOnline.query()).total === 0);
  });

  test('ends what is asked over a connection that is still being opened', async () => {
    const disk = slowDisk();
    let now = Date.parse('2030-01-01T00:00:00Z');
    const clock = { now: () => now, alarm: () => () => {} };
    await using world = await startWorld({}, { openDatabase: disk.openDatabase, clock });
    const { ann, move, turn } = await annsTurn(world);
    const first = await connection(world, ann.token);
    // The session is due for its renewal: that is what the second connection waits for, behind the end.
    now += 2 * DAY_MS;
    disk.stall();
    first.say(1, 'mutation', 'sessions.end');
    await expect.poll(disk.waiting).toBe(1);
    const second = await connection(world, ann.token);
    second.say(1, 'mutation', 'games.placeMark', move);
    await setTimeout(100);
    disk.goOn();
    expect(await second.closedWith()).toBe(4401);
    expect(await turn()).toMatchObject({ turn: 1 });
  });

  test('over the connection that it closes is answered first', async () => {
    await using world = await startWorld();
    const ann = await world.signIn('Ann');
    const receipt = await ann.api.sessions.end.mutate(undefined, viaSocket);
    expect(receipt.operationId).toMatch(/^[\da-f-]{36}$/);
  });
});

test('a session that expires ends like one that was signed out of', async () => {
  await using world = await startWorld({ SESSION_TTL_MINUTES: 0.05 });
  const ann = await world.signIn('Ann');
  const heard = await hearUsers(ann);
  expect(heard.errors).toEqual([]);
  await eventually(() => heard.errors.length);
  expect(heard.errors[0]).toMatchObject(signInRequired);
  await expect(ann.api.games.getMyGames.query({})).rejects.toMatchObject(signInRequired);
});

describe('a player', () => {
  const online = async (world: World) => {
    const watcher = await world.signIn('Watcher');
    return async () => (await watcher.api.users.getUsersOnline.query()).users.map(({ alias }) => alias);
  };

  test('is online while one tab or device is', async () => {
    await using world = await startWorld();
    const ann = await world.signIn('Ann');
    const whoIsOnline = await online(world);
    const [phone, laptop] = [world.client(ann.token), world.client(ann.token)];
    await Promise.all([hearUsers(phone), hearUsers(laptop)]);
    expect(await whoIsOnline()).toEqual(['Ann']);
    await phone.connection.close();
    await setTimeout(100);
    expect(await whoIsOnline()).toEqual(['Ann']);
    await laptop.connection.close();
    await eventually(async () => (await whoIsOnline()).length === 0);
  });

  test('is online already when the first question on the connection is answered', async () => {
    await using world = await startWorld();
    const ann = await world.signIn('Ann');
    const { users } = await ann.api.users.getUsersOnline.query(undefined, viaSocket);
    expect(users).toEqual([ann.user]);
  });

  test('who is anonymous is not online', async () => {
    await using world = await startWorld();
    const whoIsOnline = await online(world);
    await hearScoring(world.client());
    expect(await whoIsOnline()).toEqual([]);
  });

  test('comes back online by itself after a restart of the server', async () => {
    await using world = await startWorld();
    const ann = await world.signIn('Ann');
    const heard = await hearUsers(ann);
    await world.restart();
    const whoIsOnline = await online(world);
    await eventually(async () => (await whoIsOnline()).includes('Ann'));
    expect(heard.errors).toEqual([]);
  });
});
