/** Every command, query and event that the product answers to, by name, through a real server and client. */
import { randomUUID } from 'node:crypto';
import { newId } from '@tic-tac-toe/api';
import { computerOf, GameId, SocketSessionId, UserId } from '@tic-tac-toe/domain';
import { describe, expect, test } from 'vitest';
import { viaSocket } from '@tic-tac-toe/api/client';
import { playToWin } from './testing/play-to-win.ts';
import { hearGame, hearLobby, hearQueue, hearScoring, hearUsers } from './testing/recorder.ts';
import { startWorld } from './testing/world.ts';

const SERVICE_TOKEN = 'service-token-of-thirty-two-characters-or-more';

describe('commands', () => {
  test('CreateUser makes the user whom a sign-in names, or whom a trusted caller does', async () => {
    await using world = await startWorld({ SERVICE_TOKEN });
    const { user } = await world.signIn('Ann');
    expect(user).toMatchObject({ alias: 'Ann' });
    const id = newId(UserId);
    const receipt = await world.client(SERVICE_TOKEN).api.users.createUser.mutate({ id, alias: 'Bot' });
    expect(receipt.position).toBeGreaterThan(0);
    const bea = await world.signIn('Bea');
    expect(await bea.api.users.getUser.query({ id })).toEqual({ id, alias: 'Bot' });
    await expect(bea.api.users.createUser.mutate({ id: newId(UserId), alias: 'Eve' })).rejects.toMatchObject({
      data: { code: 'FORBIDDEN' },
    });
  });

  test('CreateGame opens a game that seats nobody', async () => {
    await using world = await startWorld();
    const ann = await world.signIn('Ann');
    const gameId = newId(GameId);
    await ann.api.games.createGame.mutate({ gameId });
    const { game } = await ann.api.games.getGame.query({ gameId });
    expect(game).toMatchObject({ stage: 'WaitingForPlayers', gameId, host: ann.user.id, players: [] });
  });

  test('JoinGame takes a seat, and the second starts the game', async () => {
    await using world = await startWorld();
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const gameId = await world.game(ann, bea);
    const { game } = await bea.api.games.getGame.query({ gameId });
    expect(game).toMatchObject({
      stage: 'InProgress',
      players: [ann.user.id, bea.user.id],
      playerId: ann.user.id,
    });
  });

  test('PlaceMark marks a cell', async () => {
    await using world = await startWorld();
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const gameId = await world.game(ann, bea);
    await ann.api.games.placeMark.mutate({ gameId, x: 2, y: 1 });
    const { game } = await bea.api.games.getGame.query({ gameId });
    expect(game).toMatchObject({
      board: [
        [null, null, null],
        [null, null, ann.user.id],
        [null, null, null],
      ],
      playerId: bea.user.id,
    });
  });

  test('CreateGame opens an ultimate game, and PlaceMark marks a cell of one of its nine boards', async () => {
    await using world = await startWorld();
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const gameId = newId(GameId);
    await ann.api.games.createGame.mutate({ gameId, rules: 'ultimate' });
    const waiting = await bea.api.games.getGame.query({ gameId });
    expect(waiting.game).toMatchObject({ stage: 'WaitingForPlayers', rules: 'ultimate' });

    const heard = await hearGame(bea, gameId);
    for (const { api } of [ann, bea]) await api.games.joinGame.mutate({ gameId });
    await ann.api.games.placeMark.mutate({ gameId, x: 8, y: 1 });
    expect(await heard.until('MarkPlaced')).toEqual({ gameId, player: ann.user.id, x: 8, y: 1 });
    const empty = [null, null, null];
    const { board } = await heard.until('BoardUpdated');
    expect(board).toMatchObject({
      rules: 'ultimate',
      boards: { 0: { 2: [empty, [null, null, 0], empty] } },
      next: { x: 2, y: 1 },
    });
    const { game } = await bea.api.games.getGame.query({ gameId });
    expect(game).toMatchObject({ stage: 'InProgress', board, playerId: bea.user.id });
    await expect(bea.api.games.placeMark.mutate({ gameId, x: 0, y: 0 })).rejects.toMatchObject({
      data: { code: 'CONFLICT', reason: 'BOARD_NOT_OPEN' },
    });
  });

  test('CreateGame refuses rules that it does not know, and a classic game says nothing of rules', async () => {
    await using world = await startWorld();
    const ann = await world.signIn('Ann');
    for (const rules of ['gomoku', '', '__proto__', null])
      await expect(
        ann.api.games.createGame.mutate({ gameId: newId(GameId), rules: rules as never }),
      ).rejects.toMatchObject({ data: { code: 'BAD_REQUEST' } });
    const gameId = newId(GameId);
    await ann.api.games.createGame.mutate({ gameId, rules: 'classic' });
    const { game } = await ann.api.games.getGame.query({ gameId });
    expect(Object.keys(game)).not.toContain('rules');
  });

  test('CancelGame calls an open game off, and tells who is invited to it', async () => {
    await using world = await startWorld();
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const gameId = newId(GameId);
    await ann.api.games.createGame.mutate({ gameId });
    await ann.api.games.joinGame.mutate({ gameId });
    const [heard, invited] = [await hearGame(bea, gameId), await hearUsers(bea)];
    await ann.api.users.inviteUser.mutate({ userId: bea.user.id, gameId });
    await expect(bea.api.games.cancelGame.mutate({ gameId })).rejects.toMatchObject({
      data: { code: 'FORBIDDEN', reason: 'PLAYER_IS_NOT_HOST' },
    });
    await ann.api.games.cancelGame.mutate({ gameId });
    const end = { result: 'ABORTED', reason: 'CANCELLED', cancelledBy: ann.user.id };
    expect(await heard.until('GameEnded')).toMatchObject(end);
    expect(await invited.until('InvitationWithdrawn')).toMatchObject({ game: gameId });
    expect((await bea.api.games.getGame.query({ gameId })).game).toMatchObject({ stage: 'Ended', ...end });
    expect(await ann.api.games.getMyGames.query({})).toEqual({ games: [], positions: [] });
  });

  test('PlayComputer begins a game against the computer, which answers a mark, and wants every rematch', async () => {
    await using world = await startWorld();
    const ann = await world.signIn('Ann');
    const gameId = newId(GameId);
    await ann.api.games.playComputer.mutate({ gameId, level: 'easy' });
    const [heard, watching] = [await hearGame(ann, gameId), await hearGame(world.client(), gameId)];
    await ann.api.games.placeMark.mutate({ gameId, x: 1, y: 1 });
    const computer = computerOf('easy');
    for (const listener of [heard, watching])
      expect(await listener.until('MarkPlaced', ({ player }) => player === computer)).toMatchObject({
        gameId,
      });
    expect(await ann.api.users.getUser.query({ id: computer })).toEqual({
      id: computer,
      alias: 'Computer (easy)',
    });
    await expect(world.signIn('computer (EASY)')).rejects.toMatchObject({ data: { reason: 'ALIAS_TAKEN' } });
    await ann.api.games.resign.mutate({ gameId });
    await ann.api.games.offerRematch.mutate({ gameId });
    const { rematch } = await heard.until('RematchStarted');
    const next = await hearGame(ann, rematch, { lastEventId: '0' });
    expect(await next.until('MarkPlaced')).toMatchObject({ player: computer });
  });

  test('Resign ends a game', async () => {
    await using world = await startWorld();
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const gameId = await world.game(ann, bea);
    await ann.api.games.placeMark.mutate({ gameId, x: 0, y: 0 });
    await bea.api.games.placeMark.mutate({ gameId, x: 1, y: 1 });
    const heard = await hearGame(ann, gameId);
    await bea.api.games.resign.mutate({ gameId });
    const end = { result: 'WIN', winner: ann.user.id, reason: 'RESIGNED' };
    expect(await heard.until('GameEnded')).toMatchObject(end);
    const { game } = await bea.api.games.getGame.query({ gameId });
    expect(game).toMatchObject({ stage: 'Ended', ...end });
  });

  test('CreateGame gives each turn the time that is chosen', async () => {
    await using world = await startWorld();
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const gameId = newId(GameId);
    await ann.api.games.createGame.mutate({ gameId, timePerTurn: 60_000 });
    for (const { api } of [ann, bea]) await api.games.joinGame.mutate({ gameId });
    const { game } = await bea.api.games.getGame.query({ gameId });
    expect(game).toMatchObject({ stage: 'InProgress', timePerTurn: 60_000, timeout: 60_000 });
    await expect(
      ann.api.games.createGame.mutate({ gameId: newId(GameId), timePerTurn: 61_000 as never }),
    ).rejects.toMatchObject({ data: { code: 'BAD_REQUEST' } });
  });

  test('OfferDraw by both ends an ultimate game, and DeclineDraw says no', async () => {
    await using world = await startWorld();
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const gameId = newId(GameId);
    await ann.api.games.createGame.mutate({ gameId, rules: 'ultimate' });
    for (const { api } of [ann, bea]) await api.games.joinGame.mutate({ gameId });
    const heard = await hearGame(bea, gameId);
    await ann.api.games.offerDraw.mutate({ gameId });
    expect(await heard.until('DrawOffered')).toEqual({ gameId, player: ann.user.id });
    await bea.api.games.declineDraw.mutate({ gameId });
    expect(await heard.until('DrawDeclined')).toEqual({ gameId, player: bea.user.id });
    await expect(ann.api.games.offerDraw.mutate({ gameId })).rejects.toMatchObject({
      data: { code: 'CONFLICT', reason: 'DRAW_DECLINED' },
    });
    for (const { api } of [bea, ann]) await api.games.offerDraw.mutate({ gameId });
    expect(await heard.until('GameEnded')).toMatchObject({ result: 'DRAW', reason: 'DRAW_AGREED' });
  });

  test('OfferRematch by both begins one game for both, and WithdrawRematch takes an offer back', async () => {
    await using world = await startWorld();
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const gameId = await world.game(ann, bea);
    await bea.api.games.resign.mutate({ gameId });
    const [heard, anywhere] = [await hearGame(ann, gameId), await hearUsers(ann)];
    await bea.api.games.offerRematch.mutate({ gameId });
    const offered = { gameId, player: bea.user.id, opponent: ann.user.id };
    expect(await heard.until('RematchOffered')).toEqual(offered);
    const asked = { host: bea.user.id, invited: ann.user.id, game: gameId };
    expect(await anywhere.until('InvitedToRematch')).toEqual(asked);
    await bea.api.games.withdrawRematch.mutate({ gameId });
    expect(await heard.until('RematchWithdrawn')).toEqual({ gameId, player: bea.user.id });
    for (const { api } of [ann, bea]) await api.games.offerRematch.mutate({ gameId });
    const players = [bea.user.id, ann.user.id];
    const { rematch } = await heard.until('RematchStarted');
    for (const { api } of [ann, bea]) {
      expect((await api.games.getGame.query({ gameId })).game).toMatchObject({ stage: 'Ended', rematch });
      const { games } = await api.games.getMyGames.query({});
      expect(games).toMatchObject([{ stage: 'InProgress', gameId: rematch, players }]);
    }
  });

  test('ClaimWin ends a game whose player to move is away, once that is long enough', async () => {
    await using world = await startWorld();
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const gameId = await world.game(ann, bea);
    const claim = () => bea.api.users.claimWin.mutate({ gameId, from: ann.user.id });
    const refused = { data: { code: 'CONFLICT', reason: 'OPPONENT_NOT_AWAY' } };
    await expect(claim()).rejects.toMatchObject(refused);
    const heard = await hearUsers(bea);
    await hearUsers(ann);
    await heard.until('UsersOnlineUpdated', ({ online }) => online.some(({ id }) => id === ann.user.id));
    await ann.connection.close();
    await heard.until('UsersOnlineUpdated', ({ offline }) => offline.includes(ann.user.id));
    await expect(claim()).rejects.toMatchObject(refused);
    await expect
      .poll(() => claim().then(Boolean, () => false), { timeout: 15_000, interval: 500 })
      .toBe(true);
    const { game } = await bea.api.games.getGame.query({ gameId });
    expect(game).toMatchObject({ stage: 'Ended', result: 'ABORTED', reason: 'ABANDONED' });
  });

  test('EnterQueue pairs two who look for an opponent, and LeaveQueue ends that', async () => {
    await using world = await startWorld();
    const [ann, bea, cleo] = [
      await world.signIn('Ann'),
      await world.signIn('Bea'),
      await world.signIn('Cleo'),
    ];
    await expect(ann.api.queue.enterQueue.mutate()).rejects.toMatchObject({
      data: { code: 'CONFLICT', reason: 'PLAYER_IS_NOT_ONLINE' },
    });
    const [heard, atBea, atCleo] = [await hearQueue(ann), await hearQueue(bea), await hearQueue(cleo)];
    await cleo.api.queue.enterQueue.mutate();
    await cleo.api.queue.leaveQueue.mutate();
    await ann.api.queue.enterQueue.mutate();
    expect(await cleo.api.queue.getQueue.query()).toEqual({
      waiting: [{ player: ann.user.id, rules: 'classic' }],
    });
    await bea.api.queue.enterQueue.mutate();
    const found = await heard.until('OpponentFound');
    expect(found.players).toEqual([ann.user.id, bea.user.id]);
    expect(await atBea.until('OpponentFound')).toEqual(found);
    expect(atCleo.events).toEqual([]);
    const { game } = await bea.api.games.getGame.query({ gameId: found.gameId });
    expect(game).toMatchObject({ stage: 'InProgress', players: found.players });
    await expect
      .poll(() => world.client().api.games.getRunningGames.query({ among: [bea.user.id, cleo.user.id] }))
      .toEqual({
        games: [{ gameId: found.gameId, players: found.players, rules: 'classic', watching: 0 }],
        total: 1,
        playing: [{ player: bea.user.id, gameId: found.gameId }],
      });
    await expect(ann.api.queue.enterQueue.mutate()).rejects.toMatchObject({
      data: { code: 'CONFLICT', reason: 'PLAYER_IS_PLAYING' },
    });
  });

  test('ListsChanged tells who is in the lobby of games that begin and end, and of who waits', async () => {
    await using world = await startWorld();
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const atAnybody = await hearLobby(world.client());
    await atAnybody.until('ListsChanged', ({ total, waiting }) => total + waiting.length === 0);
    await hearUsers(ann);
    await ann.api.queue.enterQueue.mutate({ rules: 'ultimate' });
    await atAnybody.until('ListsChanged', ({ waiting }) => waiting[0]?.player === ann.user.id);
    await ann.api.queue.leaveQueue.mutate();
    const gameId = await world.game(ann, bea);
    const { games } = await atAnybody.until('ListsChanged', ({ total }) => total === 1);
    expect(games).toEqual([{ gameId, players: [ann.user.id, bea.user.id], rules: 'classic', watching: 0 }]);
    expect(await bea.api.lobby.getLists.query()).toEqual({ games, total: 1, waiting: [] });
    const before = atAnybody.events.length;
    await bea.api.games.resign.mutate({ gameId });
    await expect.poll(() => atAnybody.events.length).toBeGreaterThan(before);
    expect(atAnybody.events.at(-1)).toMatchObject({ data: { games: [], total: 0 } });
  });

  test('AssociateUserToSession says whose a connection is', async () => {
    await using world = await startWorld();
    const ann = await world.signIn('Ann');
    const stranger = world.client();
    const { sessionId } = await stranger.api.sessions.me.query(undefined, viaSocket);
    if (sessionId === null) throw new Error('The connection does not know its id.');
    expect(await ann.api.users.getUsersOnline.query()).toMatchObject({ users: [], total: 0 });
    await ann.api.sessions.associateUserToSession.mutate({ sessionId });
    expect(await ann.api.users.getUsersOnline.query()).toMatchObject({ users: [ann.user], total: 1 });
    const bea = await world.signIn('Bea');
    await expect(bea.api.sessions.associateUserToSession.mutate({ sessionId })).rejects.toMatchObject({
      data: { code: 'FORBIDDEN', reason: 'SESSION_ALREADY_ASSOCIATED' },
    });
  });

  test('SendReaction tells who plays and who watches, and ReactionSent is told to nobody later', async () => {
    await using world = await startWorld();
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const gameId = await world.game(ann, bea);
    const heard = [
      await hearGame(ann, gameId),
      await hearGame(bea, gameId),
      await hearGame(world.client(), gameId),
    ];
    const send = () => ann.api.games.sendReaction.mutate({ gameId, reaction: 'HEART' });
    await send();
    for (const each of heard)
      expect(await each.until('ReactionSent')).toEqual({ gameId, player: ann.user.id, reaction: 'HEART' });
    const later = await hearGame(bea, gameId, { lastEventId: '0' });
    await later.until('WaitingForPlayerPlay');
    expect(later.types()).not.toContain('ReactionSent');

    await send();
    await send();
    await expect(send()).rejects.toMatchObject({
      data: { code: 'TOO_MANY_REQUESTS', reason: 'TOO_MANY_REACTIONS' },
    });
    const stranger = await world.signIn('Cleo');
    await expect(stranger.api.games.sendReaction.mutate({ gameId, reaction: 'HEART' })).rejects.toMatchObject(
      { data: { code: 'FORBIDDEN', reason: 'PLAYER_CAN_NOT_PLAY' } },
    );
    await expect(
      ann.api.games.sendReaction.mutate({ gameId, reaction: 'heart' as never }),
    ).rejects.toMatchObject({ data: { code: 'BAD_REQUEST' } });
  });
});

describe('queries', () => {
  test('GetWatchers counts who follows a game and does not play in it', async () => {
    await using world = await startWorld();
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const gameId = await world.game(ann, bea);
    const watching = () => world.client().api.games.getWatchers.query({ gameId });
    const mine = await hearGame(ann, gameId);
    expect(await watching()).toEqual({ watching: 0 });
    const visitor = world.client();
    const [first, second] = [await hearGame(visitor, gameId), await hearGame(visitor, gameId)];
    expect(await watching()).toEqual({ watching: 1 });
    await hearGame(await world.signIn('Cleo'), gameId);
    expect(await watching()).toEqual({ watching: 2 });
    mine.stop();
    for (const { stop } of [first, second]) stop();
    await expect.poll(watching).toEqual({ watching: 1 });
  });

  test('GetUser tells who somebody is', async () => {
    await using world = await startWorld();
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    expect(await ann.api.users.getUser.query({ id: bea.user.id })).toEqual(bea.user);
  });

  test('GetUsersOnline tells who has a connection open', async () => {
    await using world = await startWorld();
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    await hearUsers(ann);
    await hearUsers(bea);
    const { users, total } = await ann.api.users.getUsersOnline.query();
    expect(total).toBe(2);
    expect(users).toEqual(expect.arrayContaining([ann.user, bea.user]));
  });

  test('GetPresence tells who of some has a connection open', async () => {
    await using world = await startWorld();
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const heard = await hearUsers(ann);
    await heard.until('UsersOnlineUpdated');
    const userIds = [ann.user.id, bea.user.id];
    expect(await ann.api.users.getPresence.query({ userIds })).toEqual({ online: [ann.user.id] });
    await hearUsers(bea);
    await heard.until('UsersOnlineUpdated', ({ online }) => online.some(({ id }) => id === bea.user.id));
    expect(await ann.api.users.getPresence.query({ userIds })).toEqual({ online: userIds });
  });

  test('GetPresence and UsersOnlineUpdated tell who has signed out', async () => {
    await using world = await startWorld();
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const heard = await hearUsers(ann);
    await hearUsers(bea);
    await bea.api.sessions.end.mutate();
    await heard.until('UsersOnlineUpdated', ({ left }) => left?.includes(bea.user.id) === true);
    const userIds = [ann.user.id, bea.user.id];
    expect(await ann.api.users.getPresence.query({ userIds })).toMatchObject({ left: [bea.user.id] });
  });

  test('GetFreeAlias tells anybody of a free name like one that is taken', async () => {
    await using world = await startWorld();
    for (const alias of ['Ann', 'Ann 2']) await world.signIn(alias);
    expect(await world.client().api.users.getFreeAlias.query({ like: 'Ann' })).toEqual({ alias: 'Ann 3' });
  });

  test('GetTopThreePlayers tells who has won most', async () => {
    await using world = await startWorld();
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    await playToWin(ann, bea, await world.game(ann, bea));
    expect(await world.client().api.scoring.getTopThreePlayers.query()).toMatchObject({
      list: [{ ...ann.user, score: 100 }],
    });
  });

  test('GetResults tells how the games of somebody came out, as first and as second player', async () => {
    await using world = await startWorld();
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    await playToWin(ann, bea, await world.game(ann, bea));
    const none = { won: 0, drawn: 0, lost: 0 };
    const { scoring } = world.client().api;
    await expect
      .poll(() => scoring.getResults.query({ userId: ann.user.id }))
      .toMatchObject({ results: { first: { ...none, won: 1 }, second: none } });
    expect(await scoring.getResults.query({ userId: bea.user.id })).toMatchObject({
      results: { first: none, second: { ...none, lost: 1 } },
    });
  });

  test('GetLadder ranks who has played, and GetProfile tells of one of them; to anybody', async () => {
    await using world = await startWorld();
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const gameId = await world.game(ann, bea);
    await playToWin(ann, bea, gameId);
    const { scoring } = world.client().api;
    const { rows, total } = await scoring.getLadder.query();
    expect(rows).toMatchObject([
      { ...ann.user, rank: 1, games: 1 },
      { ...bea.user, rank: 2, games: 1 },
    ]);
    expect(total).toBe(2);
    await expect
      .poll(() => scoring.getProfile.query({ userId: bea.user.id }))
      .toMatchObject({
        player: bea.user,
        score: 0,
        ladder: { rank: 2, total: 2 },
        results: { last: [{ gameId, opponent: ann.user.id, outcome: 'lost' }] },
        rivals: [{ opponent: ann.user.id, second: { lost: 1 } }],
        opponents: [ann.user],
      });
  });
});

describe('events that are published', () => {
  test('GameStarted, WaitingForPlayerPlay, MarkPlaced, BoardUpdated and GameEnded tell a whole game, in order', async () => {
    await using world = await startWorld();
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const gameId = newId(GameId);
    await ann.api.games.createGame.mutate({ gameId });
    const heard = await hearGame(bea, gameId);
    await ann.api.games.joinGame.mutate({ gameId });
    await bea.api.games.joinGame.mutate({ gameId });

    const players = [ann.user.id, bea.user.id];
    expect(await heard.until('GameStarted')).toMatchObject({ gameId, players });
    const waiting = await heard.until('WaitingForPlayerPlay');
    expect(waiting).toMatchObject({ gameId, playerId: ann.user.id, turn: 1, timeout: 20_000 });
    expect(Date.parse(waiting.deadline)).toBeGreaterThan(Date.now() + 15_000);

    await playToWin(ann, bea, gameId);
    expect(await heard.until('MarkPlaced')).toEqual({ gameId, player: ann.user.id, x: 0, y: 0 });
    expect((await heard.until('BoardUpdated')).board).toMatchObject({ 0: [ann.user.id, null, null] });
    expect(await heard.until('GameEnded')).toEqual({
      gameId,
      players,
      result: 'WIN',
      winner: ann.user.id,
      reason: 'THREE_IN_A_ROW',
    });
    const turn = ['MarkPlaced', 'BoardUpdated', 'WaitingForPlayerPlay'];
    expect(heard.types()).toEqual([
      'PlayerJoinedAGame',
      'PlayerJoinedAGame',
      'GameStarted',
      'WaitingForPlayerPlay',
      ...turn,
      ...turn,
      ...turn,
      ...turn,
      'MarkPlaced',
      'BoardUpdated',
      'GameEnded',
    ]);
    const positions = heard.positions.map(Number);
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    expect(new Set(positions).size).toBe(positions.length);
  });

  test('GameErrorOccurred tells the player who was refused, and nobody else', async () => {
    await using world = await startWorld();
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const gameId = await world.game(ann, bea);
    const [hers, others] = [await hearGame(bea, gameId), await hearGame(ann, gameId)];
    await expect(bea.api.games.placeMark.mutate({ gameId, x: 0, y: 0 })).rejects.toMatchObject({
      data: { code: 'FORBIDDEN', reason: 'PLAYER_CAN_NOT_PLAY' },
    });
    expect(await hers.until('GameErrorOccurred')).toEqual({
      gameId,
      player: bea.user.id,
      reason: 'PLAYER_CAN_NOT_PLAY',
    });
    await ann.api.games.placeMark.mutate({ gameId, x: 0, y: 0 });
    await others.until('MarkPlaced');
    expect(others.types()).not.toContain('GameErrorOccurred');
  });

  test('TurnTimeout tells that a turn has run out of time', async () => {
    await using world = await startWorld({ TURN_TIMEOUT_MS: 300 });
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const heard = await world.game(ann, bea).then((gameId) => hearGame(bea, gameId));
    expect(await heard.until('TurnTimeout')).toMatchObject({ turn: 1 });
    expect(await heard.until('GameEnded')).toMatchObject({
      result: 'ABORTED',
      winner: null,
      reason: 'TURN_TIMEOUT',
    });
  });

  test('TopThreeListUpdated tells a change of the hall of fame, to whoever listens', async () => {
    await using world = await startWorld();
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const heard = await hearScoring(world.client());
    await playToWin(ann, bea, await world.game(ann, bea));
    expect(await heard.until('TopThreeListUpdated')).toEqual({
      previous: [],
      current: [{ ...ann.user, score: 100 }],
    });
  });

  test('UsersOnlineUpdated tells who came and who went', async () => {
    await using world = await startWorld();
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const heard = await hearUsers(ann);
    await hearUsers(bea);
    const came = await heard.until('UsersOnlineUpdated', ({ online }) =>
      online.some(({ id }) => id === bea.user.id),
    );
    expect(came.total).toBe(2);
    await bea.connection.close();
    const went = await heard.until('UsersOnlineUpdated', ({ offline }) => offline.includes(bea.user.id));
    expect(went).toEqual({ online: [], offline: [bea.user.id], total: 1 });
  });

  test('UserInvited tells the invited, and nobody else', async () => {
    await using world = await startWorld();
    const [ann, bea, eve] = [await world.signIn('Ann'), await world.signIn('Bea'), await world.signIn('Eve')];
    const [invited, stranger] = [await hearUsers(bea), await hearUsers(eve)];
    const gameId = newId(GameId);
    await ann.api.games.createGame.mutate({ gameId });
    await ann.api.games.joinGame.mutate({ gameId });
    await ann.api.users.inviteUser.mutate({ userId: bea.user.id, gameId });
    expect(await invited.until('UserInvited')).toEqual({
      host: ann.user.id,
      invited: bea.user.id,
      game: gameId,
    });
    await ann.api.users.inviteUser.mutate({ userId: eve.user.id, gameId });
    await stranger.until('UserInvited');
    const invitations = stranger.events.filter(({ type }) => type === 'UserInvited');
    expect(invitations).toEqual([
      { type: 'UserInvited', data: { host: ann.user.id, invited: eve.user.id, game: gameId } },
    ]);
  });
});

describe('events that are accepted from other contexts', () => {
  const trusted = async () => {
    const world = await startWorld({ SERVICE_TOKEN });
    return { world, handleEvent: world.client(SERVICE_TOKEN).api.integration.handleEvent.mutate };
  };

  test('UserConnected and SessionDisconnected bring a user online, and offline again', async () => {
    const { world, handleEvent } = await trusted();
    await using _ = world;
    const ann = await world.signIn('Ann');
    const sessionId = SocketSessionId.parse(randomUUID());
    await handleEvent({ type: 'UserConnected', data: { userId: ann.user.id, sessionId } });
    expect(await ann.api.users.getUsersOnline.query()).toMatchObject({ users: [ann.user], total: 1 });
    await handleEvent({ type: 'SessionDisconnected', data: { sessionId } });
    await handleEvent({ type: 'SessionDisconnected', data: { sessionId } });
    expect(await ann.api.users.getUsersOnline.query()).toMatchObject({ users: [], total: 0 });
  });

  test('UserInvited waits for the answer of the invited', async () => {
    const { world, handleEvent } = await trusted();
    await using _ = world;
    const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
    const heard = await hearUsers(bea);
    const gameId = newId(GameId);
    await ann.api.games.createGame.mutate({ gameId });
    const invitation = { host: ann.user.id, invited: bea.user.id, game: gameId };
    await handleEvent({ type: 'UserInvited', data: invitation });
    expect(await heard.until('UserInvited')).toEqual(invitation);
    expect(await bea.api.users.getMyInvitations.query()).toMatchObject({
      invitations: [{ host: ann.user.id, game: gameId }],
    });
  });

  test('are accepted from callers with the service token only, and no others are', async () => {
    const { world, handleEvent } = await trusted();
    await using _ = world;
    const ann = await world.signIn('Ann');
    const event = {
      type: 'SessionDisconnected',
      data: { sessionId: SocketSessionId.parse(randomUUID()) },
    } as const;
    for (const { api } of [world.client(), ann, world.client(`${SERVICE_TOKEN}!`)]) {
      await expect(api.integration.handleEvent.mutate(event)).rejects.toMatchObject({
        data: { code: expect.stringMatching(/FORBIDDEN|UNAUTHORIZED/) },
      });
    }
    const forged = { type: 'GameEnded', data: {} };
    await expect(handleEvent(forged as never)).rejects.toMatchObject({ data: { code: 'BAD_REQUEST' } });
  });
});
