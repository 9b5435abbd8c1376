import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { afterAll, describe, expect, test } from 'vitest';
import { type Config, readConfig } from '../config.ts';
import { sessionCookie } from '../identity/cookie.ts';
import { listen } from '../listen.ts';
import { createRequestListener, type HttpParts } from './http.ts';
import { foreignPages } from './origin.ts';
import { createLimits } from './limits.ts';
import { staticFiles } from './static-files.ts';

const webApp = mkdtempSync(join(tmpdir(), 'web-app-'));
mkdirSync(join(webApp, 'assets'));
writeFileSync(join(webApp, 'index.html'), '<!doctype html><title>page</title>');
writeFileSync(join(webApp, 'assets', 'index-a1b2c3.js'), '/* script */'.repeat(500));
writeFileSync(join(webApp, 'favicon.svg'), '<svg/>');
const script = '/* made by the build */'.repeat(500);
/** Another text in each, so that they tell where they come from. */
const MADE = { script, br: brotliCompressSync(`${script}br`), gzip: gzipSync(`${script}gzip`) };
writeFileSync(join(webApp, 'assets', 'made-d4e5f6.js'), MADE.script);
writeFileSync(join(webApp, 'assets', 'made-d4e5f6.js.br'), MADE.br);
writeFileSync(join(webApp, 'assets', 'made-d4e5f6.js.gz'), MADE.gzip);
afterAll(() => rmSync(webApp, { recursive: true }));

/** A port whose procedures only say that they were reached. */
async function open(settings: Record<string, string> = {}, parts: Partial<HttpParts> = {}) {
  const config: Config = readConfig({ HOST: '127.0.0.1', PORT: '0', ...settings });
  const server = createServer(
    createRequestListener({
      config,
      log: pino({ level: 'silent' }),
      limits: createLimits(config),
      cookie: sessionCookie(config.BASE_PATH, Date.now),
      noteForeign: () => {},
      procedures: (_request, response) => void response.end('reached'),
      files: staticFiles(webApp),
      share: { headFor: async () => '', answerPicture: async () => false },
      isReady: () => Promise.resolve(true),
      isStaying: () => true,
      takesWork: () => true,
      now: Date.now,
      ...parts,
    }),
  );
  const port = await listen(server, config);
  return {
    /** `fetch` sets some headers as it likes; this sends what it is told. */
    send: (
      path: string,
      {
        method = 'GET',
        headers = {},
        body = '',
      }: { method?: string; headers?: Record<string, string>; body?: string } = {},
    ) =>
      new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
        const request = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(chunks),
            }),
          );
        });
        request.on('error', reject);
        request.end(body);
      }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const json = { 'content-type': 'application/json' };
const post = (headers: Record<string, string>, body = '{}') => ({
  method: 'POST',
  headers: { ...json, ...headers },
  body,
});
const codeOf = (answer: { body: Buffer }): unknown => JSON.parse(answer.body.toString()).error.data.code;

test.each(['TRACE', 'PUT', 'DELETE', 'PROPFIND'])('%s is no way to call a procedure', async (method) => {
  await using port = await open();
  const answer = await port.send('/trpc/games.getMyGames', { method });
  expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD, POST, OPTIONS' } });
  expect(codeOf(answer)).toBe('METHOD_NOT_SUPPORTED');
});

describe('the built web app', () => {
  test('is at the root, and is asked for anew each time', async () => {
    await using port = await open();
    const page = await port.send('/');
    expect(page.body.toString()).toContain('page');
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
    });
    const etag = String(page.headers['etag']);
    expect((await port.send('/', { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  test('answers what is no route of its own with its page too, as missing', async () => {
    await using port = await open();
    for (const path of ['/nowhere', '/games/', '/games/not-a-game', '/players/nobody', '/a/b/c']) {
      const { status, body } = await port.send(path, { headers: { accept: 'text/html' } });
      expect({ path, status, isPage: body.toString().includes('page') }).toEqual({
        path,
        status: 404,
        isPage: true,
      });
    }
  });

  test('answers its own routes with its page, but never a missing file', async () => {
    await using port = await open();
    expect(
      (await port.send('/games/3fa85f64-5717-4562-b3fc-2c963f66afa6?from=link')).body.toString(),
    ).toContain('page');
    for (const path of ['/', '/players', '/players/3fa85f64-5717-4562-b3fc-2c963f66afa6'])
      expect((await port.send(path)).status).toBe(200);
    // A page of a build before may ask for it, and another server may have it.
    expect(await port.send('/assets/gone-0000.js')).toMatchObject({
      status: 404,
      headers: { 'cache-control': 'no-store', 'content-type': 'text/plain; charset=utf-8' },
    });
    expect((await port.send('/../../../etc/passwd.txt')).status).toBe(404);
  });

  test('is what a path leads to that has something left on it, and for people what a missing one leads to', async () => {
    await using port = await open();
    const read = async (path: string, accept: string) => {
      const { status, headers, body } = await port.send(path, { headers: { accept } });
      return { status, isPage: body.toString().includes('page'), cached: headers['cache-control'] };
    };
    for (const left of ['.', ')', ').', '.%22', '%E3%80%82', '/']) {
      const path = `/games/3fa85f64-5717-4562-b3fc-2c963f66afa6${left}`;
      expect(await read(path, '*/*')).toEqual({ status: 200, isPage: true, cached: 'no-cache' });
    }
    // A browser that is sent somewhere asks for a page; what a page asks for is a file.
    for (const path of ['/games/3fa85f64-5717-4562-b3fc-2c963f66afa6.Shall', '/login.php']) {
      expect(await read(path, 'text/html,*/*;q=0.8')).toMatchObject({ status: 404, isPage: true });
      expect(await read(path, '*/*')).toMatchObject({ status: 404, isPage: false });
    }
    expect(await read('/assets/gone-0000.js', 'text/html')).toMatchObject({ status: 404, isPage: false });
    expect(await read('/assets/gone', '*/*')).toMatchObject({ status: 404, isPage: false });
  });

  test('has files that are named by their content, and kept for ever', async () => {
    await using port = await open();
    const script = await port.send('/assets/index-a1b2c3.js');
    expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
  });

  test('travels compressed', async () => {
    await using port = await open();
    const plain = await port.send('/assets/index-a1b2c3.js');
    const br = await port.send('/assets/index-a1b2c3.js', { headers: { 'accept-encoding': 'gzip, br' } });
    const gzip = await port.send('/assets/index-a1b2c3.js', {
      headers: { 'accept-encoding': 'gzip, br;q=0' },
    });
    expect([plain, br, gzip].map(({ headers }) => headers['content-encoding'])).toEqual([
      undefined,
      'br',
      'gzip',
    ]);
    expect(brotliDecompressSync(br.body)).toEqual(plain.body);
    expect(gunzipSync(gzip.body)).toEqual(plain.body);
    expect(br.headers['etag']).not.toBe(plain.headers['etag']);
  });

  test('is sent as the build has compressed it', async () => {
    await using port = await open();
    const read = async (accepted: string, method = 'GET') => {
      const { status, headers, body } = await port.send('/assets/made-d4e5f6.js', {
        method,
        headers: { 'accept-encoding': accepted },
      });
      expect(headers).toMatchObject({
        vary: 'Accept-Encoding',
        'content-type': 'text/javascript; charset=utf-8',
      });
      return {
        status,
        body,
        encoding: headers['content-encoding'],
        length: Number(headers['content-length']),
      };
    };
    expect(await read('br')).toMatchObject({ body: MADE.br, encoding: 'br', length: MADE.br.length });
    expect(await read('gzip')).toMatchObject({ body: MADE.gzip, encoding: 'gzip' });
    expect(await read('br', 'HEAD')).toMatchObject({ body: Buffer.of(), length: MADE.br.length });
    expect((await read('identity')).body.toString()).toBe(MADE.script);
    // They are no files of their own.
    expect((await port.send('/assets/made-d4e5f6.js.br')).status).toBe(404);
  });

  test('is only read', async () => {
    await using port = await open();
    expect((await port.send('/', { method: 'HEAD' })).body).toHaveLength(0);
    const answer = await port.send('/', { method: 'DELETE' });
    expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });

  test('that was not built is said to be missing', async () => {
    await using port = await open({}, { files: staticFiles(join(webApp, 'nowhere')) });
    expect((await port.send('/')).status).toBe(404);
  });
});

describe('security headers', () => {
  test('let a page load and reach nothing but this server', async () => {
    await using port = await open();
    const { headers } = await port.send('/', { headers: { host: 'play.example.org:8080' } });
    expect(String(headers['content-security-policy']).split(';')).toEqual([
      "default-src 'self'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "connect-src 'self' ws://play.example.org:8080",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ]);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    expect(headers).not.toHaveProperty('strict-transport-security');
    expect(headers).not.toHaveProperty('x-powered-by');
  });

  test('insist on TLS only where a trusted proxy has it', async () => {
    const behindTls = { host: 'play.example.org', 'x-forwarded-proto': 'https' };
    await using trusting = await open({ TRUST_PROXY: 'loopback' });
    const { headers } = await trusting.send('/', { headers: behindTls });
    expect(headers['strict-transport-security']).toMatch(/^max-age=31536000/);
    expect(headers['content-security-policy']).toContain('wss://play.example.org');
    await using wary = await open();
    expect((await wary.send('/', { headers: behindTls })).headers).not.toHaveProperty(
      'strict-transport-security',
    );
  });

  test('are not written by whoever asks', async () => {
    await using port = await open();
    const { headers } = await port.send('/', { headers: { host: "x.example; script-src 'unsafe-inline'" } });
    expect(headers['content-security-policy'] ?? '').not.toContain('unsafe-inline');
  });
});

describe('a call', () => {
  test('reaches the procedures', async () => {
    await using port = await open();
    expect((await port.send('/trpc/games.getGame')).body.toString()).toBe('reached');
    expect((await port.send('/trpc/games.createGame', post({}))).body.toString()).toBe('reached');
  });

  test.each([
    'multipart/form-data; boundary=x',
    'application/octet-stream',
    'application/x-www-form-urlencoded',
    'text/plain',
    '',
  ])('of the type %j, which a page of anyone can send, is refused', async (type) => {
    await using port = await open();
    const answer = await port.send('/trpc/games.createGame', {
      method: 'POST',
      headers: type ? { 'content-type': type } : {},
    });
    expect(answer.status).toBe(415);
    expect(codeOf(answer)).toBe('UNSUPPORTED_MEDIA_TYPE');
  });

  test('of a page of another site is refused, and the log says so once', async () => {
    const lines: string[] = [];
    const log = pino({ base: null }, { write: (line) => void lines.push(line) });
    await using port = await open({}, { noteForeign: foreignPages(log) });
    for (const origin of ['https://evil.example', 'null', 'https://evil.example']) {
      const answer = await port.send('/trpc/games.createGame', post({ origin }));
      expect(answer.status).toBe(403);
      expect(codeOf(answer)).toBe('FORBIDDEN');
    }
    expect(lines.map((line) => (JSON.parse(line) as { origin: string }).origin)).toEqual([
      'https://evil.example',
      'null',
    ]);
  });

  test('of a page of this server passes', async () => {
    await using port = await open();
    const own = post({
      origin: 'http://play.example.org:8080',
      host: 'play.example.org:8080',
      cookie: 'tic-tac-toe=x',
    });
    expect((await port.send('/trpc/games.createGame', own)).status).toBe(200);
  });

  test('of a page on the list passes, and its page may read the answer', async () => {
    await using port = await open({ ALLOWED_ORIGINS: 'https://friend.example' });
    const friend = { origin: 'https://friend.example' };
    const answer = await port.send('/trpc/games.createGame', post(friend));
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'access-control-allow-origin': 'https://friend.example' },
    });
    const preflight = await port.send('/trpc/games.createGame', { method: 'OPTIONS', headers: friend });
    expect(preflight).toMatchObject({
      status: 204,
      headers: { 'access-control-allow-methods': 'GET, POST' },
    });
    const stranger = await port.send('/trpc/games.createGame', {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example' },
    });
    expect(stranger.headers).not.toHaveProperty('access-control-allow-origin');
  });

  test('of a script needs no Origin, but then no cookie counts', async () => {
    await using port = await open();
    const cookie = 'tic-tac-toe=x';
    expect((await port.send('/trpc/games.createGame', post({ cookie }))).status).toBe(403);
    expect(
      (await port.send('/trpc/games.createGame', post({ cookie, authorization: 'Bearer x' }))).status,
    ).toBe(200);
    expect((await port.send('/trpc/sessions.start', post({}))).status).toBe(200);
  });

  test.each(['trpc-accept', 'accept'])('that asks by %s for a streamed answer is refused', async (header) => {
    await using port = await open();
    const answer = await port.send(
      '/trpc/sessions.start?batch=1',
      post({ [header]: 'application/jsonl' }, '{"0":{"alias":"Ann"}}'),
    );
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body.toString())).toMatchObject({
      error: { message: expect.stringContaining('not streamed'), data: { code: 'BAD_REQUEST' } },
    });
    expect((await port.send('/trpc/sessions.start', post({ [header]: 'application/json' }))).status).toBe(
      200,
    );
  });

  test('that is too large is refused', async () => {
    await using port = await open({ LIMIT_BODY_BYTES: '2000' });
    const answer = await port.send(
      '/trpc/games.createGame',
      post({ 'content-length': '2001' }, 'x'.repeat(2_001)),
    );
    expect(answer.status).toBe(413);
    expect(codeOf(answer)).toBe('PAYLOAD_TOO_LARGE');
  });

  test('is refused where one address sends too many', async () => {
    await using port = await open({ LIMIT_CALLS_PER_ADDRESS: '5' });
    const answers = [];
    for (let index = 0; index < 12; index += 1) answers.push(await port.send('/trpc/games.getGame'));
    expect(answers.map(({ status }) => status)).toEqual([...Array.from({ length: 10 }, () => 200), 429, 429]);
    expect(codeOf(answers[11] ?? { body: Buffer.from('') })).toBe('TOO_MANY_REQUESTS');
  });

  test.each(['/', '/healthz', '/readyz', '/assets/index-a1b2c3.js'])(
    'is not what a request for %s counts as: of those an address may send four times as many',
    async (path) => {
      await using port = await open({ LIMIT_CALLS_PER_ADDRESS: '2' });
      const statuses = [];
      for (let index = 0; index < 9; index += 1) statuses.push((await port.send(path)).status);
      expect(statuses).toEqual([...Array.from({ length: 8 }, () => 200), 429]);
      expect((await port.send('/trpc/games.getGame')).status).toBe(200);
    },
  );

  test('is refused while the server starts or stops', async () => {
    await using port = await open({}, { isStaying: () => false, takesWork: () => false });
    const answer = await port.send('/trpc/games.getGame');
    expect(answer).toMatchObject({ status: 503, headers: { connection: 'close' } });
    expect(codeOf(answer)).toBe('SERVICE_UNAVAILABLE');
  });
});

describe('for whoever watches over the server', () => {
  test('/healthz says that it lives, /readyz whether it takes work', async () => {
    await using ready = await open();
    expect((await ready.send('/healthz')).status).toBe(200);
    expect((await ready.send('/readyz')).status).toBe(200);
    await using stopping = await open({}, { isStaying: () => false, takesWork: () => false });
    expect((await stopping.send('/healthz')).status).toBe(200);
    expect((await stopping.send('/readyz')).status).toBe(503);
    await using broken = await open({}, { isReady: () => Promise.reject(new Error('disk')) });
    expect((await broken.send('/readyz')).status).toBe(503);
  });

  test('a server that drains says so by /readyz, still does what is asked, and keeps no connection', async () => {
    await using draining = await open({}, { isStaying: () => false });
    expect((await draining.send('/healthz')).status).toBe(200);
    expect((await draining.send('/readyz')).status).toBe(503);
    expect(await draining.send('/trpc/games.getGame')).toMatchObject({
      status: 200,
      headers: { connection: 'close' },
    });
  });

  test('every answer has an id', async () => {
    await using port = await open();
    expect((await port.send('/')).headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
  });
});

describe('under a path', () => {
  test.each(['', '/ttt'])('all is found where the proxy leaves %j before it', async (before) => {
    await using port = await open({ BASE_PATH: 'ttt/' });
    const found = async (path: string) => (await port.send(`${before}${path}`)).body.toString();
    expect(await found('/games/3fa85f64-5717-4562-b3fc-2c963f66afa6')).toContain('page');
    expect(await found('/trpc/games.getGame')).toBe('reached');
    expect(await found('/healthz')).toBe('ok');
    expect(await found('/assets/index-a1b2c3.js')).toContain('script');
    expect((await port.send(`${before}/assets/gone-0000.js`)).status).toBe(404);
  });

  test('that is longer, nothing is taken off', async () => {
    await using port = await open({ BASE_PATH: '/ttt' });
    expect((await port.send('/tttt/healthz')).body.toString()).toContain('page');
  });

  test.each(['/../x', '/a b', '/trpc', 'https://example.org/ttt'])('%j, it is not served', async (path) => {
    await expect(open({ BASE_PATH: path })).rejects.toThrow('BASE_PATH must be a path such as /games/ttt');
  });
});

describe('a path that was joined or passed on carelessly is still one', () => {
  test.each([
    ['', '//trpc/games.getGame'],
    ['', '///trpc/games.getGame'],
    ['', 'http://play.example.org/trpc/games.getGame'],
    ['/ttt', '//ttt/trpc/games.getGame'],
    ['/ttt', '/ttt//trpc/games.getGame'],
    ['/ttt', 'http://play.example.org/ttt/trpc/games.getGame'],
  ])('under %j: %s', async (basePath, path) => {
    await using port = await open({ BASE_PATH: basePath });
    expect((await port.send(path)).body.toString()).toBe('reached');
  });

  test.each(['//', '/ttt//', '//games/3fa85f64-5717-4562-b3fc-2c963f66afa6'])(
    '%s is a page',
    async (path) => {
      await using port = await open({ BASE_PATH: '/ttt' });
      expect((await port.send(path)).body.toString()).toContain('page');
    },
  );
});

test('what is no URL is refused', async () => {
  await using port = await open();
  expect((await port.send('/', { headers: { host: 'a b' } })).status).toBe(400);
});
