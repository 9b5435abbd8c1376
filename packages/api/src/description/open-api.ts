import type { Access, RejectionSort } from '@tic-tac-toe/domain/kit';
import { procedureName } from './compare.ts';
import type { ApiDescription, CommandDescription } from './describe.ts';
import { shareSchemas } from './file.ts';
import { inPlainJsonSchema } from './json-schema.ts';
import type { Schema } from './schemas.ts';

/** Commands, queries and the other procedures over HTTP, as OpenAPI 3.1 has it. */
export function openApi(description: ApiDescription, basePath: string): object {
  const paths = proceduresOf(description).map((procedure): [string, object] => [
    `/trpc/${procedure.name}`,
    pathOf(procedure),
  ]);
  const { root, schemas } = shareSchemas(
    inPlainJsonSchema({ paths: Object.fromEntries(paths) }),
    '#/components/schemas/',
  );
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tic-tac-toe',
      version: '1.0.0',
      description:
        'A mutation is sent by POST, its input as JSON in the body; a query by GET, its input as JSON in the query. What the server tells by itself is in /asyncapi.json.',
    },
    servers: [{ url: basePath === '' ? '/' : basePath }],
    ...root,
    components: {
      schemas,
      responses: { Failed: { description: 'The call has failed.', content: json(FAILURE) } },
      securitySchemes: {
        session: { type: 'http', scheme: 'bearer', description: 'The token that sessions.start answers.' },
        service: { type: 'http', scheme: 'bearer', description: 'The service token (SERVICE_TOKEN).' },
      },
    },
  };
}

interface Procedure extends CommandDescription {
  readonly name: string;
  readonly type: 'mutation' | 'query';
  readonly answer: Schema;
}

/** What a command answers, and an event that was brought in. */
const RECEIPT: Schema = {
  type: 'object',
  properties: { operationId: { type: 'string' }, position: { type: 'integer', minimum: 0 } },
  required: ['operationId', 'position'],
};

function proceduresOf({ modules, procedures }: ApiDescription): readonly Procedure[] {
  const accepted = Object.values(modules).flatMap(({ accepts }) => Object.entries(accepts));
  const handleEvent: Procedure = {
    name: 'integration.handleEvent',
    type: 'mutation',
    access: 'service',
    input: { oneOf: accepted.map(([type, data]) => message(type, data)) },
    answer: RECEIPT,
    rejections: {},
  };
  return [
    ...Object.entries(modules).flatMap(([module, { commands, queries }]) => [
      ...Object.entries(commands).map(([type, command]): Procedure => ({
        ...command,
        name: procedureName(module, type),
        type: 'mutation',
        answer: RECEIPT,
      })),
      ...Object.entries(queries).map(([type, query]): Procedure => ({
        ...query,
        name: procedureName(module, type),
        type: 'query',
      })),
    ]),
    ...Object.entries(procedures).map(([name, procedure]): Procedure => ({ ...procedure, name })),
    handleEvent,
  ];
}

/** An event as the wire has it. */
export const message = (type: string, data: Schema): Schema => ({
  type: 'object',
  properties: { type: { type: 'string', const: type }, data },
  required: ['type', 'data'],
});

const json = (schema: object) => ({ 'application/json': { schema } });

/** What failed, as every procedure answers it. */
const FAILURE = {
  type: 'object',
  properties: {
    error: {
      type: 'object',
      properties: {
        message: { type: 'string', description: 'A sentence for people.' },
        code: { type: 'integer' },
        data: {
          type: 'object',
          properties: {
            code: { type: 'string' },
            httpStatus: { type: 'integer' },
            path: { type: 'string' },
            reason: { type: 'string', description: 'Why a well-formed call was refused.' },
            issues: { type: 'array', items: {}, description: 'What is wrong with an input.' },
            errorId: { type: 'string', description: 'What the log of the server has it under.' },
          },
          required: ['code', 'httpStatus'],
        },
      },
      required: ['message', 'data'],
    },
  },
  required: ['error'],
};

const STATUS: Readonly<Record<RejectionSort, number>> = {
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  INVALID: 422,
  TOO_MANY: 429,
};

const SECURITY: Readonly<Record<Access, readonly object[]>> = {
  anyone: [],
  user: [{ session: [] }],
  service: [{ service: [] }],
};

const OPERATION_ID = {
  type: 'string',
  format: 'uuid',
  description: 'The same for each retry, so that nothing happens twice.',
};

function pathOf({ name, type, access, input, answer, rejections }: Procedure): object {
  const operation = {
    operationId: name,
    tags: [name.slice(0, name.indexOf('.'))],
    security: SECURITY[access],
    responses: {
      200: {
        description: 'The answer.',
        content: json({ type: 'object', properties: { result: wrap(answer) }, required: ['result'] }),
      },
      ...refusalsOf(rejections),
      default: { $ref: '#/components/responses/Failed' },
    },
  };
  if (type === 'query') {
    const isNeeded = (input.required ?? []).length > 0;
    const parameter = { name: 'input', in: 'query', required: isNeeded, content: json(input) };
    return { get: { ...operation, parameters: [parameter] } };
  }
  const body = input.properties
    ? { ...input, properties: { ...input.properties, operationId: OPERATION_ID } }
    : { allOf: [input, { type: 'object', properties: { operationId: OPERATION_ID } }] };
  return { post: { ...operation, requestBody: { required: true, content: json(body) } } };
}

const wrap = (data: Schema) => ({ type: 'object', properties: { data }, required: ['data'] });

/** The reasons of each status. */
function refusalsOf(rejections: CommandDescription['rejections']): Readonly<Record<string, object>> {
  const reasons = new Map<number, string[]>();
  for (const [reason, sort] of Object.entries(rejections))
    reasons.set(STATUS[sort], [...(reasons.get(STATUS[sort]) ?? []), reason]);
  return Object.fromEntries(
    [...reasons].map(([status, all]) => [
      status,
      { description: `Refused: ${all.join(', ')}.`, content: json(FAILURE) },
    ]),
  );
}
