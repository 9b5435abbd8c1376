import { createTRPCClient } from '@trpc/client';
import { rejection } from '@tic-tac-toe/domain/kit';
import { GameId } from '@tic-tac-toe/domain/contracts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { newId } from '../ids.ts';
import { MAX_BATCH } from '../limits.ts';
import { ANN, fakeContext, identityOf } from '../testing/fake-context.ts';
import { inProcess } from '../testing/in-process.ts';
import type { AppRouter } from '../router/app-router.types.ts';
import { createClient } from './create-client.ts';
import { links, type LinksOptions } from './links.ts';

type Fetch = typeof fetch;
type Failure = (send: () => Promise<Response>, request: Request) => Promise<Response>;

const unreachable: Failure = () => Promise.reject(new TypeError('fetch failed'));
/** The server did it; the answer never came. */
const answerLost: Failure = async (send) => {
  await send();
  throw new TypeError('terminated');
};
const silent: Failure = (_send, { signal }) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new TypeError('aborted', { cause: signal.reason })));
  });
const badGateway: Failure = () => Promise.resolve(new Response('<h1>502</h1>', { status: 502 }));

/** A client of a server that fails in these ways first. */
function clientOf(failures: readonly Failure[] = [], options: Partial<LinksOptions> = {}) {
  const context = fakeContext({ identity: identityOf(ANN) });
  const server = inProcess(context);
  const waiting = [...failures];
  const requests: Request[] = [];
  const send: Fetch = (input, init) => {
    const request = new Request(input, init);
    requests.push(request.clone());
    const failure = waiting.shift();
    return failure ? failure(() => server(request), request) : server(request);
  };
  const chain = links({ url: 'http://localhost/trpc', fetch: send, ...options });
  const api = createTRPCClient<AppRouter>({ links: chain.links });
  return { api, context, app: context.app, requests };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** Lets time pass until the call has settled. */
async function settled<T>(call: Promise<T>): Promise<T> {
  const watched = call.finally(() => {
    isSettled = true;
  });
  let isSettled = false;
  watched.catch(() => {});
  while (!isSettled) await vi.advanceTimersByTimeAsync(100);
  return watched;
}

describe('a mutation', () => {
  test('that fails on the way is tried again as one operation', async () => {
    const { api, app } = clientOf([unreachable, answerLost, badGateway]);
    const receipt = await settled(api.games.createGame.mutate({ gameId: newId(GameId) }));
    const operations = app.executed.map(({ caller }) => caller.operationId);
    // Once with an answer that was lost, once with one that arrived.
    expect(operations).toEqual([receipt.operationId, receipt.operationId]);
  });

  test('keeps the operation id that its caller gives', async () => {
    const { api, app } = clientOf();
    const operationId = '11111111-1111-4111-8111-111111111111';
    await settled(api.games.createGame.mutate({ gameId: newId(GameId), operationId }));
    expect(app.executed[0]?.caller.operationId).toBe(operationId);
  });

  test('that is refused is tried once', async () => {
    const { api, app, requests } = clientOf();
    app.outcome = () => ({ ok: false, rejection: rejection('GAME_ALREADY_EXISTS', 'CONFLICT') });
    const call = api.games.createGame.mutate({ gameId: newId(GameId) });
    await expect(settled(call)).rejects.toMatchObject({ data: { reason: 'GAME_ALREADY_EXISTS' } });
    expect(requests).toHaveLength(1);
  });

  test('is given up after eight attempts', async () => {
    const { api, requests } = clientOf(Array.from({ length: 20 }, () => unreachable));
    await expect(settled(api.games.createGame.mutate({ gameId: newId(GameId) }))).rejects.toThrow(
      'fetch failed',
    );
    expect(requests).toHaveLength(8);
  });

  test('that has no answer after ten seconds is tried again', async () => {
    // The runtime's own timer is not one that a test can move on.
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((after) => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(new DOMException('too late', 'TimeoutError')), after);
      return controller.signal;
    });
    const { api, requests, app } = clientOf([silent]);
    const call = api.games.createGame.mutate({ gameId: newId(GameId) });
    await vi.advanceTimersByTimeAsync(9_999);
    expect(requests).toHaveLength(1);
    const { operationId } = await settled(call);
    expect(requests).toHaveLength(2);
    expect(app.executed.map(({ caller }) => caller.operationId)).toEqual([operationId]);
  });

  test('that its caller calls off is not tried again', async () => {
    const off = new AbortController();
    const { api, requests } = clientOf([unreachable, unreachable]);
    const call = api.games.createGame.mutate({ gameId: newId(GameId) }, { signal: off.signal });
    call.catch(() => {});
    await vi.advanceTimersByTimeAsync(0);
    off.abort();
    await expect(settled(call)).rejects.toThrow('abort');
    expect(requests).toHaveLength(1);
  });
});

describe('what a client sends', () => {
  test('holds at most as many calls as a server takes at once', async () => {
    const { api, requests } = clientOf();
    await settled(
      Promise.all(Array.from({ length: 2 * MAX_BATCH + 1 }, () => api.scoring.getTopThreePlayers.query())),
    );
    const sizes = requests.map(({ url }) => new URL(url).pathname.split(',').length);
    expect(sizes).toEqual([MAX_BATCH, MAX_BATCH, 1]);
  });

  test('has further headers, made for each attempt with the context of the call', async () => {
    const attempts = new Map<object, number>();
    const { api, requests } = clientOf([unreachable], {
      token: 'secret',
      headers: ([call]) => {
        const count = call ? (attempts.get(call.context) ?? 0) + 1 : NaN;
        if (call) attempts.set(call.context, count);
        return { attempt: `${call?.type} ${count}`, authorization: 'never' };
      },
    });
    await settled(api.games.createGame.mutate({ gameId: newId(GameId) }));
    await settled(api.sessions.me.query());
    const sent = requests.map(({ headers }) => [headers.get('attempt'), headers.get('authorization')]);
    expect(sent).toEqual(
      ['mutation 1', 'mutation 2', 'query 1'].map((attempt) => [attempt, 'Bearer secret']),
    );
  });

  test('shows the token of the moment', async () => {
    const session: { token?: string } = {};
    const { api, requests } = clientOf([], { token: () => session.token });
    await settled(api.sessions.me.query());
    session.token = 'secret';
    await settled(api.sessions.me.query());
    expect(requests.map(({ headers }) => headers.get('authorization'))).toEqual([null, 'Bearer secret']);
  });
});

describe('without a WebSocket', () => {
  beforeEach(() => {
    vi.stubGlobal('WebSocket', undefined);
  });

  test('a subscription fails at once, and says what to pass', () => {
    const { api } = createClient({ url: 'http://localhost/trpc' });
    const errors: string[] = [];
    api.scoring.events.subscribe(undefined, { onError: ({ message }) => errors.push(message) });
    expect(errors).toEqual([expect.stringContaining('the class of the ws package')]);
  });

  test('all else works', async () => {
    const { api } = clientOf();
    expect(await settled(api.games.createGame.mutate({ gameId: newId(GameId) }))).toHaveProperty('position');
  });
});
