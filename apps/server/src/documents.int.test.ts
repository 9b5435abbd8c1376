/** What tools of other languages are told: both documents, as a real server gives them, and calls by hand. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import asyncApiSpecs from '@asyncapi/specs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { startWorld, type World } from './testing/world.ts';

const run = promisify(execFile);

const Document = z.record(z.string(), z.unknown());

async function documentAt({ url }: World, path: string) {
  const response = await fetch(`${url}${path}`);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  return Document.parse(await response.json());
}

test('/openapi.json is OpenAPI 3.1', async () => {
  await using world = await startWorld();
  const document = await documentAt(world, '/openapi.json');
  expect(await new Validator().validate(document)).toEqual({ valid: true });
  expect(await new Validator().validate({ ...document, paths: { trpc: {} } })).toMatchObject({
    valid: false,
  });
  expect(document).toMatchObject({
    openapi: '3.1.0',
    servers: [{ url: '/' }],
    paths: {
      '/trpc/games.placeMark': { post: { security: [{ session: [] }] } },
      '/trpc/games.getGame': { get: { security: [], parameters: [{ name: 'input', required: true }] } },
      '/trpc/sessions.start': { post: { security: [] } },
      '/trpc/integration.handleEvent': { post: { security: [{ service: [] }] } },
    },
  });
});

test('/asyncapi.json is AsyncAPI 3', async () => {
  await using world = await startWorld({ BASE_PATH: '/ttt' });
  const document = await documentAt(world, '/asyncapi.json');
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  addFormats.default(ajv);
  const isValid = ajv.compile(asyncApiSpecs.schemasWithoutId['3.0.0'] as object);
  isValid(document);
  expect(isValid.errors).toBe(null);
  expect(isValid({ ...document, operations: { listen: {} } })).toBe(false);
  expect(document).toMatchObject({
    asyncapi: '3.0.0',
    channels: {
      'games.events': {
        address: '/ttt/trpc/games.events',
        messages: { MarkPlaced: { payload: { properties: { type: { const: 'MarkPlaced' } } } }, Resync: {} },
      },
    },
    operations: { 'games.events': { action: 'send' } },
  });
});

/** What a path's answer is said to be, with all that it refers to. */
function answerSchema(document: z.output<typeof Document>, path: string, method: 'get' | 'post') {
  const At = z.object({
    paths: z.record(
      z.string(),
      z.record(
        z.string(),
        z.object({
          responses: z.object({
            200: z.object({ content: z.record(z.string(), z.object({ schema: Document })) }),
          }),
        }),
      ),
    ),
  });
  const { schema = {} } =
    At.parse(document).paths[path]?.[method]?.responses[200].content['application/json'] ?? {};
  return { ...schema, components: document['components'] };
}

test('what the server answers is what /openapi.json says', async () => {
  await using world = await startWorld();
  const document = await documentAt(world, '/openapi.json');
  const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
  const gameId = await world.game(ann, bea);
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  const inputs = { 'games.getGame': { gameId }, 'games.getWatchers': { gameId }, 'sessions.me': {} };
  for (const [name, input] of Object.entries(inputs)) {
    const query = encodeURIComponent(JSON.stringify(input));
    const response = await fetch(`${world.url}/trpc/${name}?input=${query}`);
    const isValid = ajv.compile(answerSchema(document, `/trpc/${name}`, 'get'));
    isValid(await response.json());
    expect(isValid.errors).toBe(null);
    isValid({ result: { data: { game: gameId, user: gameId, watching: gameId } } });
    expect(isValid.errors).not.toBe(null);
  }
});

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
const [, commands = ''] = /^```sh\n(url=.*?)^```$/ms.exec(readme) ?? [];
const hasCurl = await run('curl', ['--version']).then(
  () => true,
  () => false,
);

const REFUSED = /^(PLAYER_CAN_NOT_PLAY|POSITION_ALREADY_FILLED)$/;

test.skipIf(!hasCurl)('the commands that README shows play a move with curl', async () => {
  await using world = await startWorld();
  const script = commands.replace('http://localhost:8080', world.url);
  expect(script).toContain(world.url);
  const { stdout } = await run('sh', ['-eu', '-c', script]);
  const answers = stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(answers).toMatchObject([
    { result: { data: { position: expect.any(Number) as unknown } } },
    { result: { data: { position: expect.any(Number) as unknown } } },
    // Whether the computer has answered already is a matter of time, as is why the same mark is refused.
    {
      result: {
        data: { game: { stage: 'InProgress', board: [{}, { 1: expect.any(String) as unknown }, {}] } },
      },
    },
    { error: { data: { reason: expect.stringMatching(REFUSED) as unknown } } },
  ]);
});
