/** What a server does is told as traces, whoever began them: a page, a program, or the server itself. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@tic-tac-toe/api';
import { openDatabase } from '@tic-tac-toe/db';
import { GameId } from '@tic-tac-toe/domain/contracts';
import { afterAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { listen } from '../listen.ts';
import type { Overrides } from '../server.ts';
import { type KeptSpan, keepSpans } from '../testing/kept-spans.ts';
import { isOfProjection } from '../testing/slow-disk.ts';
import { type Player, startWorld, type World } from '../testing/world.ts';

const webApp = mkdtempSync(join(tmpdir(), 'tic-tac-toe-page-'));
writeFileSync(join(webApp, 'index.html'), '<!doctype html><html><head></head></html>');
afterAll(() => rmSync(webApp, { recursive: true }));

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
/** What the page sends with a click (`apps/web/src/api/trace.ts`). */
const CLICK = { traceparent: `00-${TRACE}-${SPAN}-00`, tracestate: `ttt=${SPAN}-250` };

async function startTraced(settings: Parameters<typeof startWorld>[0] = {}, overrides: Overrides = {}) {
  const kept = keepSpans();
  const world = await startWorld(settings, { ...overrides, spans: kept.processor });
  const of = (traceId: unknown) => kept.all().filter((span) => span.traceId === traceId);
  return {
    world,
    all: kept.all,
    of,
    named: (name: string) => kept.all().filter((span) => span.name === name),
  };
}

/** Calls by a request of its own. @param inputs of calls by path */
async function post(
  { url }: World,
  { token }: Pick<Player, 'token'>,
  inputs: readonly (readonly [path: string, input: object])[],
  headers: Readonly<Record<string, string>> = {},
): Promise<readonly unknown[]> {
  const paths = inputs.map(([path]) => path).join();
  const response = await fetch(`${url}/trpc/${paths}?batch=1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    body: JSON.stringify(Object.fromEntries(inputs.map(([, input], index) => [index, input]))),
  });
  return (await response.json()) as readonly unknown[];
}

/** Spans as a tree of names, in the order in which they began; those of one moment by name. */
function treeOf(spans: readonly KeptSpan[], parentId?: string): unknown[] {
  return spans
    .filter((span) => span.parentId === parentId)
    .toSorted((a, b) => a.from - b.from || a.name.localeCompare(b.name))
    .map(({ name, spanId }) => {
      const parts = treeOf(spans, spanId);
      return parts.length === 0 ? name : [name, parts];
    });
}

async function seated(world: World) {
  const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
  const gameId = await world.game(ann, bea);
  return { ann, bea, gameId };
}

test('a click is one trace, from the page to what subscribers are told, and the log names it', async () => {
  const traced = await startTraced();
  await using world = traced.world;
  const { ann, bea, gameId } = await seated(world);
  const { position } = await ann.api.games.getGame.query({ gameId });
  for (const { api } of [ann, bea])
    await new Promise<void>((onStarted) => {
      api.games.events.subscribe({ gameId, lastEventId: position }, { onStarted: () => onStarted() });
    });

  const operationId = newId(GameId);
  const began = Date.now();
  await post(world, ann, [['games.placeMark', { gameId, x: 1, y: 1, operationId }]], CLICK);
  await expect.poll(() => traced.of(TRACE).map(({ name }) => name)).toContain('page games.placeMark');

  const spans = traced.of(TRACE);
  expect(treeOf(spans)).toEqual([
    [
      'page games.placeMark',
      [
        [
          'games.placeMark',
          [
            [
              'operation games.PlaceMark',
              [
                ['decide', ['handle games.PlaceMark → games.game', 'handle games.WaitingForPlayerPlay']],
                'commit',
                'deliver',
              ],
            ],
          ],
        ],
      ],
    ],
  ]);
  const one = (name: string) => spans.filter((span) => span.name === name);
  expect(one('page games.placeMark')).toMatchObject([{ spanId: SPAN, parentId: undefined }]);
  // It says that it was a quarter of a second ago.
  expect(began - (one('page games.placeMark')[0]?.from ?? 0)).toBeLessThanOrEqual(250);
  expect(one('games.placeMark')[0]?.from).toBeGreaterThanOrEqual(began);
  expect(one('operation games.PlaceMark')).toMatchObject([
    { attributes: { 'tictactoe.operation': operationId, 'tictactoe.outcome': 'accepted' } },
  ]);
  expect(one('commit')).toMatchObject([
    {
      attributes: { 'tictactoe.outcome': 'committed', 'tictactoe.before': position, 'tictactoe.events': 3 },
      links: [one('operation games.PlaceMark')[0]?.spanId],
    },
  ]);
  // Three events to each of two players.
  expect(one('deliver')).toMatchObject([{ attributes: { 'tictactoe.told': 6 } }]);
  expect(spans.some(({ hasFailed }) => hasFailed)).toBe(false);
  for (const { from, to, parentId } of spans) {
    const parent = spans.find(({ spanId }) => spanId === parentId);
    expect(from).toBeGreaterThanOrEqual(parent?.from ?? from);
    expect(to).toBeLessThanOrEqual(parent?.to ?? to);
  }

  const lines = world.log.filter(({ operation, operations }) =>
    [operation, operations].flat().includes(operationId),
  );
  expect(new Set(lines.map(({ msg }) => msg))).toEqual(new Set(['called', 'handled', 'committed']));
  expect(new Set(lines.map((line) => line['trace_id']))).toEqual(new Set([TRACE]));
});

test('calls that leave in one request are one trace, and their operations share a commit', async () => {
  const traced = await startTraced();
  await using world = traced.world;
  const ann = await world.signIn('Ann');
  const games = [newId(GameId), newId(GameId)];
  await post(
    world,
    ann,
    games.map((gameId) => ['games.createGame', { gameId }] as const),
    CLICK,
  );
  await expect.poll(() => traced.of(TRACE).map(({ name }) => name)).toContain('page games.createGame');
  const spans = traced.of(TRACE);
  const operations = spans.filter(({ name }) => name === 'operation games.CreateGame');
  expect(operations).toHaveLength(2);
  const [first, second] = spans.filter(({ name }) => name === 'commit');
  const commits = [first, second].toSorted((a, b) => (b?.links.length ?? 0) - (a?.links.length ?? 0));
  expect(commits[0]?.links.toSorted()).toEqual(operations.map(({ spanId }) => spanId).toSorted());
  expect(commits[1]?.links).toEqual([commits[0]?.spanId]);
  for (const commit of commits) expect(commit?.attributes).toMatchObject({ 'tictactoe.operations': 2 });
});

test('two operations of one commit, each in a trace of its own, are linked by it', async () => {
  const traced = await startTraced();
  await using world = traced.world;
  const ann = await world.signIn('Ann');
  const socket = new WebSocket(`${world.url.replace('http', 'ws')}/trpc?connectionParams=1`);
  await new Promise((resolve) => socket.once('open', resolve));
  socket.send(JSON.stringify({ method: 'connectionParams', data: { token: ann.token } }));
  const call = (id: number) => {
    const input = { gameId: newId(GameId) };
    return { id, method: 'mutation', params: { path: 'games.createGame', input } };
  };
  socket.send(JSON.stringify([call(1), call(2)]));
  await expect.poll(() => traced.named('games.createGame')).toHaveLength(2);
  socket.close();
  const [one, other] = traced.named('games.createGame');
  expect(one?.traceId).not.toBe(other?.traceId);
  const commits = traced
    .named('commit')
    .filter(({ traceId }) => [one?.traceId, other?.traceId].includes(traceId));
  const [whole, shared] = commits.toSorted((a, b) => b.links.length - a.links.length);
  expect(whole?.links.toSorted()).toEqual(
    traced
      .named('operation games.CreateGame')
      .map(({ spanId }) => spanId)
      .toSorted(),
  );
  expect(shared?.links).toEqual([whole?.spanId]);
  expect(shared?.traceId).not.toBe(whole?.traceId);
});

test('a program with traces of its own gets the call under its span, and is heeded where it keeps none', async () => {
  const traced = await startTraced();
  await using world = traced.world;
  const ann = await world.signIn('Ann');
  const asked = (flags: string, traceId: string) =>
    post(world, ann, [['games.createGame', { gameId: newId(GameId) }]], {
      traceparent: `00-${traceId}-${SPAN}-${flags}`,
    });
  await asked('00', 'a'.repeat(32));
  await asked('01', TRACE);
  await expect.poll(() => traced.of(TRACE).map(({ name }) => name)).toContain('games.createGame');
  const [call] = traced.of(TRACE).filter(({ name }) => name === 'games.createGame');
  expect(call?.parentId).toBe(SPAN);
  expect(traced.of(TRACE).map(({ name }) => name)).toContain('commit');
  expect(traced.of('a'.repeat(32))).toEqual([]);
});

test('a page of another origin that may call may send its trace along', async () => {
  const origin = 'https://play.example.org';
  await using world = await startWorld({ ALLOWED_ORIGINS: [origin] });
  const { headers } = await fetch(`${world.url}/trpc/games.placeMark`, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST' },
  });
  const allowed = headers.get('access-control-allow-headers')?.toLowerCase().split(', ');
  expect(allowed).toEqual(expect.arrayContaining(['traceparent', 'tracestate']));
});

test('a refusal is an outcome, and no failure', async () => {
  const traced = await startTraced();
  await using world = traced.world;
  const { bea, gameId } = await seated(world);
  await expect(bea.api.games.placeMark.mutate({ gameId, x: 1, y: 1 })).rejects.toThrow();
  await expect.poll(() => traced.named('games.placeMark')).toHaveLength(1);
  const [call] = traced.named('games.placeMark');
  expect(call).toMatchObject({ hasFailed: false, attributes: { 'tictactoe.outcome': 'FORBIDDEN' } });
  expect(traced.named('operation games.PlaceMark')).toMatchObject([
    {
      hasFailed: false,
      attributes: { 'tictactoe.outcome': 'refused', 'tictactoe.reason': 'PLAYER_CAN_NOT_PLAY' },
    },
  ]);
  expect(traced.named('handle games.PlaceMark → games.game')).toMatchObject([
    { attributes: { 'tictactoe.answer': 'refused' } },
  ]);
  const lines = world.log.filter(({ msg }) => msg === 'a call was refused');
  expect(lines.at(-1)).toMatchObject({ path: 'games.placeMark', trace_id: call?.traceId });
});

test('what fails is a failure in the trace, which the log names', async () => {
  let isBroken = false;
  const traced = await startTraced(
    {},
    {
      openDatabase(options) {
        const database = openDatabase(options);
        const commit: typeof database.store.commit = (work) => {
          if (isBroken && !isOfProjection(work)) throw new Error('the disk is gone');
          return database.store.commit(work);
        };
        return { ...database, store: { ...database.store, commit } };
      },
    },
  );
  await using world = traced.world;
  const ann = await world.signIn('Ann');
  isBroken = true;
  await post(world, ann, [['games.createGame', { gameId: newId(GameId) }]], CLICK);
  isBroken = false;
  await expect.poll(() => traced.of(TRACE).map(({ name }) => name)).toContain('page games.createGame');
  const failed = traced.of(TRACE).filter(({ hasFailed }) => hasFailed);
  expect(new Set(failed.map(({ name }) => name))).toEqual(
    new Set(['commit', 'operation games.CreateGame', 'games.createGame']),
  );
  const [line] = world.log.filter(({ msg }) => msg === 'a call failed');
  expect(line).toMatchObject({ path: 'games.createGame', trace_id: TRACE });
  const [call] = failed.filter(({ name }) => name === 'games.createGame');
  expect(call?.attributes['tictactoe.error']).toBe(line?.['errorId']);
});

test('what a timer begins is a trace of its own', async () => {
  const traced = await startTraced({ TURN_TIMEOUT_MS: 100 });
  await using world = traced.world;
  await seated(world);
  await expect.poll(() => traced.named('operation games.TurnTimeout')).toHaveLength(1);
  const [timer] = traced.named('operation games.TurnTimeout');
  expect(timer?.parentId).toBeUndefined();
  expect(traced.of(timer?.traceId).map(({ name }) => name)).toContain('commit');
});

test.each([
  ['always_off', []],
  ['always_on', [TRACE]],
] as const)(
  'the page leaves it to the server: of clicks, %s keeps %j',
  async (OTEL_TRACES_SAMPLER, traces) => {
    const traced = await startTraced({ OTEL_TRACES_SAMPLER: `parentbased_${OTEL_TRACES_SAMPLER}` });
    await using world = traced.world;
    const ann = await world.signIn('Ann');
    await post(world, ann, [['games.createGame', { gameId: newId(GameId) }]], CLICK);
    await post(world, ann, [['sessions.end', {}]], { traceparent: `00-${'b'.repeat(32)}-${SPAN}-01` });
    await expect.poll(() => traced.of('b'.repeat(32)).map(({ name }) => name)).toContain('sessions.end');
    expect([...new Set(traced.all().map(({ traceId }) => traceId))].filter((id) => id === TRACE)).toEqual(
      traces,
    );
  },
);

test('without a word about them there are no traces, and nothing of them is loaded', async () => {
  const loaded: string[] = [];
  for (const name of ['@opentelemetry/sdk-trace-base', '@opentelemetry/exporter-trace-otlp-proto'])
    vi.doMock(name, async (original) => {
      loaded.push(name);
      return original();
    });
  vi.resetModules();
  const { startWorld: start } = await import('../testing/world.ts');
  await using quiet = await start({}, { webApp });
  await quiet.signIn('Ann');
  expect(await (await fetch(quiet.url)).text()).toContain('<head></head>');
  expect(quiet.log.some((line) => 'trace_id' in line)).toBe(false);
  expect(loaded).toEqual([]);
  await using world = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }, { webApp });
  expect(loaded).toHaveLength(2);
  expect(await (await fetch(world.url)).text()).toContain('<meta name="traces" content="on" /></head>');
});

/** Takes traces, and answers each time with this status; null: never. */
async function startCollector(status: number | null) {
  const bodies: Buffer[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url === '/v1/traces') bodies.push(Buffer.concat(chunks));
      if (status !== null) response.writeHead(status).end();
    });
  });
  const port = await listen(server, { HOST: '127.0.0.1', PORT: 0 });
  return {
    settings: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` },
    /** Text is text in protobuf. */
    taken: () => Buffer.concat(bodies).toString('latin1'),
    close() {
      server.close();
      server.closeAllConnections();
    },
    [Symbol.dispose]() {
      this.close();
    },
  };
}

test('a server that stops sends what it has traced, by OTLP', async () => {
  using collector = await startCollector(200);
  await using world = await startWorld({ ...collector.settings, OTEL_SERVICE_NAME: 'table seven' });
  await world.signIn('Ann');
  expect(collector.taken()).toBe('');
  await world.stop();
  for (const text of ['table seven', 'sessions.start', 'commit']) expect(collector.taken()).toContain(text);
});

test('what a collector does not take is lost, and the log says so', async () => {
  using collector = await startCollector(400);
  await using world = await startWorld(collector.settings);
  await world.signIn('Ann');
  await world.stop();
  const lines = world.log.filter(({ msg }) => msg === 'traces could not be sent: these spans are lost');
  expect(lines).toMatchObject([{ level: 40, lost: expect.any(Number) }]);
});

test('a collector that nobody reaches holds up neither moves nor a stop', async () => {
  const collector = await startCollector(200);
  collector.close();
  await using world = await startWorld(collector.settings);
  const { ann, gameId } = await seated(world);
  await ann.api.games.placeMark.mutate({ gameId, x: 1, y: 1 });
  const began = performance.now();
  await world.stop();
  expect(performance.now() - began).toBeLessThan(5_000);
});

test('a stop waits for a collector, but not for long', async () => {
  using collector = await startCollector(null);
  await using world = await startWorld(collector.settings);
  await world.signIn('Ann');
  const began = performance.now();
  await world.stop();
  const took = performance.now() - began;
  expect(collector.taken()).toContain('sessions.start');
  expect(took).toBeGreaterThan(1_000);
  expect(took).toBeLessThan(5_000);
});
