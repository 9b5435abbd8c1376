/** The WebSocket side of the port, as a browser of another site, a broken script or an enemy would use it. */
import { once } from 'node:events';
import { connect as dial, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { SocketSessionId } from '@tic-tac-toe/domain';
import { describe, expect, test } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import { z } from 'zod';
import { parseMetrics } from './testing/metrics-text.ts';
import { hearGame } from './testing/recorder.ts';
import { type Player, startWorld, type World } from './testing/world.ts';

/** What a connection is told of itself. */
const Associated = z.object({ sessionId: SocketSessionId });

const socketUrl = (world: World, path = '/trpc') => `${world.url.replace('http', 'ws')}${path}`;

/** A bare WebSocket, and what came over it. */
async function open(world: World, path = '/trpc', options: ClientOptions = {}) {
  const socket = new WebSocket(socketUrl(world, path), options);
  const frames: string[] = [];
  socket.on('message', (data: Buffer) => frames.push(data.toString()));
  const closed = once(socket, 'close') as Promise<[code: number, reason: Buffer]>;
  await once(socket, 'open');
  return {
    socket,
    frames,
    closed: async () => {
      const [code, reason] = await closed;
      return { code, reason: reason.toString() };
    },
    say: (message: unknown) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    /** Waits for the answer to a call. */
    async answer(id: number | string | null): Promise<Answer> {
      for (let tries = 0; tries < 500; tries += 1) {
        const found = frames.map(parsed).find((frame) => frame?.id === id);
        if (found) return found;
        await setTimeout(10);
      }
      throw new Error(`No answer to ${id}, only: ${frames.join(' ')}`);
    },
  };
}

interface Answer {
  readonly id?: number | string | null;
  readonly result?: { readonly type: string; readonly data?: unknown };
  readonly error?: { readonly message: string; readonly data: { readonly code: string } };
}

function parsed(frame: string): Answer | null {
  try {
    return JSON.parse(frame) as Answer;
  } catch {
    return null;
  }
}

/** The status that an upgrade is refused with, and the error in it. */
async function refused(
  world: World,
  path = '/trpc',
  options: ClientOptions = {},
): Promise<{ status: number; code: string }> {
  const socket = new WebSocket(socketUrl(world, path), options);
  socket.on('error', () => {});
  const [, response] = await once(socket, 'unexpected-response');
  let body = '';
  for await (const chunk of response) body += String(chunk);
  return { status: response.statusCode, code: (JSON.parse(body) as Required<Answer>).error.data.code };
}

const call = (id: number, path: string, input: unknown = {}, method = 'query') => ({
  id,
  method,
  params: { path, input },
});

async function gameGoesOn(world: World, ann: Player, bea: Player): Promise<void> {
  const gameId = await world.game(ann, bea);
  const heard = await hearGame(bea, gameId);
  await ann.api.games.placeMark.mutate({ gameId, x: 1, y: 1 });
  await heard.until('MarkPlaced');
  heard.stop();
}

describe('an upgrade', () => {
  test('from a page of another site is refused', async () => {
    await using world = await startWorld();
    for (const origin of [
      'https://evil.example',
      'null',
      world.url.replace('http', 'https').replace(/\d+$/, '1'),
    ]) {
      expect(await refused(world, '/trpc', { headers: { origin } })).toEqual({
        status: 403,
        code: 'FORBIDDEN',
      });
    }
  });

  test('from a page of this server, or of one on the list, is not', async () => {
    await using world = await startWorld({ ALLOWED_ORIGINS: ['https://friend.example'] });
    for (const origin of [world.url, 'https://friend.example']) {
      const { socket } = await open(world, '/trpc', { headers: { origin } });
      socket.close();
    }
  });

  test('with a cookie, but from no page, is nobody', async () => {
    await using world = await startWorld();
    const browser = world.browser();
    await browser.api.sessions.start.mutate({ alias: 'Ann' });
    const script = await open(world, '/trpc', { headers: { cookie: browser.cookie() } });
    script.say(call(1, 'sessions.me'));
    expect((await script.answer(1)).result?.data).toMatchObject({ user: null });
    const page = await open(world, '/trpc', { headers: { cookie: browser.cookie(), origin: world.url } });
    page.say(call(1, 'sessions.me'));
    expect((await page.answer(1)).result?.data).toMatchObject({ user: { alias: 'Ann' } });
  });

  test('with a bearer header is whose token it is', async () => {
    await using world = await startWorld();
    const ann = await world.signIn('Ann');
    const script = await open(world, '/trpc', { headers: { authorization: `Bearer ${ann.token}` } });
    script.say(call(1, 'sessions.me'));
    expect((await script.answer(1)).result?.data).toMatchObject({ user: ann.user });
  });

  test('elsewhere is not found', async () => {
    await using world = await startWorld();
    expect(await refused(world, '/')).toEqual({ status: 404, code: 'NOT_FOUND' });
    expect(await refused(world, '/trpc/games.events')).toEqual({ status: 404, code: 'NOT_FOUND' });
  });

  test('asked for with HEAD is refused without a body', async () => {
    await using world = await startWorld();
    const socket = dial(world.server.port, '127.0.0.1');
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    socket.write('HEAD / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    await once(socket, 'close');
    expect(received).toMatch(/^HTTP\/1\.1 404 /);
    expect(received).toMatch(/\r\n\r\n$/);
  });

  test('that makes no sense does no harm', async () => {
    await using world = await startWorld();
    const heads = [
      'GET // HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
      'GET /trpc HTTP/1.1\r\nHost: [\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
      'GET /trpc HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 1\r\n\r\n',
      'GET /trpc HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n',
      'POST /trpc HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 5\r\n\r\nhello',
      '\0\0\0\0',
    ];
    for (const head of heads) {
      const socket = dial(world.server.port, '127.0.0.1');
      socket.on('error', () => {});
      const answer = once(socket, 'data');
      socket.write(head);
      expect(String((await answer)[0])).toMatch(/^HTTP\/1\.1 4\d\d /);
      socket.destroy();
    }
    await gameGoesOn(world, await world.signIn('Ann'), await world.signIn('Bea'));
  });
});

describe('a connection', () => {
  test('that never says who it is, is closed', async () => {
    await using world = await startWorld({ TIMEOUT_REQUEST_MS: 300 });
    const silent = await open(world, '/trpc?connectionParams=1');
    // A sign of life is no answer to that.
    silent.say('PONG');
    expect(await silent.closed()).toEqual({ code: 4408, reason: 'Nobody said who this is.' });
  });

  test('that says it with a wrong token is nobody', async () => {
    await using world = await startWorld();
    for (const token of ['wrong', 'x'.repeat(43), '', 7, null, { toString: 'x' }]) {
      const script = await open(world, '/trpc?connectionParams=1');
      script.say({ method: 'connectionParams', data: { token } });
      script.say(call(1, 'games.getMyGames'));
      expect((await script.answer(1)).error?.data.code).toBeOneOf([
        'UNAUTHORIZED',
        'BAD_REQUEST',
        'PARSE_ERROR',
      ]);
      script.socket.close();
    }
  });

  test('is one of so many from one address', async () => {
    await using world = await startWorld({ LIMIT_CONNECTIONS_PER_ADDRESS: 3 });
    const opened = [await open(world), await open(world), await open(world)];
    expect(await refused(world)).toEqual({ status: 429, code: 'TOO_MANY_REQUESTS' });
    opened[0]?.socket.close();
    await opened[0]?.closed();
    await setTimeout(50);
    await open(world);
  });

  test('is one of so many of one user', async () => {
    await using world = await startWorld({ LIMIT_CONNECTIONS_PER_USER: 2 });
    const ann = await world.signIn('Ann');
    const connect = async () => {
      const script = await open(world, '/trpc?connectionParams=1');
      script.say({ method: 'connectionParams', data: { token: ann.token } });
      script.say(call(1, 'sessions.me'));
      return script;
    };
    const [first, second] = [await connect(), await connect()];
    await first.answer(1);
    await second.answer(1);
    const third = await connect();
    expect(await third.closed()).toMatchObject({ code: 4429 });
    expect((await third.answer(null)).error?.data.code).toBe('TOO_MANY_REQUESTS');
    expect(third.frames).toHaveLength(1);
    first.socket.close();
    await first.closed();
    await setTimeout(50);
    expect((await (await connect()).answer(1)).result?.data).toMatchObject({ user: ann.user });
  });

  test('is one of so many of one user, also where nobody opened it and the user has associated it', async () => {
    await using world = await startWorld({ LIMIT_CONNECTIONS_PER_USER: 2 });
    const ann = await world.signIn('Ann');
    const associated = async () => {
      const script = await open(world);
      script.say({ id: 1, method: 'query', params: { path: 'sessions.me' } });
      const { sessionId } = Associated.parse((await script.answer(1)).result?.data);
      await ann.api.sessions.associateUserToSession.mutate({ sessionId });
      // Once more changes nothing.
      await ann.api.sessions.associateUserToSession.mutate({ sessionId }).catch(() => {});
      return script;
    };
    const [first, second] = [await associated(), await associated()];
    expect(await (await associated()).closed()).toMatchObject({ code: 4429 });
    expect([first, second].map(({ socket }) => socket.readyState)).toEqual([WebSocket.OPEN, WebSocket.OPEN]);
    first.socket.close();
    await first.closed();
    await setTimeout(50);
    expect((await associated()).socket.readyState).toBe(WebSocket.OPEN);
  });

  test('that is refused is tried again by the client, until there is room', async () => {
    await using world = await startWorld({ LIMIT_CONNECTIONS_PER_USER: 1 });
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const gameId = await world.game(ann, bea);
    const first = await hearGame(ann, gameId);
    const second = hearGame(world.client(ann.token), gameId);
    await setTimeout(300);
    first.stop();
    await ann.connection.close();
    const heard = await second;
    await ann.api.games.placeMark.mutate({ gameId, x: 1, y: 1 });
    await heard.until('MarkPlaced');
    heard.stop();
  });

  test('has so many subscriptions', async () => {
    await using world = await startWorld({ LIMIT_SUBSCRIPTIONS_PER_CONNECTION: 2 });
    const script = await open(world);
    for (const id of [1, 2, 3]) script.say(call(id, 'scoring.events', {}, 'subscription'));
    expect((await script.answer(1)).result?.type).toBe('started');
    expect((await script.answer(2)).result?.type).toBe('started');
    const third = async () => script.frames.map(parsed).filter((frame) => frame?.id === 3);
    while (!(await third()).some((frame) => frame?.error)) await setTimeout(10);
    expect((await third()).find((frame) => frame?.error)?.error?.data.code).toBe('TOO_MANY_REQUESTS');
    script.say({ id: 1, method: 'subscription.stop' });
    await setTimeout(100);
    script.say(call(4, 'scoring.events', {}, 'subscription'));
    await setTimeout(200);
    expect(script.frames.map(parsed).filter((frame) => frame?.id === 4 && frame.error)).toEqual([]);
  });
});

describe('a message', () => {
  test('that is too large closes the connection', async () => {
    await using world = await startWorld();
    const script = await open(world);
    script.say(call(1, 'sessions.me', { padding: 'x'.repeat(17_000) }));
    expect(await script.closed()).toMatchObject({ code: 1009 });
    expect((await script.answer(null)).error).toMatchObject({
      message: 'A message has at most 16384 bytes.',
      data: { code: 'PAYLOAD_TOO_LARGE' },
    });
  });

  test('with too many calls is refused, each of them', async () => {
    await using world = await startWorld();
    const script = await open(world);
    script.say(Array.from({ length: 31 }, (_, id) => call(id, 'sessions.me')));
    expect((await script.answer(0)).error?.data.code).toBe('PAYLOAD_TOO_LARGE');
    expect((await script.answer(30)).error?.data.code).toBe('PAYLOAD_TOO_LARGE');
    // Ten calls, and all that a connection may have subscribed to.
    script.say(Array.from({ length: 30 }, (_, id) => call(100 + id, 'sessions.me')));
    expect((await script.answer(129)).result?.data).toMatchObject({ user: null });
  });

  test('after message is too much, and closes the connection', async () => {
    await using world = await startWorld({ LIMIT_CALLS_PER_ADDRESS: 10 });
    const script = await open(world);
    for (let count = 0; count < 50; count += 1) script.say('PING');
    expect(await script.closed()).toMatchObject({ code: 1008 });
    expect((await script.answer(null)).error?.data.code).toBe('TOO_MANY_REQUESTS');
  });

  test('after message in one moment is too much too, however much an address may say', async () => {
    await using world = await startWorld({ LIMIT_CALLS_PER_ADDRESS: 1_000_000 });
    const script = await open(world);
    const pingsAtOnce = (count: number) => {
      // Frames of a client, with a mask of zeros, in one write.
      const ping = Buffer.from([0x81, 0x84, 0, 0, 0, 0, ...Buffer.from('PING')]);
      Reflect.get(script.socket, '_socket').write(Buffer.concat(Array.from({ length: count }, () => ping)));
    };
    pingsAtOnce(200);
    await expect.poll(() => script.frames.filter((frame) => frame === 'PONG')).toHaveLength(200);
    pingsAtOnce(4_000);
    expect(await script.closed()).toMatchObject({ code: 1008 });
  });

  test('in a hundred pieces is no message, and closes the connection', async () => {
    await using world = await startWorld();
    const script = await open(world);
    for (let piece = 0; piece < 100; piece += 1) script.socket.send(' ', { fin: false });
    script.socket.send(JSON.stringify(call(1, 'sessions.me')));
    expect((await script.answer(1)).result?.data).toMatchObject({ user: null });
    for (let piece = 0; piece < 200; piece += 1) script.socket.send(' ', { fin: false });
    expect(await script.closed()).toMatchObject({ code: 1008 });
  });

  test('with one call too many is refused, and the connection stays', async () => {
    await using world = await startWorld({ LIMIT_CALLS_PER_ADDRESS: 10 });
    const script = await open(world);
    for (let id = 0; id < 15; id += 1) script.say(call(id, 'sessions.me'));
    expect((await script.answer(14)).error).toMatchObject({
      message: expect.stringContaining('try again in 1 s'),
      data: { code: 'TOO_MANY_REQUESTS' },
    });
    await setTimeout(1_100);
    script.say(call(20, 'sessions.me'));
    expect((await script.answer(20)).result?.data).toMatchObject({ user: null });
  });

  test.each([
    ['no JSON', 'hello'],
    ['nothing', ''],
    ['half of JSON', '{"id":1,"method":"que'],
    ['a number', '7'],
    ['null', 'null'],
    ['an empty batch', '[]'],
    ['a batch of nonsense', '[1,null,"x",[[]]]'],
    ['deep nesting', `${'['.repeat(8_000)}${']'.repeat(8_000)}`],
    ['no method', '{"id":1}'],
    ['an unknown method', '{"id":1,"method":"delete","params":{"path":"games","input":{}}}'],
    ['no id', '{"id":null,"method":"query","params":{"path":"sessions.me"}}'],
    ['an id of another kind', '{"id":{"a":1},"method":"query","params":{"path":"sessions.me"}}'],
    ['a huge id', JSON.stringify(call(1e308, 'sessions.me'))],
    ['no path', '{"id":1,"method":"query","params":{}}'],
    ['an unknown path', JSON.stringify(call(1, 'games.cheat'))],
    ['a path into the prototype', JSON.stringify(call(1, '__proto__.constructor'))],
    ['a path of an object', JSON.stringify(call(1, 'games'))],
    [
      'a prototype in the input',
      '{"id":1,"method":"query","params":{"path":"sessions.me","input":{"__proto__":{"identity":{}}}}}',
    ],
    ['a query as a subscription', JSON.stringify(call(1, 'sessions.me', {}, 'subscription'))],
    ['a subscription as a query', JSON.stringify(call(1, 'scoring.events'))],
    [
      'a position that is none',
      JSON.stringify(call(1, 'scoring.events', { lastEventId: '-1' }, 'subscription')),
    ],
    ['an end of what never began', '{"id":99,"method":"subscription.stop"}'],
  ])('of %s does no harm, and tells nothing of the inside', async (_, message) => {
    await using world = await startWorld();
    const script = await open(world);
    script.say(message);
    script.say(call(1_000, 'sessions.me'));
    expect((await script.answer(1_000)).result?.data).toMatchObject({ user: null });
    expect(script.frames.join('\n')).not.toMatch(/\.ts:|\bat (async )?[\w.<>]+ \(|node_modules|stack/);
    expect(world.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });

  test('of bytes is no text, and does no harm', async () => {
    await using world = await startWorld();
    const script = await open(world);
    script.socket.send(Buffer.from([0, 255, 1, 254]));
    script.say(call(1, 'sessions.me'));
    expect((await script.answer(1)).result?.data).toMatchObject({ user: null });
  });

  test('against the protocol closes its own connection alone', async () => {
    await using world = await startWorld();
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const script = await open(world);
    // Reserved bits, which no extension has been agreed on for.
    (script.socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket.write(
      Buffer.from([0xf1, 0x80, 0, 0, 0, 0]),
    );
    await script.closed();
    await gameGoesOn(world, ann, bea);
  });
});

test('a body that dribbles in is given up on', async () => {
  await using world = await startWorld({ TIMEOUT_REQUEST_MS: 500 });
  const socket = dial(world.server.port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(
    'POST /trpc/sessions.start HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
  );
  const dribble = setInterval(() => socket.write(' '), 100);
  const startedAt = Date.now();
  socket.resume();
  await once(socket, 'close');
  clearInterval(dribble);
  expect(Date.now() - startedAt).toBeLessThan(4_000);
});

test('one batch over HTTP has so many calls', async () => {
  await using world = await startWorld();
  const batch = (size: number) =>
    fetch(
      `${world.url}/trpc/${Array.from({ length: size }, () => 'sessions.me').join(',')}?batch=1&input={}`,
    );
  expect((await batch(10)).status).toBe(200);
  const refusal = await batch(11);
  expect(refusal.status).toBe(413);
  expect(await refusal.json()).toMatchObject({
    error: { message: 'Too many calls in one batch.', data: { code: 'PAYLOAD_TOO_LARGE' } },
  });
});

test('sign-ins from one address are so many, over HTTP', async () => {
  await using world = await startWorld({ LIMIT_SIGN_INS_PER_ADDRESS: 2 });
  await world.signIn('Ann');
  await world.signIn('Bea');
  await expect(world.signIn('Eve')).rejects.toMatchObject({
    message: expect.stringContaining('Too many sign-ins'),
    data: { code: 'TOO_MANY_REQUESTS' },
  });
});

test('a client that reads no answers is cut off with a bounded buffer, is counted, and others play on', async () => {
  await using world = await startWorld({ LIMIT_CALLS_PER_ADDRESS: 100_000, METRICS_PORT: 0 });
  const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
  const enemy = await open(world);
  enemy.socket.pause();
  const isCutOff = () => world.log.some(({ msg }) => msg === 'cut off a client that does not read');
  // The error repeats the path: large answers, which soon are more than the kernel takes.
  for (let id = 0; id < 5_000 && !isCutOff(); id += 1) {
    enemy.say(call(id, 'x'.repeat(15_000)));
    if (id % 20 === 0) await setTimeout(1);
  }
  const line = world.log.find(({ msg }) => msg === 'cut off a client that does not read');
  expect(line?.['waitingBytes']).toBeLessThan(1.5 * 1_048_576);
  const metrics = await fetch(`http://127.0.0.1:${world.server.metricsPort}/metrics`);
  const cutOff = parseMetrics(await metrics.text()).sum('tictactoe_slow_readers_cut_off_total');
  expect(cutOff).toBe(1);
  enemy.socket.resume();
  await enemy.closed();
  await gameGoesOn(world, ann, bea);
});

test('connections that ask for nothing are so many from one address, and no more', async () => {
  await using world = await startWorld({ LIMIT_CONNECTIONS_PER_ADDRESS: 1 });
  const open: Socket[] = [];
  for (let count = 0; count < 8; count += 1) {
    const socket = dial(world.server.port, '127.0.0.1');
    await once(socket, 'connect');
    open.push(socket);
  }
  const ninth = dial(world.server.port, '127.0.0.1');
  ninth.on('error', () => {});
  await once(ninth, 'close');
  for (const socket of open) expect(socket.readyState).toBe('open');
  for (const socket of open) socket.destroy();
});
