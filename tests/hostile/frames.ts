import { contracts } from '@tic-tac-toe/domain/contracts';
import type { AnyCommand, AnyContract, AnyQuery } from '@tic-tac-toe/domain/kit';
import { arbitraryOf } from '@tic-tac-toe/domain/kit/testing';
import fc from 'fast-check';

/** What a stranger may send. Inputs are JSON texts, since some of it no value can hold. */

const modules = Object.values<AnyContract>(contracts);

/** What contracts have: a new command is sent by strangers, too. */
const CALLS = modules.flatMap(({ name, commands, queries }) =>
  Object.entries<AnyCommand | AnyQuery>({ ...commands, ...queries }).map(([call, { kind, schema }]) => ({
    path: `${name}.${call}`,
    method: kind === 'command' ? 'mutation' : 'query',
    inputs: arbitraryOf(schema).map((value) => JSON.stringify(value ?? {})),
  })),
);

/** All but `sessions.end`: with it, everything that follows would come from nobody. */
const PATHS: readonly string[] = [
  ...CALLS.map(({ path: name }) => name),
  ...modules.flatMap(({ name, events }) => (Object.keys(events).length > 0 ? [`${name}.events`] : [])),
  'integration.handleEvent', 'sessions.me', 'sessions.start', 'sessions.makeDeviceLink', 'sessions.whoseDeviceLink', 'sessions.useDeviceLink',
]; // prettier-ignore

const PROTOTYPE_KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  'toJSON',
];
const FIELDS = [
  'gameId', 'userId', 'id', 'alias', 'x', 'y', 'operationId', 'lastEventId', 'after', 'limit', 'type', 'token', 'rules', 'level', 'reaction', 'secret', 'leave',
]; // prettier-ignore

/** Above the limits on bodies and messages. */
const OVERSIZE = 20_000;

const path = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...PATHS) },
  { weight: 1, arbitrary: fc.constantFrom(...PROTOTYPE_KEYS.flatMap((key) => [key, `games.${key}`, `${key}.${key}`])) },
  { weight: 1, arbitrary: fc.string({ maxLength: 40 }) },
); // prettier-ignore

const nested = fc
  .tuple(fc.constantFrom(['[', ']'], ['{"a":', '}'], ['{"__proto__":', '}']), fc.integer({ min: 50, max: 1_000 }))
  .map(([[open = '', close = ''], depth]) => `${open.repeat(depth)}1${close.repeat(depth)}`); // prettier-ignore

const strange = fc.oneof(
  fc.constantFrom(
    '1e999', '-0', '-1e308', '0.1e-400', '9007199254740993', 'null', '""', '{}', '[]', '"\\ud800"', '"\\u0000"',
    '{"length":-1}', '"2026-01-01"', 'true',
  ),
  fc.uuid().map((id) => JSON.stringify(id)),
  fc.integer({ min: 200, max: 6_000 }).map((length) => JSON.stringify('9'.repeat(length))),
  fc.integer({ min: 200, max: 6_000 }).map((length) => '9'.repeat(length)),
  fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value)),
  nested,
); // prettier-ignore

const key = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...FIELDS) },
  { weight: 2, arbitrary: fc.constantFrom(...PROTOTYPE_KEYS) },
  { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
);
const objectText = fc
  .array(fc.tuple(key, strange), { maxLength: 6 })
  .map((fields) => `{${fields.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join()}}`);

/** As a client would ask: these get past the parser, and meet the rules. */
const plausible = fc
  .record({
    gameId: fc.uuid(), operationId: fc.uuid(), x: fc.integer({ min: -1, max: 9 }), y: fc.integer({ min: 0, max: 9 }),
    rules: fc.constantFrom(undefined, 'classic', 'ultimate', 'ULTIMATE', '__proto__'),
    reaction: fc.constantFrom(undefined, 'HEART', 'heart', '__proto__'),
    secret: fc.constantFrom('', 'x'.repeat(43), 'x'.repeat(100), '__proto__'),
  })
  .map((input) => JSON.stringify(input)); // prettier-ignore

export const input = fc.oneof(
  { weight: 3, arbitrary: plausible },
  { weight: 4, arbitrary: objectText },
  { weight: 2, arbitrary: strange },
);

/** Some text with a piece lost, doubled or replaced. */
export const mutated = (texts: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(texts, fc.nat(), fc.integer({ min: 1, max: 12 }), fc.string({ maxLength: 4 }), fc.boolean())
    .map(([text, at, length, instead, isDoubled]) => {
      const from = at % Math.max(1, text.length);
      const piece = text.slice(from, from + length);
      return text.slice(0, from) + (isDoubled ? piece + piece : instead) + text.slice(from + length);
    });

const id = fc.oneof(
  { weight: 4, arbitrary: fc.nat({ max: 1_000 }).map(String) },
  { weight: 1, arbitrary: strange },
  { weight: 1, arbitrary: fc.constantFrom(...PROTOTYPE_KEYS).map((name) => JSON.stringify(name)) },
);
const method = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('query', 'mutation', 'subscription', 'subscription.stop') },
  { weight: 1, arbitrary: fc.constantFrom('connectionParams', 'reconnect', '', ...PROTOTYPE_KEYS) },
  { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
);
/** A call as its schema takes it, so that it meets the rules whatever they are. */
const fitting = fc
  .constantFrom(...CALLS)
  .chain((call) =>
    fc.record({ id, method: fc.constant(call.method), path: fc.constant(call.path), input: call.inputs }),
  );
const shaped = fc
  .oneof({ weight: 3, arbitrary: fc.record({ id, method, path, input }) }, { weight: 1, arbitrary: fitting })
  .map(
    (frame) =>
      `{"id":${frame.id},"jsonrpc":"2.0","method":${JSON.stringify(frame.method)},"params":{"path":${JSON.stringify(frame.path)},"input":${frame.input}}}`,
  );

/** One WebSocket message. */
export const message: fc.Arbitrary<string | Uint8Array> = fc.oneof(
  { weight: 10, arbitrary: shaped },
  { weight: 4, arbitrary: mutated(shaped) },
  { weight: 2, arbitrary: fc.array(shaped, { maxLength: 4 }).map((frames) => `[${frames.join()}]`) },
  { weight: 2, arbitrary: strange },
  { weight: 1, arbitrary: fc.string({ maxLength: 200 }) },
  { weight: 1, arbitrary: fc.constantFrom('PING', 'PONG', '', ' ', '{', 'ping') },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  { weight: 1, arbitrary: fc.constant(`{"id":1,"method":"query","params":{"path":"${'a'.repeat(OVERSIZE)}"}}`) },
); // prettier-ignore

export interface Request {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly string[];
  readonly body: string;
}

const target = (name: string) => `/trpc/${encodeURIComponent(name)}`;
const batch = fc.array(fc.tuple(path, input), { minLength: 1, maxLength: 14 }).map((calls) => ({
  names: calls.map(([name]) => name).join(),
  texts: `{${calls.map(([, text], index) => `"${index}":${text}`).join()}}`,
}));

const query = fc.record({ path, text: fc.oneof(input, mutated(input)) }).map(({ path: name, text }) => ({
  method: 'GET',
  target: `${target(name)}?input=${encodeURIComponent(text)}`,
  headers: [],
  body: '',
}));
const JSON_BODY = 'Content-Type: application/json';
const mutation = fc
  .record({ path, body: fc.oneof(input, mutated(input)) })
  .map(({ path: name, body }) => ({ method: 'POST', target: target(name), headers: [JSON_BODY], body }));
const batched = fc.record({ calls: batch, isPost: fc.boolean() }).map(({ calls: { names, texts }, isPost }) =>
  isPost
    ? { method: 'POST', target: `${target(names)}?batch=1`, headers: [JSON_BODY], body: texts }
    : { method: 'GET', target: `${target(names)}?batch=1&input=${encodeURIComponent(texts)}`, headers: [], body: '' },
); // prettier-ignore

const odd = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'TRACE', 'get', 'BREW'),
  target: fc.constantFrom(
    '/', '/trpc', '/trpc/', '//', '/trpc/%', '/trpc/%00', '/trpc/..%2f..%2fetc%2fpasswd', '/../../etc/passwd', '*',
    'http://', 'http://[', '/%c0%ae%c0%ae/', `/${'a'.repeat(9_000)}`, '/trpc/games.getGame?input=%ff', '/index.html%00',
    '/trpc/games.getGame?batch=1', '/trpc/__proto__.constructor', '/trpc?connectionParams=%7B', '/.git/config',
  ),
  headers: fc.subarray([
    JSON_BODY, 'Content-Type: text/plain', 'Content-Type: multipart/form-data; boundary=x', 'Origin: https://evil.example',
    'Origin: null', 'Cookie: __proto__=1; session=%%%', 'Authorization: Bearer x', 'Authorization: Basic !!', 'Last-Event-ID: -1',
    'trpc-accept: application/jsonl', 'Accept: text/event-stream', 'X-Forwarded-For: ::1', 'If-None-Match: *', 'Range: bytes=9-1',
    'Upgrade: websocket', 'Connection: Upgrade', 'Transfer-Encoding: chunked', 'Expect: 100-continue', 'Bad Header : x',
    `X-Long: ${'h'.repeat(2_000)}`,
  ]),
  body: fc.oneof(fc.constant(''), mutated(input), fc.constant('z'.repeat(OVERSIZE))),
}); // prettier-ignore

/** One HTTP request. */
export const request: fc.Arbitrary<Request> = fc.oneof(
  { weight: 3, arbitrary: query },
  { weight: 3, arbitrary: mutation },
  { weight: 2, arbitrary: batched },
  { weight: 3, arbitrary: odd },
);

export const GARBAGE_HTTP: readonly string[] = [
  '\u0000\u0001\u0002', 'GET\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
  'POST /trpc/sessions.start HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n', '\u0016\u0003\u0001\u0002\u0000',
  'POST /trpc/sessions.start HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nZZ\r\n',
  'GET /trpc HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\n\r\n',
  'GET /trpc HTTP/1.1\r\nHost: [\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
]; // prettier-ignore
