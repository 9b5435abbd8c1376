import { copyFileSync } from 'node:fs';
import { backup } from '@tic-tac-toe/db';
import { expect, test } from 'vitest';
import { hearGame } from './testing/recorder.ts';
import { type Player, startWorld } from './testing/world.ts';

const MOVES = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
  [2, 1],
  [2, 0],
  [0, 2],
  [1, 2],
  [2, 2],
] as const;

test('a player hears every event of a game once and in order, though the server restarts after each second move', async () => {
  await using world = await startWorld();
  const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
  const gameId = await world.game(ann, bea);
  const heard = await hearGame(bea, gameId, { lastEventId: '0' });
  for (const [index, [x, y]] of MOVES.entries()) {
    await (index % 2 === 0 ? ann : bea).api.games.placeMark.mutate({ gameId, x, y });
    if (index % 2 === 1) await world.restart();
  }
  await heard.until('GameEnded');
  const whole = await hearGame(ann, gameId, { lastEventId: '0' });
  await whole.until('GameEnded');
  expect(heard.positions).toEqual(whole.positions);
  expect(heard.events).toEqual(whole.events);
  expect(heard.types().filter((type) => type === 'MarkPlaced')).toHaveLength(9);
});

test('a view of a game says where the log stood: listening from there misses nothing', async () => {
  await using world = await startWorld();
  const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
  const gameId = await world.game(ann, bea);
  const { position } = await bea.api.games.getGame.query({ gameId });
  await ann.api.games.placeMark.mutate({ gameId, x: 0, y: 0 });
  const heard = await hearGame(bea, gameId, { lastEventId: String(position) });
  await heard.until('WaitingForPlayerPlay', ({ turn }) => turn === 2);
  expect(heard.types()).toEqual(['MarkPlaced', 'BoardUpdated', 'WaitingForPlayerPlay']);
});

test('a position that the log does not reach is told to start anew', async () => {
  await using world = await startWorld();
  const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
  const gameId = await world.game(ann, bea);
  const heard = await hearGame(bea, gameId, { lastEventId: '999999' });
  const { position } = await heard.until('Resync');
  expect(position).toBe((await bea.api.games.getGame.query({ gameId })).position);
});

test('a position that a restored backup has undone is told to start anew, though the game went on past it', async () => {
  await using world = await startWorld();
  const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
  const gameId = await world.game(ann, bea);
  const place = ({ api }: Player, x: number, y: number) => api.games.placeMark.mutate({ gameId, x, y });
  const kept = await place(ann, 0, 0);
  const copy = `${world.databaseFile}.backup`;
  await backup(world.databaseFile, copy);
  const undone = await place(bea, 1, 1);

  await world.stop();
  copyFileSync(copy, world.databaseFile);
  await world.restart();
  await place(bea, 2, 2);
  await place(ann, 0, 1);

  const who = await hearGame(bea, gameId, { lastEventId: String(undone.position) });
  await who.until('Resync');
  const others = await hearGame(ann, gameId, { lastEventId: String(kept.position) });
  await others.until('MarkPlaced', ({ player }) => player === ann.user.id);
  const marks = others.events.flatMap(({ type, data }) => (type === 'MarkPlaced' ? [[data.x, data.y]] : []));
  expect(marks).toEqual([[2, 2], [0, 1]]); // prettier-ignore
});
