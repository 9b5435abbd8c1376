import { randomUUID } from 'node:crypto';
import { virtualClock } from '@tic-tac-toe/domain/kit/testing';
import { newId } from '@tic-tac-toe/api';
import { GameId } from '@tic-tac-toe/domain';
import { describe, expect, test } from 'vitest';
import { hearGame } from './testing/recorder.ts';
import { startWorld } from './testing/world.ts';

describe('a move that is sent again under its operation id', () => {
  test('has its first receipt, and is made once', async () => {
    await using world = await startWorld();
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const gameId = await world.game(ann, bea);
    const heard = await hearGame(bea, gameId);
    const move = { operationId: randomUUID(), gameId, x: 1, y: 1 };

    const first = await ann.api.games.placeMark.mutate(move);
    expect(first.operationId).toBe(move.operationId);
    expect(await ann.api.games.placeMark.mutate(move)).toEqual(first);
    await bea.api.games.placeMark.mutate({ gameId, x: 0, y: 0 });
    // By now it would be refused, were it made again.
    expect(await ann.api.games.placeMark.mutate(move)).toEqual(first);

    await heard.until('MarkPlaced', ({ player }) => player === bea.user.id);
    expect(heard.types().filter((type) => type === 'MarkPlaced')).toHaveLength(2);
  });

  test('at the same moment, over and over, is made once', async () => {
    await using world = await startWorld();
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const gameId = await world.game(ann, bea);
    const move = { operationId: randomUUID(), gameId, x: 1, y: 1 };
    const receipts = await Promise.all(Array.from({ length: 8 }, () => ann.api.games.placeMark.mutate(move)));
    expect(new Set(receipts.map((receipt) => JSON.stringify(receipt))).size).toBe(1);
    const { game } = await ann.api.games.getGame.query({ gameId });
    expect(game).toMatchObject({ stage: 'InProgress', turn: 2 });
  });

  test('after a restart of the server, has its first receipt still', async () => {
    await using world = await startWorld();
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const gameId = await world.game(ann, bea);
    const move = { operationId: randomUUID(), gameId, x: 1, y: 1 };
    const first = await ann.api.games.placeMark.mutate(move);
    await world.restart();
    expect(await ann.api.games.placeMark.mutate(move)).toEqual(first);
    const { game } = await ann.api.games.getGame.query({ gameId });
    expect(game).toMatchObject({ stage: 'InProgress', turn: 2 });
  });

  test('with another payload is a conflict, and changes nothing', async () => {
    await using world = await startWorld();
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const gameId = await world.game(ann, bea);
    const move = { operationId: randomUUID(), gameId, x: 1, y: 1 };
    await ann.api.games.placeMark.mutate(move);
    await expect(ann.api.games.placeMark.mutate({ ...move, x: 2 })).rejects.toMatchObject({
      data: { code: 'CONFLICT', reason: 'OPERATION_ID_REUSED' },
    });
    const { game } = await ann.api.games.getGame.query({ gameId });
    expect(game).toMatchObject({ stage: 'InProgress', turn: 2 });
  });

  test('that was refused is refused again, even where it would be allowed by now', async () => {
    await using world = await startWorld();
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const gameId = await world.game(ann, bea);
    const early = { operationId: randomUUID(), gameId, x: 0, y: 0 };
    const refusal = { data: { code: 'FORBIDDEN', reason: 'PLAYER_CAN_NOT_PLAY' } };
    await expect(bea.api.games.placeMark.mutate(early)).rejects.toMatchObject(refusal);
    await ann.api.games.placeMark.mutate({ gameId, x: 1, y: 1 });
    await expect(bea.api.games.placeMark.mutate(early)).rejects.toMatchObject(refusal);
    await bea.api.games.placeMark.mutate({ gameId, x: 0, y: 0 });
  });
});

test('a refusal is remembered for as long as its retries may come; what was done, for days', async () => {
  const clock = virtualClock(Date.now());
  await using world = await startWorld({ TURN_TIMEOUT_MS: 3_600_000 }, { clock });
  const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
  const gameId = await world.game(ann, bea);
  const early = { operationId: randomUUID(), gameId, x: 0, y: 0 };
  const refusal = { data: { reason: 'PLAYER_CAN_NOT_PLAY' } };
  await expect(bea.api.games.placeMark.mutate(early)).rejects.toMatchObject(refusal);
  const move = { operationId: randomUUID(), gameId, x: 1, y: 1 };
  const receipt = await ann.api.games.placeMark.mutate(move);
  await clock.moveTo(clock.now() + 60_000);
  await expect(bea.api.games.placeMark.mutate(early)).rejects.toMatchObject(refusal);
  const nextMinute = async () => {
    await clock.moveTo(clock.now() + 60_000);
    return bea.api.games.placeMark.mutate(early).then(
      () => 'taken',
      () => 'refused',
    );
  };
  await expect.poll(nextMinute).toBe('taken');
  expect(await ann.api.games.placeMark.mutate(move)).toEqual(receipt);
});

test('the same id of another player is another operation', async () => {
  await using world = await startWorld();
  const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
  const operationId = randomUUID();
  await ann.api.games.createGame.mutate({ operationId, gameId: newId(GameId) });
  await bea.api.games.createGame.mutate({ operationId, gameId: newId(GameId) });
});

test('signing in again under one operation id is one user, who can play', async () => {
  await using world = await startWorld();
  const signIn = { operationId: randomUUID(), alias: 'Ann' };
  const first = await world.client().api.sessions.start.mutate(signIn);
  const again = await world.client().api.sessions.start.mutate(signIn);
  expect(again.user).toEqual(first.user);
  expect(await world.client(again.token).api.sessions.me.query()).toMatchObject({ user: first.user });
});
