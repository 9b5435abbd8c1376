import { createTRPCClient, httpLink, TRPCClientError } from '@trpc/client';
import {
  EventRefused,
  NotRunning,
  OPERATION_ID_REUSED,
  type RejectionSort,
  rejection,
  SYSTEM,
} from '@tic-tac-toe/domain/kit';
import { actingBy, GameId, SocketSessionId } from '@tic-tac-toe/domain/contracts';
import { TRPCError } from '@trpc/server';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { reasonOf } from '../errors.ts';
import { newId, newUuid } from '../ids.ts';
import { fakeApplication } from '../testing/fake-application.ts';
import { ANN, BEN, fakeContext, identityOf, idFor } from '../testing/fake-context.ts';
import { inProcess, subscribeInProcess } from '../testing/in-process.ts';
import { createApi, RouterDiffers } from './app-router.ts';
import type { AppRouter } from './app-router.types.ts';
import { errorIdOf } from './errors.ts';

/** A caller of the whole router, over HTTP without a port. */
function caller(parts: Parameters<typeof fakeContext>[0] = {}) {
  const context = fakeContext(parts);
  context.socketSessionId = null;
  const logged: TRPCError[] = [];
  const fetch = inProcess(context, (error) => logged.push(error));
  const api = createTRPCClient<AppRouter>({
    links: [
      httpLink({ url: 'http://localhost/trpc', fetch: (url, init) => fetch(url, { ...init, signal: null }) }),
    ],
  });
  return { context, app: context.app, api, fetch, logged };
}

const ann = () => caller({ identity: identityOf(ANN) });
const service = () => caller({ trusted: true });

async function failureOf(call: Promise<unknown>): Promise<TRPCClientError<AppRouter>> {
  const error: unknown = await call.then(
    () => new Error('the call succeeded'),
    (cause: unknown) => cause,
  );
  if (error instanceof TRPCClientError) return error;
  throw error;
}

const dataOf = async (call: Promise<unknown>) => (await failureOf(call)).data;

afterEach(() => {
  vi.unstubAllEnvs();
});

test('paths follow from names', () => {
  const expected = [
    'games.cancelGame',
    'games.createGame',
    'games.declineDraw',
    'games.events',
    'games.getGame',
    'games.getMyGames',
    'games.getRunningGames',
    'games.getWatchers',
    'games.joinGame',
    'games.offerDraw',
    'games.offerRematch',
    'games.placeMark',
    'games.playComputer',
    'games.resign',
    'games.sendReaction',
    'games.withdrawRematch',
    'integration.handleEvent',
    'lobby.events',
    'lobby.getLists',
    'queue.enterQueue',
    'queue.events',
    'queue.getQueue',
    'queue.leaveQueue',
    'scoring.events',
    'scoring.getLadder',
    'scoring.getProfile',
    'scoring.getResults',
    'scoring.getTopThreePlayers',
    'sessions.associateUserToSession',
    'sessions.end',
    'sessions.getMyDevices',
    'sessions.keepsCookie',
    'sessions.makeDeviceLink',
    'sessions.me',
    'sessions.start',
    'sessions.useDeviceLink',
    'sessions.whoseDeviceLink',
    'users.claimWin',
    'users.createUser',
    'users.declineInvitation',
    'users.events',
    'users.getMyInvitations',
    'users.getFreeAlias',
    'users.getPresence',
    'users.getUser',
    'users.getUsersOnline',
    'users.inviteUser',
  ];
  expect(new Set(Object.keys(createApi(fakeApplication().contracts).router._def.procedures))).toEqual(
    new Set(expected),
  );
});

test('a router is made for the application whose contracts clients are typed by, and for no other', () => {
  const { contracts } = fakeApplication();
  const [first] = contracts;
  if (!first) throw new Error('There are no contracts.');
  const chess = { ...first, name: 'chess' };
  expect(() => createApi(contracts.slice(1))).toThrow(RouterDiffers);
  expect(() => createApi([...contracts, chess])).toThrow(
    'The application runs users, games, scoring, sessions, queue, lobby, chess, while clients are typed by users, games, scoring, sessions, queue, lobby.',
  );
  // One of the same name is another all the same where it does not do all that clients may say.
  expect(() => createApi([{ ...first, commands: {} }, ...contracts.slice(1)])).toThrow(RouterDiffers);
  const later = { ...first, commands: { ...first.commands, Newer: first.commands['inviteUser'] as never } };
  expect(() => createApi([later, ...contracts.slice(1)])).not.toThrow();
  expect(() => createApi(contracts.toReversed())).not.toThrow();
});

describe('a mutation', () => {
  test('hands the command to the application as the caller, and answers its receipt', async () => {
    const { api, app } = ann();
    const [gameId, operationId] = [newId(GameId), newUuid()];
    app.outcome = () => ({ ok: true, receipt: { operationId, position: 42 } });
    expect(await api.games.placeMark.mutate({ gameId, x: 0, y: 2, operationId })).toEqual({
      operationId,
      position: 42,
    });
    expect(app.executed).toEqual([
      {
        command: {
          kind: 'command',
          name: 'games.PlaceMark',
          type: 'PlaceMark',
          data: { gameId, x: 0, y: 2 },
        },
        caller: { actor: ANN, operationId, guard: actingBy(identityOf(ANN).sessionId) },
      },
    ]);
  });

  test('drops what the payload says beyond its schema, who is acting above all', async () => {
    const { fetch, app } = ann();
    const gameId = newId(GameId);
    const body = JSON.stringify({ gameId, player: BEN, actor: SYSTEM, ['__proto__']: { actor: SYSTEM } });
    const headers = { 'content-type': 'application/json' };
    await fetch('http://localhost/trpc/games.joinGame', { method: 'POST', body, headers });
    expect(app.executed.map(({ command, caller: { actor } }) => ({ data: command.data, actor }))).toEqual([
      { data: { gameId }, actor: ANN },
    ]);
  });

  test.each<[RejectionSort, string, number]>([
    ['NOT_FOUND', 'NOT_FOUND', 404],
    ['FORBIDDEN', 'FORBIDDEN', 403],
    ['CONFLICT', 'CONFLICT', 409],
    ['INVALID', 'UNPROCESSABLE_CONTENT', 422],
    ['TOO_MANY', 'TOO_MANY_REQUESTS', 429],
    ['UNAUTHORIZED', 'UNAUTHORIZED', 401],
  ])('that is refused as %s is a %s error with the reason', async (sort, code, httpStatus) => {
    const { api, app } = ann();
    app.outcome = () => ({ ok: false, rejection: rejection('POSITION_ALREADY_FILLED', sort) });
    const error = await failureOf(api.games.placeMark.mutate({ gameId: newId(GameId), x: 0, y: 0 }));
    expect(error.message).toBe('Position already filled.');
    expect(error.data).toEqual({
      code,
      httpStatus,
      path: 'games.placeMark',
      reason: 'POSITION_ALREADY_FILLED',
    });
    expect(reasonOf(error)).toBe('POSITION_ALREADY_FILLED');
  });

  test('that takes the operation id of another payload is a conflict', async () => {
    const { api, app } = ann();
    app.outcome = () => ({ ok: false, rejection: OPERATION_ID_REUSED });
    const data = await dataOf(api.games.createGame.mutate({ gameId: newId(GameId) }));
    expect(data).toMatchObject({ code: 'CONFLICT', reason: 'OPERATION_ID_REUSED' });
  });

  test('that is not well-formed says what is wrong, and reaches nobody', async () => {
    const { fetch, app } = ann();
    const body = JSON.stringify({ gameId: 'x', x: 'left' });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch('http://localhost/trpc/games.placeMark', { method: 'POST', body, headers });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: {
        data: { code: 'BAD_REQUEST', issues: [{ path: ['gameId'] }, { path: ['x'] }, { path: ['y'] }] },
      },
    });
    expect(app.executed).toEqual([]);
  });

  test.each(['', 'again', 7, null, '00000000-0000-4000-8000'])(
    'takes no operation id such as %j',
    async (operationId) => {
      const { fetch, app } = ann();
      const body = JSON.stringify({ gameId: newId(GameId), operationId });
      const headers = { 'content-type': 'application/json' };
      const response = await fetch('http://localhost/trpc/games.createGame', {
        method: 'POST',
        body,
        headers,
      });
      expect(await response.json()).toMatchObject({
        error: {
          data: {
            code: 'BAD_REQUEST',
            issues: [{ path: ['operationId'], message: 'An operation id is a UUID.' }],
          },
        },
      });
      expect(app.executed).toEqual([]);
    },
  );

  test.each(['[]', '"x"', '7', 'true'])('takes no input such as %s', async (body) => {
    const { fetch } = ann();
    const headers = { 'content-type': 'application/json' };
    const response = await fetch('http://localhost/trpc/games.createGame', { method: 'POST', body, headers });
    expect(response.status).toBe(400);
  });
});

describe('a query', () => {
  test('is answered for the caller', async () => {
    const { api, app } = ann();
    const gameId = newId(GameId);
    app.answer = () => ({ ok: true, answer: { position: 3 } });
    expect(await api.games.getGame.query({ gameId })).toEqual({ position: 3 });
    expect(app.asked).toEqual([
      { query: { kind: 'query', name: 'games.GetGame', type: 'GetGame', data: { gameId } }, actor: ANN },
    ]);
  });

  test('may be asked without an input where nothing is required', async () => {
    const { api, app } = ann();
    await api.games.getMyGames.query();
    await api.scoring.getTopThreePlayers.query();
    expect(app.asked.map(({ query }) => query.data)).toEqual([{}, {}]);
  });

  test('that is refused has a reason', async () => {
    const { api, app } = ann();
    app.answer = () => ({ ok: false, rejection: rejection('GAME_NOT_FOUND', 'NOT_FOUND') });
    const data = await dataOf(api.games.getGame.query({ gameId: newId(GameId) }));
    expect(data).toMatchObject({ code: 'NOT_FOUND', reason: 'GAME_NOT_FOUND' });
  });
});

describe('access', () => {
  const SIGN_IN = { code: 'UNAUTHORIZED', httpStatus: 401, reason: 'SIGN_IN_REQUIRED' };

  test('who is nobody may not do what takes a user, whatever the input', async () => {
    const { api, app } = caller();
    expect(await dataOf(api.games.createGame.mutate({ gameId: newId(GameId) }))).toMatchObject(SIGN_IN);
    expect(await dataOf(api.games.getMyGames.query(7))).toMatchObject(SIGN_IN);
    expect([app.executed, app.asked]).toEqual([[], []]);
  });

  test('who is nobody may ask what anyone may, and acts as nobody, never as the system', async () => {
    const { api, app } = caller();
    await api.scoring.getTopThreePlayers.query();
    expect(app.asked).toHaveLength(1);
    expect(app.asked[0]?.actor).not.toBe(SYSTEM);
  });

  test('a session that has expired is looked at on every call', async () => {
    const { api, context } = caller({ identity: identityOf(ANN, 1_000) });
    context.now = () => 999;
    await api.games.createGame.mutate({ gameId: newId(GameId) });
    context.now = () => 1_000;
    expect(await dataOf(api.games.createGame.mutate({ gameId: newId(GameId) }))).toMatchObject(SIGN_IN);
  });

  test('what takes the service token is forbidden without it, to users too', async () => {
    const { api, app } = ann();
    const data = await dataOf(api.users.createUser.mutate({ id: BEN, alias: 'Ben' }));
    expect(data).toMatchObject({ code: 'FORBIDDEN', httpStatus: 403, reason: 'SERVICE_TOKEN_REQUIRED' });
    expect(app.executed).toEqual([]);
  });

  test('who holds the service token acts as the system', async () => {
    const { api, app } = service();
    await api.users.createUser.mutate({ id: BEN, alias: 'Ben' });
    expect(app.executed[0]?.caller.actor).toBe(SYSTEM);
  });

  test('the service token is no user', async () => {
    const { api } = service();
    expect(await dataOf(api.games.createGame.mutate({ gameId: newId(GameId) }))).toMatchObject(SIGN_IN);
  });

  test('every call is counted before anything else, and one too many is refused', async () => {
    const { api, app, context } = caller();
    const consumed: string[] = [];
    context.limits = {
      ...context.limits,
      consume(limit) {
        consumed.push(limit);
        if (consumed.length > 1)
          throw new TRPCError({ code: 'TOO_MANY_REQUESTS', message: 'Too many calls.' });
      },
    };
    await api.scoring.getTopThreePlayers.query();
    const error = await failureOf(api.games.createGame.mutate({} as never));
    expect([error.message, error.data]).toEqual([
      'Too many calls.',
      { code: 'TOO_MANY_REQUESTS', httpStatus: 429, path: 'games.createGame' },
    ]);
    expect([consumed, app.executed]).toEqual([['call', 'call'], []]);
  });
});

test('what is kept for long is counted once more, when it is sure what is asked for', async () => {
  const { api, context } = ann();
  const consumed: string[] = [];
  context.limits = { ...context.limits, consume: (limit) => void consumed.push(limit) };
  const gameId = newId(GameId);
  await api.games.createGame.mutate({ gameId });
  await api.games.joinGame.mutate({ gameId });
  await api.users.inviteUser.mutate({ userId: BEN, gameId });
  expect(consumed).toEqual(['call', 'lasting', 'call', 'call', 'lasting']);
});

describe('an internal error', () => {
  test.each(['development', 'production', 'test'])(
    'tells nothing of the inside in %s',
    async (environment) => {
      vi.stubEnv('NODE_ENV', environment);
      const { api, app, logged } = ann();
      app.outcome = () => {
        throw new Error('SQLITE_FULL at /srv/secret');
      };
      const error = await failureOf(api.games.createGame.mutate({ gameId: newId(GameId) }));
      const [original] = logged;
      const errorId = original && errorIdOf(original);
      expect(error.data).toEqual({
        code: 'INTERNAL_SERVER_ERROR',
        httpStatus: 500,
        path: 'games.createGame',
        errorId,
      });
      expect(error.message).toContain(errorId);
      expect(JSON.stringify(error.shape)).not.toMatch(/SQLITE|secret|\.ts|stack/);
      expect(original?.cause?.message).toBe('SQLITE_FULL at /srv/secret');
    },
  );

  test('each has an id of its own, and others have none', async () => {
    const [one, two] = [1, 2].map(() => new TRPCError({ code: 'INTERNAL_SERVER_ERROR' }));
    expect(one && errorIdOf(one)).toBe(one && errorIdOf(one));
    expect(one && errorIdOf(one)).not.toBe(two && errorIdOf(two));
    expect(errorIdOf(new TRPCError({ code: 'CONFLICT' }))).toBeUndefined();
  });

  test('is none while the application stops: clients come back later', async () => {
    const { api, app } = ann();
    app.outcome = () => Promise.reject(new NotRunning('stopping'));
    const data = await dataOf(api.games.createGame.mutate({ gameId: newId(GameId) }));
    expect(data).toMatchObject({ code: 'SERVICE_UNAVAILABLE', httpStatus: 503 });
  });

  test('a procedure that does not exist is a clear error', async () => {
    const { fetch } = ann();
    const response = await fetch('http://localhost/trpc/games.castSpell');
    expect(await response.json()).toMatchObject({ error: { data: { code: 'NOT_FOUND' } } });
  });
});

describe('signing in', () => {
  test('makes a user, and a session for it', async () => {
    const { api, app, context } = caller();
    const operationId = newUuid();
    const signIn = await api.sessions.start.mutate({ alias: '  Ann ', operationId });
    const user = { id: idFor(`sign-in:${operationId}`), alias: 'Ann' };
    expect(signIn).toEqual({
      operationId,
      position: 7,
      user,
      token: 'token-1',
      expiresAt: '2027-01-01T00:00:00.000Z',
    });
    expect(context.started).toEqual([user]);
    // Nothing that is kept or logged may carry the operation id.
    expect(app.executed).toEqual([]);
  });

  test('makes another user each time that no operation id is given', async () => {
    const { api } = caller();
    const first = await api.sessions.start.mutate({ alias: 'Ann' });
    const second = await api.sessions.start.mutate({ alias: 'Ben' });
    expect(first.user.id).not.toBe(second.user.id);
  });

  test('tried again meets the same user, and gets a token that works', async () => {
    const { api, context } = caller();
    const operationId = newUuid();
    const first = await api.sessions.start.mutate({ alias: 'Ann', operationId });
    // The first answer was lost on its way, but its cookie was not.
    context.identity = identityOf(first.user.id);
    const second = await api.sessions.start.mutate({ alias: 'Ann', operationId });
    expect([second.user, second.token]).toEqual([first.user, 'token-2']);
  });

  test('is refused to who is signed in', async () => {
    const { api, context } = ann();
    const data = await dataOf(api.sessions.start.mutate({ alias: 'Ann2' }));
    expect(data).toMatchObject({ code: 'CONFLICT', reason: 'ALREADY_SIGNED_IN' });
    expect(context.started).toEqual([]);
  });

  test.each(['ALIAS_TAKEN', 'OPERATION_ID_REUSED', 'SIGN_IN_ENDED'])(
    'that the domain refuses as %s is a conflict with the reason',
    async (reason) => {
      const { api, context } = caller();
      context.refusal = rejection(reason, 'CONFLICT');
      expect(await dataOf(api.sessions.start.mutate({ alias: 'Ann' }))).toMatchObject({
        code: 'CONFLICT',
        reason,
      });
    },
  );

  test.each(['', '   ', 'x'.repeat(21), 'a\u0000b'])('takes no name such as %j', async (alias) => {
    const { api, context } = caller();
    const data = await dataOf(api.sessions.start.mutate({ alias }));
    expect(data).toMatchObject({ code: 'BAD_REQUEST', issues: [{ path: ['alias'] }] });
    expect(context.started).toEqual([]);
  });

  test('is limited by itself, so that retries and failures count as well', async () => {
    const { api, context } = caller();
    context.limits = {
      ...context.limits,
      consume(limit) {
        if (limit !== 'signIn') return;
        throw new TRPCError({ code: 'TOO_MANY_REQUESTS', message: 'Too many sign-ins.' });
      },
    };
    expect(await dataOf(api.sessions.start.mutate({ alias: 'Ann' }))).toMatchObject({
      code: 'TOO_MANY_REQUESTS',
    });
    expect(context.started).toEqual([]);
  });
});

describe('saying whose a connection is', () => {
  const sessionId = newId(SocketSessionId);

  test('ties it to the session of who says so', async () => {
    const { api, app, context } = ann();
    await api.sessions.associateUserToSession.mutate({ sessionId });
    expect(app.executed).toMatchObject([
      { command: { type: 'AssociateUserToSession', data: { sessionId } }, caller: { actor: ANN } },
    ]);
    expect(context.adopted).toEqual([{ connection: sessionId, identity: identityOf(ANN) }]);
  });

  test('at the moment of signing out ends it', async () => {
    const { api, app, context } = ann();
    app.outcome = () => {
      context.identity = null;
      return { ok: true, receipt: { operationId: newUuid(), position: 1 } };
    };
    await api.sessions.associateUserToSession.mutate({ sessionId });
    expect(context.adopted).toEqual([{ connection: sessionId, identity: null }]);
  });

  test('where it is somebody else’s, or takes a sign-in, leaves it alone', async () => {
    const refused = ann();
    refused.app.outcome = () => ({
      ok: false,
      rejection: rejection('SESSION_ALREADY_ASSOCIATED', 'FORBIDDEN'),
    });
    expect(await dataOf(refused.api.sessions.associateUserToSession.mutate({ sessionId }))).toMatchObject({
      code: 'FORBIDDEN',
      reason: 'SESSION_ALREADY_ASSOCIATED',
    });
    const nobody = caller();
    expect(await dataOf(nobody.api.sessions.associateUserToSession.mutate({ sessionId }))).toMatchObject({
      reason: 'SIGN_IN_REQUIRED',
    });
    expect([refused.context.adopted, nobody.context.adopted]).toEqual([[], []]);
  });
});

describe('who am I', () => {
  test('is the user of the session', async () => {
    const { api, app } = ann();
    app.answer = () => ({ ok: true, answer: { id: ANN, alias: 'Ann' } });
    expect(await api.sessions.me.query()).toEqual({ user: { id: ANN, alias: 'Ann' }, sessionId: null });
  });

  test('is nobody without a session', async () => {
    const { api, app } = caller();
    expect(await api.sessions.me.query()).toEqual({ user: null, sessionId: null });
    expect(app.asked).toEqual([]);
  });

  test('over a connection tells its id as well', async () => {
    const { api, context } = caller();
    const { socketSessionId } = fakeContext();
    context.socketSessionId = socketSessionId;
    expect(await api.sessions.me.query()).toEqual({ user: null, sessionId: socketSessionId });
  });
});

describe('signing out', () => {
  test('ends the session', async () => {
    const { api, context } = ann();
    const operationId = newUuid();
    expect(await api.sessions.end.mutate({ operationId })).toEqual({ operationId, position: 0 });
    expect(context.ended).toEqual([identityOf(ANN)]);
  });

  test('twice is as good as once', async () => {
    const { api, context } = caller();
    await api.sessions.end.mutate();
    expect(context.ended).toEqual([]);
  });
});

describe('an event from another context', () => {
  test('is brought in for who holds the service token', async () => {
    const { api, app } = service();
    const data = { host: ANN, invited: BEN, game: newId(GameId) };
    const operationId = newUuid();
    await api.integration.handleEvent.mutate({ type: 'UserInvited', data, operationId });
    expect(app.published).toEqual([
      {
        event: { kind: 'event', name: 'users.UserInvited', type: 'UserInvited', data },
        caller: { actor: SYSTEM, operationId },
      },
    ]);
  });

  test('is forbidden to everyone else', async () => {
    const { api, app } = ann();
    const data = { host: ANN, invited: BEN, game: newId(GameId) };
    const error = await dataOf(api.integration.handleEvent.mutate({ type: 'UserInvited', data }));
    expect(error).toMatchObject({ code: 'FORBIDDEN', reason: 'SERVICE_TOKEN_REQUIRED' });
    expect(app.published).toEqual([]);
  });

  test('under the operation id of another one is a conflict', async () => {
    const { api, app } = service();
    app.publish = () => Promise.reject(new EventRefused(OPERATION_ID_REUSED));
    const data = { host: ANN, invited: BEN, game: newId(GameId) };
    const error = await dataOf(api.integration.handleEvent.mutate({ type: 'UserInvited', data }));
    expect(error).toMatchObject({ code: 'CONFLICT', reason: 'OPERATION_ID_REUSED' });
  });

  test('that nobody accepts is refused', async () => {
    const { api, app } = service();
    const forged = { type: 'GameEnded', data: {} } as never;
    const error = await dataOf(api.integration.handleEvent.mutate(forged));
    expect(error).toMatchObject({ code: 'BAD_REQUEST', issues: [{ path: ['type'] }] });
    expect(app.published).toEqual([]);
  });

  test('says where its data is wrong', async () => {
    const { api } = service();
    const wrong = { type: 'UserInvited', data: { host: ANN, invited: 'Ben', game: newId(GameId) } } as never;
    const error = await dataOf(api.integration.handleEvent.mutate(wrong));
    expect(error).toMatchObject({ code: 'BAD_REQUEST', issues: [{ path: ['data', 'invited'] }] });
  });
});

describe('a subscription', () => {
  const gameId = newId(GameId);

  test.each([-1, 1.5, '1.5', '-0', 'x', '', '01', '1e3', 2 ** 53, '9007199254740993', null, {}])(
    'takes no position such as %j',
    async (lastEventId) => {
      const context = fakeContext({ identity: identityOf(ANN) });
      const call = subscribeInProcess(context, 'games.events', { gameId, lastEventId });
      await expect(call).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    },
  );

  test.each([0, 7, '7', undefined])('takes the position %j', async (lastEventId) => {
    const context = fakeContext({ identity: identityOf(ANN) });
    const told = await subscribeInProcess(context, 'games.events', { gameId, lastEventId });
    expect(told).toHaveProperty('next');
  });

  test('takes a user where its feed does', async () => {
    const call = subscribeInProcess(fakeContext(), 'users.events', undefined);
    await expect(call).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });

  test('needs no input where its feed has no parts', async () => {
    expect(await subscribeInProcess(fakeContext(), 'scoring.events', undefined)).toHaveProperty('next');
  });

  test('is a stream of events over HTTP', async () => {
    const { fetch } = caller();
    const { headers, body } = await fetch('http://localhost/trpc/scoring.events');
    expect(headers.get('content-type')).toBe('text/event-stream');
    const { value } = (await body?.pipeThrough(new TextDecoderStream()).getReader().read()) ?? {};
    expect(value).toContain('event: connected');
  });
});
