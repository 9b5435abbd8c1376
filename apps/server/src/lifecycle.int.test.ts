/** The server as a process: how it starts, what it refuses to start with, and how it stops. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createClient } from '@tic-tac-toe/api/client';
import { newId } from '@tic-tac-toe/api';
import { openDatabase } from '@tic-tac-toe/db';
import { GameId } from '@tic-tac-toe/domain';
import { NO_READS } from '@tic-tac-toe/domain/kit';
// oxlint-disable-next-line no-restricted-imports -- it is another program, which holds the file of the server
import SQLite from 'better-sqlite3';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { productModules } from './testing/product.ts';
import { hearGame } from './testing/recorder.ts';

/** Inside the workspace, since what is not bundled is looked up from there. */
const bundle = fileURLToPath(new URL('../.cache/lifecycle-test', import.meta.url));
beforeAll(
  () =>
    void execFileSync(process.execPath, [fileURLToPath(new URL('../build.mjs', import.meta.url)), bundle]),
);

let folder: string;
const running: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lifecycle-'));
});
afterEach(() => {
  for (const child of running.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** Runs one of the server's programs, as it ships. Nothing of this process's settings reaches it. */
function run(
  program: 'main' | 'backup',
  settings: Record<string, string> = {},
  args: readonly string[] = [],
  nodeOptions: readonly string[] = [],
) {
  const child = spawn(process.execPath, [...nodeOptions, join(bundle, `${program}.js`), ...args], {
    cwd: folder,
    env: { HOST: '127.0.0.1', PORT: '0', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const exited = once(child, 'exit') as Promise<[code: number | null, signal: string | null]>;
  return {
    child,
    out: () => out,
    /** Resolves once it has written this into its log. */
    async says(words: string): Promise<void> {
      for (let tries = 0; tries < 2_000; tries += 1) {
        if (out.includes(words)) return;
        await setTimeout(10);
      }
      throw new Error(`The server never said ${words}: ${out}${err}`);
    },
    /** The process has ended: how, and what it said. */
    async end() {
      const [code, signal] = await exited;
      return { code, signal, out, err };
    },
    /** Its address, once it says that it is ready. */
    async url(): Promise<string> {
      for (let tries = 0; tries < 2_000; tries += 1) {
        const found = /ready at (http:[^"]+)/.exec(out)?.[1];
        if (found !== undefined) return found;
        if (child.exitCode !== null) break;
        await setTimeout(10);
      }
      throw new Error(`The server did not start: ${out}${err}`);
    },
  };
}

async function tokenOf(url: string, alias: string): Promise<string> {
  const { token } = await createClient({ url: `${url}/trpc` }).api.sessions.start.mutate({ alias });
  return token;
}

const clientOf = async (url: string, alias: string) =>
  createClient({ url: `${url}/trpc`, WebSocket, token: await tokenOf(url, alias) });

const hasIPv6 = Object.values(networkInterfaces())
  .flat()
  .some((address) => address?.address === '::1');

describe('a start', () => {
  test('makes the database in its folder, and is ready', async () => {
    const server = run('main');
    const url = await server.url();
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(existsSync(join(folder, 'data', 'tic-tac-toe.sqlite'))).toBe(true);
  });

  test('on every address, as no setting says otherwise, is found over IPv4 and IPv6, each with its own limits', async () => {
    const server = run('main', { HOST: '', LIMIT_SIGN_INS_PER_ADDRESS: '1', TRUST_PROXY: '127.0.0.2' });
    const url = await server.url();
    const { hostname, port } = new URL(url);
    expect(hostname).toBe('localhost');
    const signIn = async (host: string, alias: string, headers = {}) => {
      const { status } = await fetch(`http://${host}:${port}/trpc/sessions.start`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ alias }),
      });
      return status;
    };
    expect(await signIn('127.0.0.1', 'Ann')).toBe(200);
    expect(await signIn('127.0.0.1', 'Bea')).toBe(429);
    // Nobody is a proxy who is not named, whatever the family of the socket makes of an address.
    expect(await signIn('127.0.0.1', 'Bea', { 'x-forwarded-for': '192.0.2.1' })).toBe(429);
    if (hasIPv6) {
      expect(await signIn('[::1]', 'Bea')).toBe(200);
      expect(await signIn('[::1]', 'Cid')).toBe(429);
    }
  });

  test('on every address of a machine without IPv6 is found over IPv4', async () => {
    const without = `import { Server } from 'node:net';
      const { listen } = Server.prototype;
      Server.prototype.listen = function (options, ...more) {
        if (options.host !== '::') return listen.call(this, options, ...more);
        const error = Object.assign(new Error('address family not supported'), { code: 'EAFNOSUPPORT' });
        process.nextTick(() => this.emit('error', error));
        return this;
      };`;
    const preload = `data:text/javascript,${encodeURIComponent(without)}`;
    const server = run('main', { HOST: '' }, [], ['--import', preload]);
    const url = await server.url();
    expect((await fetch(`${url.replace('localhost', '127.0.0.1')}/readyz`)).status).toBe(200);
  });

  test('takes its settings from the file beside it, and the environment is stronger', async () => {
    writeFileSync(join(folder, 'tic-tac-toe.toml'), 'database_file = "games.sqlite"\nlog_level = "warn"');
    const server = run('main', { LOG_LEVEL: 'info' });
    await server.url();
    expect(existsSync(join(folder, 'games.sqlite'))).toBe(true);
  });

  test('with a misspelt setting says so, and goes on', async () => {
    const server = run('main', { LIMIT_CALLS_PER_USR: '5' });
    await server.url();
    const [first = ''] = server.out().split('\n');
    expect(JSON.parse(first)).toMatchObject({
      level: 40,
      msg: 'LIMIT_CALLS_PER_USR in the environment is not a setting: is LIMIT_CALLS_PER_USER meant?',
    });
  });

  test.each([
    [
      'a wrong setting',
      { PORT: 'eighty' },
      'PORT must be a whole number from 0 to 65535, not "eighty" (from the environment).\n',
    ],
    [
      'a missing file of settings',
      { CONFIG_FILE: 'none.toml' },
      'CONFIG_FILE names none.toml, which does not exist.\n',
    ],
    [
      'an address of another machine',
      { HOST: '192.0.2.1' },
      'Port 0 of 192.0.2.1 cannot be had, since this machine does not have that address: choose another HOST.\n',
    ],
  ])('with %s is refused with a sentence', async (_, settings, sentence) => {
    expect(await run('main', settings).end()).toMatchObject({ code: 1, err: sentence });
  });

  test('on a port in use is refused with a sentence, and leaves the database alone', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const end = await run('main', { PORT: port }).end();
    other.close();
    expect(end).toMatchObject({
      code: 1,
      err: `Port ${port} of 127.0.0.1 is in use: stop what uses it, or choose another PORT.\n`,
    });
  });

  test('on the database of another server is refused with a sentence', async () => {
    const first = run('main');
    await first.url();
    const second = await run('main').end();
    expect(second.code).toBe(1);
    expect(second.err).toMatch(/^Another server is running on .*tic-tac-toe\.sqlite\..*\n$/);
  });

  test('on a Node that better-sqlite3 is not compiled for is refused with a sentence that blames no file', async () => {
    const wrong = 'process.dlopen = () => { throw new Error("was compiled against a different Node.js") }';
    const preload = `data:text/javascript,${encodeURIComponent(wrong)}`;
    const end = await run('main', {}, [], ['--import', preload]).end();
    expect(end.code).toBe(1);
    expect(end.err).toMatch(
      /^better-sqlite3 is not compiled for Node v.*: `npm start` does it, .* \(was compiled against a different .*\)\n$/,
    );
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });

  test('on what is no database is refused with a sentence, and leaves it as it was', async () => {
    writeFileSync(join(folder, 'letter.txt'), 'Dear Ann, this is no database at all.');
    const end = await run('main', { DATABASE_FILE: 'letter.txt' }).end();
    expect(end.code).toBe(1);
    expect(end.err).toMatch(/^.*letter\.txt is damaged.*\n$/);
    expect(readFileSync(join(folder, 'letter.txt'), 'utf8')).toBe('Dear Ann, this is no database at all.');
  });

  test('on what a newer version has written is refused with a sentence that says what, and how much of it', async () => {
    const file = join(folder, 'newer.sqlite');
    const newer = openDatabase({ file, kept: [] });
    const [user] = productModules.flatMap(({ states }) => states).filter(({ kind }) => kind === 'users.user');
    if (!user) throw new Error('The product has no users.');
    const write = (id: string) => ({ definition: { ...user, version: 2 }, id, expected: 0, next: { id } });
    const states = [write('ann'), write('bea')];
    await newer.store.commit({ reads: NO_READS, states, events: [], timers: [], receipts: [] });
    await newer.close();
    const end = await run('main', { DATABASE_FILE: 'newer.sqlite' }).end();
    expect(end.code).toBe(1);
    expect(end.err).toMatch(
      /^.*newer\.sqlite was written by a newer version: it holds 2 states .*user of version 2, and only version 1 is known\. Use .*\n$/,
    );
  });
});

describe('a stop', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'by %s is in order, and takes less than 5 s',
    async (signal) => {
      const server = run('main');
      const url = await server.url();
      const ann = await clientOf(url, 'Ann');
      const gameId = newId(GameId);
      await ann.api.games.createGame.mutate({ gameId });
      await hearGame(ann, gameId);
      const bare = new WebSocket(`${url.replace('http', 'ws')}/trpc`);
      await once(bare, 'open');
      const closed = once(bare, 'close');
      const told = once(bare, 'message');

      const startedAt = Date.now();
      server.child.kill(signal);
      expect(JSON.parse(String((await told)[0]))).toEqual({ id: null, method: 'reconnect' });
      expect((await closed)[0]).toBe(1012);
      expect(await server.end()).toMatchObject({ code: 0, err: '' });
      expect(Date.now() - startedAt).toBeLessThan(5_000);
      // All of it is in the one file.
      expect(existsSync(join(folder, 'data', 'tic-tac-toe.sqlite-wal'))).toBe(false);
      await ann.connection.close();
    },
  );

  test('finishes what is in hand: who has asked is answered, and what is acknowledged is there afterwards', async () => {
    const server = run('main', { LOG_LEVEL: 'debug' });
    const url = await server.url();
    const token = await tokenOf(url, 'Ann');
    // Another program holds the file, so that the signal finds a commit on its way.
    const other = new SQLite(join(folder, 'data', 'tic-tac-toe.sqlite'));
    other.exec('BEGIN IMMEDIATE');
    const ids = Array.from({ length: 9 }, () => newId(GameId));
    const create = async (gameId: GameId | undefined) => {
      const { status } = await fetch(`${url}/trpc/games.createGame`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ gameId }),
      });
      return status;
    };
    const [first, ...others] = ids;
    const inHand = create(first);
    await server.says('"effect":"games.CreateGame"');
    // The signal may overtake some of these: they are refused, or find no port any more.
    const onTheirWay = others.map((gameId) => create(gameId).catch(() => 503));
    server.child.kill('SIGTERM');
    await server.says('stopping');
    // Long enough for a server that does not wait to have given up on it.
    await setTimeout(300);
    other.close();
    const statuses = await Promise.all([inHand, ...onTheirWay]);
    expect(await server.end()).toMatchObject({ code: 0 });
    expect(statuses[0]).toBe(200);
    for (const status of statuses) expect(status).toBeOneOf([200, 503]);
    const acknowledged = ids.filter((_, index) => statuses[index] === 200);

    const bea = await clientOf(await run('main').url(), 'Bea');
    for (const gameId of acknowledged) {
      expect((await bea.api.games.getGame.query({ gameId })).game).toMatchObject({
        stage: 'WaitingForPlayers',
      });
    }
  });

  test('takes no longer for a client that does not listen', async () => {
    const server = run('main');
    const url = await server.url();
    const deaf = new WebSocket(`${url.replace('http', 'ws')}/trpc`);
    deaf.on('error', () => {});
    await once(deaf, 'open');
    deaf.pause();
    const startedAt = Date.now();
    server.child.kill('SIGTERM');
    expect(await server.end()).toMatchObject({ code: 0 });
    expect(Date.now() - startedAt).toBeLessThan(5_000);
    deaf.terminate();
  });

  test('by SIGTERM drains first, where the settings give time: balancers are sent away, and calls are answered', async () => {
    const server = run('main', { DRAIN_MS: '60000' });
    const url = await server.url();
    server.child.kill('SIGTERM');
    await server.says('draining');
    const [health, readiness, call] = await Promise.all(
      ['/healthz', '/readyz', '/trpc/sessions.me?input=%7B%7D'].map((path) => fetch(`${url}${path}`)),
    );
    expect([health?.status, readiness?.status, call?.status]).toEqual([200, 503, 200]);
    expect(call?.headers.get('connection')).toBe('close');
    await tokenOf(url, 'Ann');
    // Once the first signal's echoes are over.
    await setTimeout(600);
    server.child.kill('SIGTERM');
    expect(await server.end()).toMatchObject({ code: 1 });
  });

  test('comes when the drain is over, and is in order', async () => {
    const server = run('main', { DRAIN_MS: '300' });
    await server.url();
    server.child.kill('SIGTERM');
    const end = await server.end();
    expect(end).toMatchObject({ code: 0 });
    expect(end.out).toMatch(/draining.*\n.*stopped/);
  });

  test('by Ctrl-C waits for no balancer', async () => {
    const server = run('main', { DRAIN_MS: '60000' });
    await server.url();
    server.child.kill('SIGINT');
    const end = await server.end();
    expect(end).toMatchObject({ code: 0 });
    expect(end.out).not.toContain('draining');
  });

  /** A server with a call in hand that waits for the file, which another program holds. */
  async function withCallInHand() {
    const server = run('main', { LOG_LEVEL: 'debug' });
    const url = await server.url();
    const token = await tokenOf(url, 'Ann');
    const other = new SQLite(join(folder, 'data', 'tic-tac-toe.sqlite'));
    other.exec('BEGIN IMMEDIATE');
    const status = fetch(`${url}/trpc/games.createGame`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ gameId: newId(GameId) }),
    }).then(
      (answer) => answer.status,
      () => null,
    );
    await server.says('"effect":"games.CreateGame"');
    return { server, status, letGo: () => other.close() };
  }

  test.each([
    ['a supervisor signals every process, npm among them, which passes it on', 'SIGTERM'],
    ['two kinds of signals come together', 'SIGINT'],
  ] as const)('is one wish where %s: the call in hand is answered', async (_, echo) => {
    const { server, status, letGo } = await withCallInHand();
    server.child.kill('SIGTERM');
    await server.says('stopping');
    server.child.kill(echo);
    // Long enough for a server that takes the echo for impatience to have ended.
    await setTimeout(200);
    letGo();
    expect(await status).toBe(200);
    expect(await server.end()).toMatchObject({ code: 0 });
  });

  test('is at once by a second signal that comes a second later', async () => {
    const { server, status, letGo } = await withCallInHand();
    server.child.kill('SIGTERM');
    await server.says('stopping');
    await setTimeout(1_000);
    server.child.kill('SIGTERM');
    expect(await server.end()).toMatchObject({ code: 1 });
    expect(await status).toBeNull();
    letGo();
  });

  test('is not asked for by the end of a terminal, where that was to be ignored from the start', async () => {
    // What `nohup` leaves behind: output in a file, and nobody at the input.
    const log = join(folder, 'nohup.out');
    const out = openSync(log, 'w');
    const child = spawn('nohup', [process.execPath, join(bundle, 'main.js')], {
      cwd: folder,
      env: { HOST: '127.0.0.1', PORT: '0' },
      stdio: ['ignore', out, out],
    });
    running.push(child);
    closeSync(out);
    const logged = () => readFileSync(log, 'utf8');
    await expect.poll(logged, { timeout: 20_000 }).toContain('ready at');
    const url = /ready at (http:[^"]+)/.exec(logged())?.[1] ?? '';
    child.kill('SIGHUP');
    // Whoever stops takes no work any more.
    await setTimeout(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    child.kill('SIGTERM');
    expect((await once(child, 'exit'))[0]).toBe(0);
  });
});

test.each([
  [
    'an exception that nobody catches',
    'process.on("SIGUSR2", () => { throw new Error("unforeseen") })',
    'uncaughtException',
  ],
  [
    'a rejection that nobody handles',
    'process.on("SIGUSR2", () => void Promise.reject(new Error("unforeseen")))',
    'unhandledRejection',
  ],
])('%s is written down, and ends the server', async (_, fault, event) => {
  const server = run('main', {}, [], ['--import', `data:text/javascript,${encodeURIComponent(fault)}`]);
  // Not before it is ready: else the fault may come before anybody could catch it.
  await server.url();
  server.child.kill('SIGUSR2');
  const { code, out } = await server.end();
  expect(code).toBe(1);
  const last = JSON.parse(out.trim().split('\n').at(-1) ?? '') as unknown;
  expect(last).toMatchObject({ level: 60, msg: event, err: { message: 'unforeseen' } });
});

describe('a backup', () => {
  test('of a live database starts another server, that knows the same', async () => {
    const server = run('main');
    const ann = await clientOf(await server.url(), 'Ann');
    const gameId = newId(GameId);
    await ann.api.games.createGame.mutate({ gameId });
    const copied = await run('backup', {}, ['backups/monday.sqlite']).end();
    expect(copied).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Copied .* to backups\/monday\.sqlite \(\d+ bytes\)\.\n$/),
    });

    const restored = run('main', { DATABASE_FILE: 'backups/monday.sqlite' });
    const bea = await clientOf(await restored.url(), 'Bea');
    expect((await bea.api.games.getGame.query({ gameId })).game).toMatchObject({
      stage: 'WaitingForPlayers',
    });
  });

  test('needs a target that does not exist, and a database that does', async () => {
    expect(await run('backup').end()).toMatchObject({
      code: 1,
      err: expect.stringContaining('Name the file to copy'),
    });
    expect(await run('backup', {}, ['copy.sqlite']).end()).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no database'),
    });
    writeFileSync(join(folder, 'old.sqlite'), 'precious');
    writeFileSync(join(folder, 'games.sqlite'), '');
    const end = await run('backup', { DATABASE_FILE: 'games.sqlite' }, ['old.sqlite']).end();
    expect(end).toMatchObject({ code: 1, err: expect.stringContaining('never replaces a file') });
    expect(readFileSync(join(folder, 'old.sqlite'), 'utf8')).toBe('precious');
  });
});
