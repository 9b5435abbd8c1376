/** Bad input gets a clear error, and changes nothing. */
import { newId } from '@tic-tac-toe/api';
import { GameId, UserId } from '@tic-tac-toe/domain';
import { describe, expect, test } from 'vitest';
import { type Player, startWorld, type World } from './testing/world.ts';

const refusal = (code: string, reason?: string) => ({
  data: reason === undefined ? { code } : { code, reason },
});

async function ofGame({ api }: Player, gameId: GameId) {
  const { game, position } = await api.games.getGame.query({ gameId });
  return { game, position };
}

describe('a move', () => {
  async function atTheTable(world: World) {
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    return { ann, bea, gameId: await world.game(ann, bea) };
  }

  test.each([
    [-1, 0],
    [0, -1],
    [3, 0],
    [0, 3],
    [0.5, 0],
    [1, 1.000_001],
    [1e9, 1e9],
    [Number.MAX_SAFE_INTEGER, 0],
    [0, -1e308],
  ])('to column %d, row %d is off the board', async (x, y) => {
    await using world = await startWorld();
    const { ann, gameId } = await atTheTable(world);
    const before = await ofGame(ann, gameId);
    await expect(ann.api.games.placeMark.mutate({ gameId, x, y })).rejects.toMatchObject(
      refusal('UNPROCESSABLE_CONTENT', 'POSITION_OFF_LIMITS'),
    );
    expect(await ofGame(ann, gameId)).toEqual(before);
  });

  test.each(['1', null, true, [1], {}, undefined])('to column %j is no move at all', async (x) => {
    await using world = await startWorld();
    const { ann, gameId } = await atTheTable(world);
    const before = await ofGame(ann, gameId);
    await expect(ann.api.games.placeMark.mutate({ gameId, x: x as never, y: 0 })).rejects.toMatchObject({
      data: { code: 'BAD_REQUEST', issues: [{ path: ['x'] }] },
    });
    expect(await ofGame(ann, gameId)).toEqual(before);
  });

  test('out of turn, on a filled cell, by a stranger, before the start or on no game is refused with its reason', async () => {
    await using world = await startWorld();
    const { ann, bea, gameId } = await atTheTable(world);
    const eve = await world.signIn('Eve');
    const move = (player: Player, x = 0, game = gameId) =>
      player.api.games.placeMark.mutate({ gameId: game, x, y: 0 });
    await expect(move(bea)).rejects.toMatchObject(refusal('FORBIDDEN', 'PLAYER_CAN_NOT_PLAY'));
    await expect(move(eve)).rejects.toMatchObject(refusal('FORBIDDEN', 'PLAYER_CAN_NOT_PLAY'));
    await move(ann);
    await expect(move(ann, 1)).rejects.toMatchObject(refusal('FORBIDDEN', 'PLAYER_CAN_NOT_PLAY'));
    await expect(move(bea)).rejects.toMatchObject(refusal('CONFLICT', 'POSITION_ALREADY_FILLED'));
    await expect(move(ann, 0, newId(GameId))).rejects.toMatchObject(refusal('NOT_FOUND', 'GAME_NOT_FOUND'));
    const waiting = newId(GameId);
    await ann.api.games.createGame.mutate({ gameId: waiting });
    await expect(move(ann, 0, waiting)).rejects.toMatchObject(refusal('CONFLICT', 'GAME_NOT_STARTED'));
    expect((await ofGame(ann, gameId)).game).toMatchObject({ turn: 2, playerId: bea.user.id });
  });

  test('after the end is refused, and the end stays', async () => {
    await using world = await startWorld();
    const { ann, bea, gameId } = await atTheTable(world);
    for (const [player, x, y] of [
      [ann, 0, 0],
      [bea, 0, 1],
      [ann, 1, 0],
      [bea, 1, 1],
      [ann, 2, 0],
    ] as const) {
      await player.api.games.placeMark.mutate({ gameId, x, y });
    }
    const end = await ofGame(ann, gameId);
    for (const player of [ann, bea]) {
      await expect(player.api.games.placeMark.mutate({ gameId, x: 2, y: 2 })).rejects.toMatchObject(
        refusal('CONFLICT', 'GAME_ALREADY_ENDED'),
      );
    }
    expect(await ofGame(ann, gameId)).toEqual(end);
  });
});

describe('a seat', () => {
  test('is for two different players, and there are two', async () => {
    await using world = await startWorld();
    const [ann, bea, eve] = [await world.signIn('Ann'), await world.signIn('Bea'), await world.signIn('Eve')];
    const gameId = newId(GameId);
    const join = (player: Player, game = gameId) => player.api.games.joinGame.mutate({ gameId: game });
    await expect(join(ann)).rejects.toMatchObject(refusal('NOT_FOUND', 'GAME_NOT_FOUND'));
    await ann.api.games.createGame.mutate({ gameId });
    await join(ann);
    await expect(join(ann)).rejects.toMatchObject(refusal('CONFLICT', 'PLAYER_ALREADY_JOINED'));
    await join(bea);
    await expect(join(bea)).rejects.toMatchObject(refusal('CONFLICT', 'PLAYER_ALREADY_JOINED'));
    await expect(join(eve)).rejects.toMatchObject(refusal('CONFLICT', 'ALL_PLAYERS_ALREADY_JOINED'));
    expect((await ofGame(ann, gameId)).game).toMatchObject({ players: [ann.user.id, bea.user.id] });
  });

  test('stays where it is when somebody creates the game again', async () => {
    await using world = await startWorld();
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const gameId = await world.game(ann, bea);
    await expect(bea.api.games.createGame.mutate({ gameId })).rejects.toMatchObject(
      refusal('CONFLICT', 'GAME_ALREADY_EXISTS'),
    );
    expect((await ofGame(ann, gameId)).game).toMatchObject({ players: [ann.user.id, bea.user.id] });
  });
});

describe('of what a user may have ten of, the eleventh is too many:', () => {
  test('open games', async () => {
    await using world = await startWorld();
    const ann = await world.signIn('Ann');
    const create = () => ann.api.games.createGame.mutate({ gameId: newId(GameId) });
    for (let count = 0; count < 10; count += 1) await create();
    await expect(create()).rejects.toMatchObject(refusal('TOO_MANY_REQUESTS', 'TOO_MANY_OPEN_GAMES'));
  });

  test('pending invitations', async () => {
    await using world = await startWorld();
    const ann = await world.signIn('Ann');
    const gameId = newId(GameId);
    await ann.api.games.createGame.mutate({ gameId });
    await ann.api.games.joinGame.mutate({ gameId });
    const invite = async (number: number) => {
      const { user } = await world.signIn(`Guest ${number}`);
      return ann.api.users.inviteUser.mutate({ gameId, userId: user.id });
    };
    for (let count = 0; count < 10; count += 1) await invite(count);
    await expect(invite(10)).rejects.toMatchObject(refusal('TOO_MANY_REQUESTS', 'TOO_MANY_INVITATIONS'));
  });
});

describe('an id', () => {
  test('that nobody has is not found', async () => {
    await using world = await startWorld();
    const ann = await world.signIn('Ann');
    await expect(ann.api.games.getGame.query({ gameId: newId(GameId) })).rejects.toMatchObject(
      refusal('NOT_FOUND', 'GAME_NOT_FOUND'),
    );
    await expect(ann.api.users.getUser.query({ id: newId(UserId) })).rejects.toMatchObject(
      refusal('NOT_FOUND', 'USER_NOT_FOUND'),
    );
  });

  test.each(['', 'x', '__proto__', '../../etc/passwd', 'a'.repeat(10_000), 7, null, {}])(
    'cannot be %j',
    async (id) => {
      await using world = await startWorld();
      const ann = await world.signIn('Ann');
      await expect(ann.api.games.createGame.mutate({ gameId: id as never })).rejects.toMatchObject({
        data: { code: 'BAD_REQUEST', issues: [{ path: ['gameId'] }] },
      });
      expect(await ann.api.games.getMyGames.query({})).toMatchObject({ games: [] });
    },
  );
});

describe('an alias', () => {
  const start = (world: World, alias: unknown) =>
    world.client().api.sessions.start.mutate({ alias: alias as string });

  test.each([
    ['empty', ''],
    ['blank', '   '],
    ['of 21 characters', 'a'.repeat(21)],
    ['with a control character', 'An\u0007n'],
    ['with a line break', 'An\nn'],
    ['with a zero-width space', 'An\u200bn'],
    ['with a direction override', '\u202eAnn'],
    ['of a blank that looks like a letter', '\u3164'],
    ['with nothing but accents', '\u0301\u0301'],
    ['that is no text', 7],
  ])('%s is refused with a sentence', async (_, alias) => {
    await using world = await startWorld();
    await expect(start(world, alias)).rejects.toMatchObject({
      data: { code: 'BAD_REQUEST', issues: [{ path: ['alias'], message: expect.stringMatching(/\w/) }] },
    });
  });

  test.each([
    ['another case', 'BEATRIX', 'beatrix'],
    ['full-width letters', 'Ann', 'Ａｎｎ'],
    ['letters that are composed otherwise', 'Zo\u00eb', 'Zoe\u0308'],
    ['spaces around', 'Ann', '  Ann  '],
    ['ß', 'STRASSE', 'straße'],
  ])('that differs from one in use by %s is taken', async (_, first, second) => {
    await using world = await startWorld();
    await start(world, first);
    await expect(start(world, second)).rejects.toMatchObject(refusal('CONFLICT', 'ALIAS_TAKEN'));
  });

  test('of 20 visible characters is fine, whatever they are made of', async () => {
    await using world = await startWorld();
    const { user } = await start(world, '👨‍👩‍👧‍👦'.repeat(2) + 'é'.repeat(18));
    expect(user.alias).toContain('👨‍👩‍👧‍👦');
  });
});

test('who is not signed in may do nothing that takes a player', async () => {
  await using world = await startWorld();
  const { api } = world.client();
  const gameId = newId(GameId);
  for (const attempt of [
    () => api.games.createGame.mutate({ gameId }),
    () => api.games.joinGame.mutate({ gameId }),
    () => api.games.placeMark.mutate({ gameId, x: 0, y: 0 }),
    () => api.games.resign.mutate({ gameId }),
    () => api.games.getMyGames.query({}),
    () => api.users.inviteUser.mutate({ gameId, userId: newId(UserId) }),
  ]) {
    await expect(attempt()).rejects.toMatchObject(refusal('UNAUTHORIZED', 'SIGN_IN_REQUIRED'));
  }
});

test('who moves comes from the session, whatever the payload says', async () => {
  await using world = await startWorld();
  const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
  const gameId = await world.game(ann, bea);
  const forged = { gameId, x: 0, y: 0, player: ann.user.id, actor: ann.user.id, userId: ann.user.id };
  await expect(bea.api.games.placeMark.mutate(forged)).rejects.toMatchObject(
    refusal('FORBIDDEN', 'PLAYER_CAN_NOT_PLAY'),
  );
});
