import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@tic-tac-toe/api';
import { GameId } from '@tic-tac-toe/domain';
import { afterAll, expect, test } from 'vitest';
import { hearGame, hearUsers } from '../testing/recorder.ts';
import { startWorld } from '../testing/world.ts';

const webApp = mkdtempSync(join(tmpdir(), 'tic-tac-toe-page-'));
writeFileSync(
  join(webApp, 'index.html'),
  `<html><head><title>page</title></head><body>${'.'.repeat(2_000)}</body></html>`,
);
afterAll(() => rmSync(webApp, { recursive: true }));

const open = () => startWorld({ BASE_PATH: '/ttt' }, { webApp });

/** What the page at an address says of itself. */
async function headOf(address: string, headers: Record<string, string> = {}) {
  const response = await fetch(address, { headers });
  const text = await response.text();
  const tags = [...text.matchAll(/<meta (?:property|name)="([^"]+)" content="([^"]*)" \/>/g)];
  return { response, text, tags: new Map(tags.map(([, name = '', value = '']) => [name, value])) };
}

test('a link to a game says who plays, and shows the board as it is now, to whoever runs no scripts', async () => {
  await using world = await open();
  const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea & <b>"')];
  const gameId = await world.game(ann, bea);
  const address = `${world.url}/games/${gameId}`;
  const playing = await headOf(address);
  expect(playing.response.status).toBe(200);
  expect(playing.tags.get('og:title')).toBe('Ann and Bea &amp; &lt;b&gt;&quot; are playing tic-tac-toe');
  expect(playing.tags.get('og:url')).toBe(address);
  const first = playing.tags.get('og:image') ?? '';
  expect(first.startsWith(`${world.url}/boards/${gameId}.png?at=`)).toBe(true);
  const picture = async (from: string) => {
    const response = await fetch(from);
    expect(response.headers.get('Content-Type')).toBe('image/png');
    return Buffer.from(await response.arrayBuffer());
  };
  const before = await picture(first);
  // Its size, as PNG tells it.
  expect([before.readUInt32BE(16), before.readUInt32BE(20)]).toEqual([1_200, 630]);

  await ann.api.games.placeMark.mutate({ gameId, x: 1, y: 1 });
  const later = (await headOf(address)).tags.get('og:image') ?? '';
  expect(later).not.toBe(first);
  expect((await picture(later)).equals(before)).toBe(false);

  await bea.api.games.placeMark.mutate({ gameId, x: 0, y: 0 });
  await bea.api.games.resign.mutate({ gameId });
  expect((await headOf(address)).tags.get('og:title')).toBe('Ann won against Bea &amp; &lt;b&gt;&quot;');
});

test('the computer is called as the reader says it', async () => {
  await using world = await open();
  const ann = await world.signIn('Ann');
  const gameId = newId(GameId);
  await ann.api.games.playComputer.mutate({ gameId, level: 'fair' });
  const titleIn = async (language: string) =>
    (await headOf(`${world.url}/games/${gameId}`, { 'Accept-Language': language })).tags.get('og:title');
  expect(await titleIn('en')).toBe('Ann and Computer (fair) are playing tic-tac-toe');
  expect(await titleIn('ca')).toBe('Ann i Ordinador (normal) juguen al tres en ratlla');
});

test('a game that waits says for whom, and by which rules', async () => {
  await using world = await open();
  const ann = await world.signIn('Ann');
  const gameId = newId(GameId);
  await ann.api.games.createGame.mutate({ gameId, rules: 'ultimate' });
  const { tags } = await headOf(`${world.url}/games/${gameId}`);
  expect(tags.get('og:title')).toBe('Ann is waiting for you');
  expect(tags.get('og:description')).toContain('ultimate tic-tac-toe');
});

test('who asks in a language that there is gets the words in it, and nobody else gets those', async () => {
  await using world = await open();
  const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
  const address = `${world.url}/games/${await world.game(ann, bea)}`;
  const titles = {
    'es-MX,es;q=0.9,en;q=0.8': 'Ann y Bea juegan al tres en raya',
    'fr,en;q=0.3,ca;q=0.5': 'Ann i Bea juguen al tres en ratlla',
    'en-US,es;q=0.9': 'Ann and Bea are playing tic-tac-toe',
    'fr, *': 'Ann and Bea are playing tic-tac-toe',
    '*;q=x,;;': 'Ann and Bea are playing tic-tac-toe',
  };
  const tagsSeen = new Set<string | null>();
  for (const [accepted, title] of Object.entries(titles)) {
    const { response, tags } = await headOf(address, { 'Accept-Language': accepted });
    expect(tags.get('og:title')).toBe(title);
    expect(response.headers.get('Vary')).toBe('Accept-Language, Accept-Encoding');
    tagsSeen.add(response.headers.get('ETag'));
  }
  // What was kept in one language is not taken for another.
  expect(tagsSeen.size).toBe(3);
  expect((await headOf(`${world.url}/players`)).response.headers.get('Vary')).toBe('Accept-Encoding');
});

test('a game that does not exist has the product’s words and picture, and other pages have none', async () => {
  await using world = await open();
  const [one, other] = [newId(GameId), newId(GameId)];
  const { tags, response } = await headOf(`${world.url}/games/${one}`);
  expect(response.status).toBe(200);
  expect(tags.get('og:title')).toBe('tic-tac-toe');
  const pictures = await Promise.all(
    [one, other].map(async (id) =>
      Buffer.from(await (await fetch(`${world.url}/boards/${id}.png`)).arrayBuffer()),
    ),
  );
  expect(pictures[0]?.subarray(1, 4).toString()).toBe('PNG');
  expect(pictures[0]?.equals(pictures[1] ?? Buffer.alloc(0))).toBe(true);
  expect((await headOf(`${world.url}/players`)).tags.size).toBe(0);
  expect((await fetch(`${world.url}/boards/nonsense.png`)).status).toBe(404);
});

test('a link brings who has no session a cookie that means nothing: their page sees whether the browser keeps it', async () => {
  await using world = await open();
  const link = `${world.url}/games/${newId(GameId)}`;
  const probe = (response: Response) => response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
  expect(probe((await headOf(link)).response)).toEqual(['tic-tac-toe+ttt-probe=1']);
  expect(probe((await headOf(link, { cookie: 'tic-tac-toe+ttt=a-session' })).response)).toEqual([]);
  expect(probe((await headOf(`${world.url}/players`)).response)).toEqual([]);
});

test('looking at a link touches nothing: no event, no presence, nobody watches', async () => {
  await using world = await open();
  const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
  const gameId = await world.game(ann, bea);
  const [game, users] = [await hearGame(ann, gameId), await hearUsers(ann)];
  await expect.poll(() => ann.api.users.getUsersOnline.query()).toMatchObject({ total: 1 });
  const { position } = await ann.api.games.getGame.query({ gameId });
  for (let n = 0; n < 5; n += 1) {
    // Whoever shows a link brings no cookie; and if somebody does, it makes no difference.
    await headOf(`${world.url}/games/${gameId}`, { Cookie: `session=${bea.token}` });
    await fetch(`${world.url}/boards/${gameId}.png?n=${n}`);
  }
  expect(await ann.api.users.getUsersOnline.query()).toMatchObject({ total: 1 });
  expect(await ann.api.games.getWatchers.query({ gameId })).toEqual({ watching: 0 });
  expect((await ann.api.games.getGame.query({ gameId })).position).toBe(position);
  // What would have been told by then, has been: this was told after it.
  await ann.api.games.placeMark.mutate({ gameId, x: 0, y: 0 });
  await game.until('MarkPlaced');
  expect(game.types()[0]).toBe('MarkPlaced');
  expect(users.events.filter(({ type }) => type !== 'UsersOnlineUpdated')).toEqual([]);
});

test('whoever has the page, or the picture, of a game is not sent it again before it changes', async () => {
  await using world = await open();
  const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
  const gameId = await world.game(ann, bea);
  const addresses = [`${world.url}/games/${gameId}`, `${world.url}/boards/${gameId}.png`];
  const again = async (address: string, tag: string) =>
    (await fetch(address, { headers: { 'If-None-Match': tag } })).status;
  const tags = await Promise.all(
    addresses.map(async (address) => (await fetch(address)).headers.get('ETag') ?? ''),
  );
  for (const [index, address] of addresses.entries())
    expect(await again(address, tags[index] ?? '')).toBe(304);
  await ann.api.games.placeMark.mutate({ gameId, x: 0, y: 0 });
  for (const [index, address] of addresses.entries())
    expect(await again(address, tags[index] ?? '')).toBe(200);
});
