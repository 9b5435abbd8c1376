import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { GameId } from '@tic-tac-toe/domain/contracts';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { EventSource } from 'eventsource';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { newId } from '../ids.ts';
import { MAX_BATCH, MAX_WAITING_EVENTS } from '../limits.ts';
import { FrameConnection, type FrameParts } from '../frames/frames.ts';
import { CommitFrames } from '../frames/said.ts';
import { createApi } from '../router/app-router.ts';
import type { Context } from '../router/context.ts';
import { fakeApplication } from '../testing/fake-application.ts';
import { ANN, fakeContext, identityOf } from '../testing/fake-context.ts';
import { createClient } from './create-client.ts';

const TOPIC = 'scoring';
const api = createApi(fakeApplication().contracts);

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits, but not for ever, until something is so. */
async function until(isSo: () => boolean, what: string): Promise<void> {
  const patience = performance.now() + 20_000;
  while (!isSo()) {
    if (performance.now() > patience) throw new Error(`never came: ${what}`);
    await sleep(2);
  }
}

const parts: FrameParts = { api, maxBatch: MAX_BATCH, commitFrames: new CommitFrames(), onError() {} };

/** As the server does, without its limits. */
function serve(client: WebSocket, context: Context): void {
  const frames = new FrameConnection(
    parts,
    {
      isOpen: () => client.readyState === client.OPEN,
      say: ({ texts }) => texts.forEach((text) => client.send(text)),
      close: () => client.close(),
      contextFor: () => Promise.resolve(context),
    },
    false,
  );
  client.on('message', (data: Buffer) => frames.receive(data.toString()));
  client.on('close', () => frames.end());
}

/** The router on a real port, and clients for it. `intercept` sees HTTP requests before the router does. */
async function startWire(
  intercept: (request: IncomingMessage, handle: () => void) => void = (_, handle) => handle(),
) {
  const app = fakeApplication();
  const contextOf = (client?: WebSocket) => {
    const context = fakeContext({ identity: identityOf(ANN) });
    // What the server promises: resolves when less than 64 KiB wait for the client.
    const untilDrained = async (socket: WebSocket) => {
      while (socket.bufferedAmount > 65_536) await sleep(5);
    };
    const drained = () => (client && client.bufferedAmount > 65_536 ? untilDrained(client) : null);
    return { ...context, app, drained };
  };
  const handler: RequestListener = createHTTPHandler({
    router: api.router,
    basePath: '/trpc/',
    createContext: () => contextOf(),
  });
  const http = createServer((request, response) => intercept(request, () => handler(request, response)));
  const streams = new Set<ServerResponse>();
  http.on('request', ({ url }, response) => {
    if (!url?.includes('.events')) return;
    streams.add(response);
    response.once('close', () => streams.delete(response));
  });
  const sockets = new WebSocketServer({ noServer: true });
  const network = { letsSocketsThrough: true, refused: 0 };
  http.on('upgrade', (request, socket, head) => {
    if (!network.letsSocketsThrough) {
      network.refused += 1;
      return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    }
    sockets.handleUpgrade(request, socket, head, (client) => serve(client, contextOf(client)));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  const port = typeof address === 'object' ? address?.port : undefined;

  const opened: WebSocket[] = [];
  class Socket extends WebSocket {
    constructor(url: string) {
      super(url);
      opened.push(this);
    }
  }
  const url = `http://127.0.0.1:${port}/trpc`;
  const client = createClient({ url, WebSocket: Socket });
  return {
    ...client,
    url,
    app,
    sockets,
    /** What stands between the client and the server. */
    network,
    /** The answers that are streams of events. */
    streams,
    tellToReconnect() {
      for (const socket of sockets.clients) socket.send(JSON.stringify({ id: null, method: 'reconnect' }));
    },
    /** The sockets that the client has opened, the newest last. */
    opened,
    async [Symbol.asyncDispose]() {
      await client.connection.close();
      for (const socket of sockets.clients) socket.terminate();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

type Wire = Awaited<ReturnType<typeof startWire>>;

/** Follows everything from the log's beginning. */
function follow({ api }: Wire) {
  const heard: { readonly position: number; readonly type: string }[] = [];
  const errors: unknown[] = [];
  const states: string[] = [];
  const { unsubscribe } = api.scoring.events.subscribe(
    { lastEventId: 0 },
    {
      onData: ({ id, data: { type } }) => heard.push({ position: Number(id), type }),
      onError: (error) => errors.push(error),
      onConnectionStateChange: ({ state }) => states.push(state),
    },
  );
  return { heard, errors, states, unsubscribe, kept: () => heard.filter(({ type }) => type !== 'Live') };
}

const inTheLog = ({ app }: Wire) => app.rows.map(({ position, type }) => ({ position, type }));

beforeEach(() => {
  // Whoever waits, waits for a moment only: these tests lose connections by the hundred.
  vi.spyOn(Math, 'random').mockImplementation(() => 0.01);
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a subscriber', () => {
  test('whose connection is cut hundreds of times hears every event once and in order', async () => {
    await using wire = await startWire();
    const ann = follow(wire);
    let cuts = 0;
    for (let round = 0; round < 300; round += 1) {
      for (let count = 0; count < 10; count += 1) {
        const live = (round + count) % 4 === 0 ? [{ type: 'Live' }] : [];
        wire.app.commit(TOPIC, [{ type: `Event ${round}.${count}` }], live);
        if ((round + count) % 3 === 0) await sleep(0);
      }
      // Now the client's side, now the server's, at whatever moment that is.
      const victim = round % 2 === 0 ? wire.opened.at(-1) : [...wire.sockets.clients].at(-1);
      if (victim?.readyState === WebSocket.OPEN) cuts += 1;
      victim?.terminate();
      await sleep(round % 23);
    }
    await until(() => ann.kept().length >= wire.app.rows.length, 'the last event');
    expect(ann.kept()).toEqual(inTheLog(wire));
    expect(ann.errors).toEqual([]);
    expect(cuts).toBeGreaterThan(150);
    await until(() => wire.app.listeners() === 1, 'only one that listens');
  });

  test('that is told to reconnect, again and again, hears every event once and in order', async () => {
    await using wire = await startWire();
    const ann = follow(wire);
    await until(() => wire.app.listeners() === 1, 'the subscription');
    for (let round = 0; round < 50; round += 1) {
      for (let count = 0; count < 20; count += 1) {
        wire.app.commit(TOPIC, [{ type: `Event ${round}.${count}` }]);
        await sleep(1);
        if (count === 10) wire.tellToReconnect();
      }
    }
    await until(() => ann.kept().length >= wire.app.rows.length, 'the last event');
    expect(ann.kept()).toEqual(inTheLog(wire));
    expect(wire.opened.length).toBeGreaterThan(25);
    // It was connected all the time.
    expect(new Set(ann.states.slice(ann.states.indexOf('pending')))).toEqual(new Set(['pending']));
    await until(() => wire.app.listeners() === 1, 'only one that listens');
  });

  test('that stops reading costs a bounded buffer, is cut off, and goes on where it was once it reads again', async () => {
    await using wire = await startWire();
    const ann = follow(wire);
    await until(() => wire.app.listeners() === 1, 'the subscription');
    const [socket] = wire.sockets.clients;
    wire.opened.at(-1)?.pause();
    let most = 0;
    const data = { text: 'x'.repeat(2_000) };
    for (let count = 0; count < 10_000; count += 1) {
      wire.app.commit(TOPIC, [{ type: 'Event', data }]);
      most = Math.max(most, socket?.bufferedAmount ?? 0);
      if (count % 50 === 0) await sleep(0);
    }
    await until(() => wire.app.listeners() === 0, 'the cut');
    expect(ann.kept().length).toBeLessThan(wire.app.rows.length);
    // What the socket may hold, and one event more.
    expect(most).toBeLessThan(65_536 + 10_000);
    wire.opened.at(-1)?.resume();
    await until(() => ann.kept().length >= wire.app.rows.length, 'the last event');
    expect(ann.kept()).toEqual(inTheLog(wire));
    expect(ann.errors).toEqual([]);
  });

  test('in a burst that is larger than what is kept for one loses nothing', async () => {
    await using wire = await startWire();
    const ann = follow(wire);
    await until(() => wire.app.listeners() === 1, 'the subscription');
    const burst = Array.from({ length: 4 * MAX_WAITING_EVENTS }, (_, index) => ({ type: `Event ${index}` }));
    wire.app.commit(TOPIC, burst);
    await until(() => ann.kept().length >= burst.length, 'the last event');
    expect(ann.kept()).toEqual(inTheLog(wire));
    expect(ann.errors).toEqual([]);
  });

  test('who leaves leaves nobody listening', async () => {
    await using wire = await startWire();
    const many = Array.from({ length: 3 * MAX_BATCH }, () => follow(wire));
    await until(() => wire.app.listeners() === many.length, 'all subscriptions');
    for (const { unsubscribe } of many) unsubscribe();
    await until(() => wire.app.listeners() === 0, 'nobody listening');
  });

  test('of more than fits a batch comes back with all of it', async () => {
    await using wire = await startWire();
    const many = Array.from({ length: 3 * MAX_BATCH }, () => follow(wire));
    await until(() => wire.app.listeners() === many.length, 'all subscriptions');
    wire.opened.at(-1)?.terminate();
    await until(() => wire.app.listeners() === 0, 'the cut');
    wire.app.commit(TOPIC, [{ type: 'Meanwhile' }]);
    await until(() => many.every(({ heard }) => heard.length === 1), 'the event at each');
    expect(many.flatMap(({ errors }) => errors)).toEqual([]);
  });
});

describe('a page whose calls are answered', () => {
  beforeEach(() => {
    vi.stubGlobal('EventSource', EventSource);
  });

  afterEach(() => {
    vi.unstubAllGlobals();
  });

  const changesSomething = (wire: Wire) => {
    wire.app.outcome = (_command, { operationId = '' }) => ({
      ok: true,
      receipt: { operationId, position: 1 },
    });
    return wire.api.games.createGame.mutate({ gameId: newId(GameId) });
  };

  test('does not wait to be connected again', async () => {
    await using wire = await startWire();
    const ann = follow(wire);
    await until(() => wire.app.listeners() === 1, 'the subscription');
    wire.app.commit(TOPIC, [{ type: 'Before' }]);
    await until(() => ann.heard.length === 1, 'the first event');
    // Whoever waits now would do so for as long as these tests last.
    vi.mocked(Math.random).mockImplementation(() => 1_000);
    wire.opened.at(-1)?.terminate();
    await until(() => wire.connection.state().status === 'reconnecting', 'the loss');
    wire.app.commit(TOPIC, [{ type: 'Meanwhile' }]);
    const said: string[] = [];
    wire.connection.subscribe(() => said.push(wire.connection.state().status));
    await changesSomething(wire);
    await until(() => ann.heard.length === 2, 'the second event');
    expect(ann.kept()).toEqual(inTheLog(wire));
    expect(said).toEqual(['connected']);
    await until(() => wire.app.listeners() === 1, 'only one that listens');
  });

  test('finds out about a connection that is dead, and keeps one that is silent', async () => {
    await using wire = await startWire();
    const ann = follow(wire);
    await until(() => wire.app.listeners() === 1, 'the subscription');
    wire.app.commit(TOPIC, [{ type: 'Before' }]);
    await until(() => ann.heard.length === 1, 'the first event');
    await sleep(5);
    await changesSomething(wire);
    const [serversSide] = wire.sockets.clients;
    let isAsked = false;
    serversSide?.on('message', (data: Buffer) => (isAsked ||= data.toString() === 'PING'));
    await until(() => isAsked, 'the question');
    await sleep(700);
    expect(wire.opened).toHaveLength(1);

    // Nothing that it says arrives any more.
    const before = performance.now();
    wire.opened.at(-1)?.pause();
    await changesSomething(wire);
    wire.app.commit(TOPIC, [{ type: 'Meanwhile' }]);
    await until(() => ann.heard.length === 2, 'the second event');
    expect(performance.now() - before).toBeLessThan(4_000);
    expect(ann.kept()).toEqual(inTheLog(wire));
  });
});

describe('where no WebSocket passes', () => {
  beforeEach(() => {
    vi.stubGlobal('EventSource', EventSource);
  });

  afterEach(() => {
    vi.unstubAllGlobals();
  });

  test('a subscriber whose streams are cut again and again hears every event once and in order', async () => {
    await using wire = await startWire();
    wire.network.letsSocketsThrough = false;
    const ann = follow(wire);
    await until(() => wire.streams.size === 1, 'the stream');
    expect(wire.connection.way()).toBe('stream');
    for (let round = 0; round < 60; round += 1) {
      for (let count = 0; count < 10; count += 1) {
        wire.app.commit(TOPIC, [{ type: `Event ${round}.${count}` }]);
        if ((round + count) % 3 === 0) await sleep(0);
      }
      for (const stream of wire.streams) stream.destroy();
      await sleep(round % 23);
    }
    await until(() => ann.kept().length >= wire.app.rows.length, 'the last event');
    expect(ann.kept()).toEqual(inTheLog(wire));
    expect(ann.errors).toEqual([]);
    ann.unsubscribe();
    await until(() => wire.app.listeners() === 0, 'nobody listening');
  });

  test('a client that comes into another network goes back to a WebSocket, and on from where it was', async () => {
    await using wire = await startWire();
    wire.network.letsSocketsThrough = false;
    const said: string[] = [];
    const ann = follow(wire);
    await until(() => wire.connection.state().status === 'connected', 'the stream');
    wire.app.commit(TOPIC, [{ type: 'Before' }]);
    await until(() => ann.heard.length === 1, 'the first event');
    wire.connection.subscribe(() => said.push(wire.connection.way()));
    wire.network.letsSocketsThrough = true;
    wire.connection.reopen();
    await until(() => said.at(-1) === 'socket', 'the other way');
    wire.app.commit(TOPIC, [{ type: 'Meanwhile' }]);
    await until(() => ann.heard.length === 2, 'the second event');
    expect(ann.kept()).toEqual(inTheLog(wire));
    await until(() => wire.streams.size === 0, 'the end of the stream');
    await until(() => wire.app.listeners() === 1, 'only one that listens');
  });

  test('a page that rests lets go of its streams, and misses nothing', async () => {
    await using wire = await startWire();
    wire.network.letsSocketsThrough = false;
    const ann = follow(wire);
    await until(() => wire.connection.state().status === 'connected', 'the stream');
    wire.app.commit(TOPIC, [{ type: 'Before' }]);
    await until(() => ann.heard.length === 1, 'the first event');
    wire.connection.rest(true);
    await until(() => wire.app.listeners() === 0, 'nobody listening');
    wire.app.commit(TOPIC, [{ type: 'Meanwhile' }]);
    wire.connection.rest(false);
    await until(() => ann.heard.length === 2, 'the second event');
    expect(ann.kept()).toEqual(inTheLog(wire));
  });

  test('a client that has a token waits for a WebSocket: an address is no place for a token', async () => {
    await using wire = await startWire();
    wire.network.letsSocketsThrough = false;
    const { api, connection } = createClient({ url: wire.url, token: 'secret', WebSocket });
    api.scoring.events.subscribe({ lastEventId: 0 }, { onData() {} });
    await until(() => wire.network.refused === 5, 'the fifth attempt');
    expect(connection.way()).toBe('socket');
    wire.network.letsSocketsThrough = true;
    await until(() => connection.state().status === 'connected', 'the connection');
    await connection.close();
  });
});

test('a client says what its connection is like', async () => {
  await using wire = await startWire();
  const said: string[] = [];
  wire.connection.subscribe(() => said.push(wire.connection.state().status));
  follow(wire);
  await until(() => wire.app.listeners() === 1, 'the subscription');
  wire.opened.at(-1)?.terminate();
  await until(() => said.length === 4, 'the next connection');
  wire.connection.reopen();
  await until(() => said.length === 6, 'the one after');
  await wire.connection.close();
  expect(said).toEqual([
    'connecting',
    'connected',
    'reconnecting',
    'connected',
    'reconnecting',
    'connected',
    'idle',
  ]);
});

test('a connection that goes while nothing is subscribed is not missed', async () => {
  await using wire = await startWire();
  const said: string[] = [];
  wire.connection.subscribe(() => said.push(wire.connection.state().status));
  follow(wire).unsubscribe();
  await until(() => said.includes('connected'), 'the connection');
  await sleep(20);
  wire.opened.at(-1)?.terminate();
  await until(() => said.includes('idle'), 'the end of it');
  const ann = follow(wire);
  wire.app.commit(TOPIC, [{ type: 'Event' }]);
  await until(() => ann.heard.length === 1, 'the event');
  expect(said).toEqual(['connecting', 'connected', 'idle', 'connected']);
});

test('a mutation whose answers are lost on the way is done once, and settles once', async () => {
  let lost = 0;
  await using wire = await startWire((request, handle) => {
    handle();
    if (lost >= 3) return;
    lost += 1;
    // Handled, and cut before a word of the answer.
    request.once('end', () => request.socket.destroy());
  });
  const done = new Map<string | undefined, number>();
  wire.app.outcome = (_command, { operationId = '' }) => {
    done.set(operationId, (done.get(operationId) ?? 0) + 1);
    return { ok: true, receipt: { operationId, position: 1 } };
  };
  const receipt = await wire.api.games.createGame.mutate({ gameId: newId(GameId) });
  expect(lost).toBe(3);
  expect([...done.keys()]).toEqual([receipt.operationId]);
});
