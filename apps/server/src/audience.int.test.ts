/** What a player may not see never reaches their connection. */
import { newId } from '@tic-tac-toe/api';
import { GameId } from '@tic-tac-toe/domain';
import { expect, test } from 'vitest';
import { hearGame, hearScoring, hearUsers } from './testing/recorder.ts';
import { startWorld } from './testing/world.ts';

test('a stranger who listens to everything hears nothing of what is for others', async () => {
  await using world = await startWorld();
  const [ann, bea, eve] = [await world.signIn('Ann'), await world.signIn('Bea'), await world.signIn('Eve')];
  const gameId = newId(GameId);
  const [game, users, scoring] = [await hearGame(eve, gameId), await hearUsers(eve), await hearScoring(eve)];

  await ann.api.games.createGame.mutate({ gameId });
  await ann.api.games.joinGame.mutate({ gameId });
  await ann.api.users.inviteUser.mutate({ gameId, userId: bea.user.id });
  await bea.api.users.declineInvitation.mutate({ gameId });
  await ann.api.users.inviteUser.mutate({ gameId, userId: bea.user.id });
  await bea.api.games.joinGame.mutate({ gameId });
  await expect(bea.api.games.placeMark.mutate({ gameId, x: 0, y: 0 })).rejects.toThrow(
    'Player can not play.',
  );
  await ann.api.games.placeMark.mutate({ gameId, x: 0, y: 0 });
  await bea.api.games.resign.mutate({ gameId });
  await bea.api.games.offerRematch.mutate({ gameId });
  await game.until('MarkPlaced');

  const forOthers = [
    'UserInvited',
    'InvitationDeclined',
    'InvitationWithdrawn',
    'InvitedToRematch',
    'GameErrorOccurred',
  ];
  const told = [...game.types(), ...users.types(), ...scoring.types()];
  expect(told.filter((type) => forOthers.includes(type))).toEqual([]);
  expect(await eve.api.users.getMyInvitations.query()).toMatchObject({ invitations: [] });
  // Neither live, nor when she asks for the past.
  const past = [
    await hearGame(eve, gameId, { lastEventId: '0' }),
    await hearUsers(eve, { lastEventId: '0' }),
  ] as const;
  await past[0].until('MarkPlaced');
  expect(past[0].types().filter((type) => forOthers.includes(type))).toEqual([]);
  // What is for her comes last: once she has heard it, nothing of the others' is on its way any more.
  const [nextGame, ofHer] = [newId(GameId), { invited: eve.user.id }];
  await ann.api.games.createGame.mutate({ gameId: nextGame });
  await ann.api.games.joinGame.mutate({ gameId: nextGame });
  await ann.api.users.inviteUser.mutate({ gameId: nextGame, userId: eve.user.id });
  await past[1].until('UserInvited', ({ invited }) => invited === eve.user.id);
  expect(past[1].events.filter(({ type }) => forOthers.includes(type))).toMatchObject([{ data: ofHer }]);
  // What Bea was told instead.
  const hers = await hearUsers(bea, { lastEventId: '0' });
  await hers.until('UserInvited');
});

test('who is not signed in hears nothing of users', async () => {
  await using world = await startWorld();
  const refusal = { data: { code: 'UNAUTHORIZED', reason: 'SIGN_IN_REQUIRED' } };
  await expect(hearUsers(world.client())).rejects.toMatchObject(refusal);
});

test('who is not signed in watches a game live, knows who plays it, and hears of no refusal', async () => {
  await using world = await startWorld();
  const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
  const gameId = await world.game(ann, bea);
  const anonymous = world.client();
  const { game, position } = await anonymous.api.games.getGame.query({ gameId });
  expect(game).toMatchObject({ stage: 'InProgress', players: [ann.user.id, bea.user.id] });
  expect(await anonymous.api.users.getUser.query({ id: ann.user.id })).toEqual(ann.user);
  const heard = await hearGame(anonymous, gameId, { lastEventId: String(position) });
  await expect(bea.api.games.placeMark.mutate({ gameId, x: 0, y: 0 })).rejects.toThrow();
  await ann.api.games.placeMark.mutate({ gameId, x: 1, y: 1 });
  await heard.until('WaitingForPlayerPlay');
  expect(heard.types()).toEqual(['MarkPlaced', 'BoardUpdated', 'WaitingForPlayerPlay']);
});

test('the receipt of another player is out of reach', async () => {
  await using world = await startWorld();
  const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
  const gameId = newId(GameId);
  const { operationId } = await ann.api.games.createGame.mutate({ gameId });
  // The same id and payload is Bea's own operation, which is refused.
  await expect(bea.api.games.createGame.mutate({ operationId, gameId })).rejects.toMatchObject({
    data: { reason: 'GAME_ALREADY_EXISTS' },
  });
});

test('what goes wrong inside is told by a number, and written down under it', async () => {
  let broken = false;
  const clock = {
    now() {
      if (broken) throw new Error('the secret of the inside');
      return Date.now();
    },
    alarm: () => () => {},
  };
  await using world = await startWorld({}, { clock });
  const ann = await world.signIn('Ann');
  broken = true;
  const response = await fetch(`${world.url}/trpc/games.getMyGames`, {
    headers: { authorization: `Bearer ${ann.token}` },
  });
  broken = false;
  const body = await response.text();
  expect(response.status).toBe(500);
  expect(body).not.toMatch(/secret|\.ts|at /);
  const { errorId } = (JSON.parse(body) as { error: { data: { errorId: string } } }).error.data;
  const line = world.log.find((entry) => entry['errorId'] === errorId);
  expect(line).toMatchObject({ level: 50, err: { message: 'the secret of the inside' } });
});

test('the log tells of each handled effect what it belongs to, and of no token', async () => {
  await using world = await startWorld();
  const ann = await world.signIn('Ann');
  const { operationId } = await ann.api.games.createGame.mutate({ gameId: newId(GameId) });
  const lines = world.log.filter((line) => line['operation'] === operationId && line['msg'] === 'handled');
  expect(lines).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        effect: 'games.CreateGame',
        sequence: 0,
        causation: null,
        correlation: operationId,
        actor: ann.user.id,
      }),
      expect.objectContaining({
        effect: 'games.GameCreated',
        sequence: 1,
        causation: 0,
        correlation: operationId,
      }),
    ]),
  );
});
