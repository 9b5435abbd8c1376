/** Subscriptions by tRPC's own client over server-sent events, for networks that let no WebSocket through. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { newId } from '@tic-tac-toe/api';
import { GameId } from '@tic-tac-toe/domain';
import { expect, test } from 'vitest';
import { hearGame, hearScoring, hearUsers } from './testing/recorder.ts';
import { streamClient } from './testing/stream-client.ts';
import { startWorld, type World } from './testing/world.ts';

const signInRequired = { data: { code: 'UNAUTHORIZED', reason: 'SIGN_IN_REQUIRED' } };
const WON_BY_THE_FIRST = [[0, 0], [0, 1], [1, 0], [1, 1], [2, 0]] as const; // prettier-ignore

/** Within 10 s. Asks seldom enough for the limit of a user's calls. */
async function eventually(isSo: () => unknown): Promise<void> {
  for (let tries = 0; tries < 200 && !(await isSo()); tries += 1) await setTimeout(50);
  expect(await isSo()).toBeTruthy();
}

async function whoIsOnline(world: World) {
  const watcher = await world.signIn('Watcher');
  return async () => (await watcher.api.users.getUsersOnline.query()).users.map(({ alias }) => alias);
}

test('a player hears every event of a game once and in order, though the server restarts after each move', async () => {
  await using world = await startWorld();
  const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
  using stream = streamClient(world, bea.token);
  const gameId = await world.game(ann, bea);
  const heard = await hearGame(stream, gameId, { lastEventId: '0' });
  for (const [index, [x, y]] of WON_BY_THE_FIRST.entries()) {
    await (index % 2 === 0 ? ann : bea).api.games.placeMark.mutate({ gameId, x, y });
    if (index < 4) await world.restart();
  }
  await heard.until('GameEnded');
  const whole = await hearGame(ann, gameId, { lastEventId: '0' });
  await whole.until('GameEnded');
  expect(heard.positions).toEqual(whole.positions);
  expect(heard.events).toEqual(whole.events);
});

test('a stream ends by itself and is followed by the next: nobody goes offline by that, and nothing is missed', async () => {
  // One for each of the two: the next stream takes the place of the one before.
  await using world = await startWorld({ LIMIT_CONNECTIONS_PER_ADDRESS: 2, LIMIT_CONNECTIONS_PER_USER: 1 });
  const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
  using stream = streamClient(world, bea.token);
  const watched = await hearUsers(ann);
  // Without a position: it is told that of the moment.
  const heard = await hearUsers(stream);
  await watched.until('UsersOnlineUpdated', ({ online }) => online.some(({ id }) => id === bea.user.id));
  const whileGone = newId(GameId);
  while (stream.opened() < 2) await setTimeout(50);
  const ended = world.log.filter(({ msg, path }) => msg === 'request' && path === '/trpc/users.events');
  expect(ended, 'the first one, and none that was refused meanwhile').toHaveLength(1);
  await ann.api.games.createGame.mutate({ gameId: whileGone });
  await ann.api.games.joinGame.mutate({ gameId: whileGone });
  await ann.api.users.inviteUser.mutate({ gameId: whileGone, userId: bea.user.id });
  await heard.until('UserInvited');
  expect(heard.types().filter((type) => type === 'UserInvited')).toHaveLength(1);
  const offline = watched.events.flatMap((event) =>
    event.type === 'UsersOnlineUpdated' ? event.data.offline : [],
  );
  expect(offline).not.toContain(bea.user.id);
}, 60_000);

test('what is for others stays unheard, and who is not signed in hears nothing of games and users', async () => {
  await using world = await startWorld();
  const [ann, bea, eve] = [await world.signIn('Ann'), await world.signIn('Bea'), await world.signIn('Eve')];
  using hers = streamClient(world, eve.token);
  using anonymous = streamClient(world);
  const heard = await hearUsers(hers, { lastEventId: '0' });
  for (const { user } of [bea, eve]) {
    const gameId = newId(GameId);
    await ann.api.games.createGame.mutate({ gameId });
    await ann.api.games.joinGame.mutate({ gameId });
    await ann.api.users.inviteUser.mutate({ gameId, userId: user.id });
  }
  await heard.until('UserInvited');
  const invited = heard.events.flatMap((event) => (event.type === 'UserInvited' ? [event.data.invited] : []));
  expect(invited).toEqual([eve.user.id]);
  await hearScoring(anonymous);
  const refused = await hearUsers(anonymous);
  await eventually(() => refused.errors.length);
  expect(refused.errors).toMatchObject([signInRequired]);
});

test('a player is online while a stream is open, and not once the page is gone', async () => {
  await using world = await startWorld();
  const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
  const online = await whoIsOnline(world);
  using phone = streamClient(world, ann.token);
  using laptop = streamClient(world, ann.token);
  await Promise.all([hearUsers(phone), hearUsers(laptop), hearUsers(bea)]);
  await eventually(async () => (await online()).includes('Ann'));
  phone.close();
  await setTimeout(100);
  expect(await online()).toContain('Ann');
  laptop.close();
  await eventually(async () => !(await online()).includes('Ann'));
});

test('signing out ends the streams at once, and who listened is told', async () => {
  await using world = await startWorld();
  const ann = await world.signIn('Ann');
  using stream = streamClient(world, ann.token);
  const heard = await hearUsers(stream);
  const online = await whoIsOnline(world);
  await eventually(async () => (await online()).includes('Ann'));
  await ann.api.sessions.end.mutate();
  await eventually(async () => !(await online()).includes('Ann'));
  await eventually(() => heard.errors.length);
  expect(heard.errors).toMatchObject([signInRequired]);
});

test('a session that expires ends its streams', async () => {
  await using world = await startWorld({ SESSION_TTL_MINUTES: 0.05 });
  const ann = await world.signIn('Ann');
  using stream = streamClient(world, ann.token);
  const heard = await hearUsers(stream);
  await eventually(() => heard.errors.length);
  expect(heard.errors).toMatchObject([signInRequired]);
});

test('streams count as subscriptions, of one user and of one address', async () => {
  await using world = await startWorld({ LIMIT_SUBSCRIPTIONS_PER_USER: 2 });
  const ann = await world.signIn('Ann');
  using stream = streamClient(world, ann.token);
  for (let open = 0; open < 2; open += 1) expect((await hearUsers(stream)).errors).toEqual([]);
  const third = await hearUsers(stream);
  await eventually(() => third.errors.length);
  expect(third.errors).toMatchObject([{ data: { code: 'TOO_MANY_REQUESTS' } }]);
});

test('streams count as connections of their address', async () => {
  await using world = await startWorld({ LIMIT_CONNECTIONS_PER_ADDRESS: 2, LIMIT_CONNECTIONS_PER_USER: 1 });
  const ask = async () => {
    const { body } = await fetch(`${world.url}/trpc/scoring.events`);
    const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!/event: (ping|serialized-error)/.test(text)) text += (await reader?.read())?.value ?? '';
    return { text, leave: () => reader?.cancel() };
  };
  const [one, two] = await Promise.all([ask(), ask()]);
  const refused = await ask();
  expect(refused.text).toContain('Too many connections from this address.');
  for (const { leave } of [one, two]) await leave();
  await eventually(async () => {
    const { text, leave } = await ask();
    await leave();
    return text.includes('event: ping');
  });
});

test('a stream tells proxies to pass each event on at once, and says when to ask again', async () => {
  await using world = await startWorld();
  const { headers, body } = await fetch(`${world.url}/trpc/scoring.events`);
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (!text.includes('event: ping')) text += (await reader?.read())?.value ?? '';
  expect(text).toMatch(/^retry: 1000\nid: \d+\n\nevent: connected\n/);
  await reader?.cancel();
});

test('a server that stops waits for no stream', async () => {
  const world = await startWorld();
  await using _ = world;
  const ann = await world.signIn('Ann');
  const heads = `Host: x\r\nAuthorization: Bearer ${ann.token}\r\n\r\n`;
  const socket = connect(Number(new URL(world.url).port), '127.0.0.1');
  socket.write(`GET /trpc/users.events HTTP/1.1\r\n${heads}`);
  await once(socket, 'data');
  const closed = once(socket, 'close');
  const startedAt = performance.now();
  await world.stop();
  await closed;
  // It has two seconds for requests that are being answered: a stream is none of them.
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  expect(world.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
});
