import { z } from 'zod';

/**
 * The JSON Schema of a message, as far as two of them can be compared. `rules` are sentences of refinements, which only
 * code can check: they are compared by their words.
 */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: Constant;
  readonly enum?: readonly Constant[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | false;
  readonly propertyNames?: Schema;
  readonly items?: Schema | false;
  readonly prefixItems?: readonly Schema[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly default?: unknown;
  readonly rules?: readonly string[];
}

export type Constant = string | number | boolean | null;

/** What a schema is for: what the server takes, or what it tells. */
export type Side = 'input' | 'output';

/** A schema has a construct that no comparison knows: better no verdict than a wrong one. */
export class CannotCompare extends Error {
  override readonly name = 'CannotCompare';
  constructor(where: string, what: string) {
    super(`cannot compare ${where}: ${what}`);
  }
}

const TYPES = new Set(
  'any array boolean default enum literal never null nullable number object optional pipe prefault readonly record string transform tuple union unknown'.split(
    ' ',
  ),
);
const CHECKS = new Set(
  'custom greater_than length_equals less_than max_length min_length number_format string_format'.split(' '),
);
const KEYWORDS = new Set(
  'type const enum anyOf oneOf properties required additionalProperties propertyNames items prefixItems minItems maxItems minLength maxLength format pattern minimum maximum exclusiveMinimum exclusiveMaximum default rules'.split(
    ' ',
  ),
);

/** What zod says of itself, as far as JSON Schema leaves it away. */
interface Definition {
  readonly type: string;
  readonly coerce?: boolean;
  readonly catchall?: unknown;
  readonly in?: z.core.$ZodType;
  readonly checks?: readonly z.core.$ZodCheck[];
}

/** The patterns of formats: the format alone says as much, and is shorter. */
const PATTERNS = new Set([z.uuid(), z.iso.datetime()].map((schema) => z.toJSONSchema(schema).pattern));

/** @throws CannotCompare */
export function schemaOf(schema: z.ZodType, side: Side, where: string): Schema {
  const found = z.toJSONSchema(schema, {
    io: side,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema, path }) => {
      adapt(zodSchema._zod.def, jsonSchema, side, [where, ...path].join(' '));
    },
  });
  const { $schema: _version, '~standard': _standard, ...plain } = found;
  // As it is in a file: without what is undefined.
  const read = JSON.parse(JSON.stringify(plain)) as unknown;
  assertKnown(read, where);
  return read;
}

const Rules = z.array(z.string()).default([]);

function adapt(
  { type, coerce, catchall, in: from, checks = [] }: Definition,
  json: z.core.JSONSchema.BaseSchema,
  side: Side,
  where: string,
): void {
  if (!TYPES.has(type)) throw new CannotCompare(where, `a schema of zod's type ${type}`);
  if (coerce) throw new CannotCompare(where, 'a coerced value');
  if (type === 'pipe' && (side === 'output' || from?._zod.def.type === 'transform'))
    throw new CannotCompare(where, 'a transform that decides what comes out');
  for (const { _zod: check } of checks)
    if (!CHECKS.has(check.def.check)) throw new CannotCompare(where, `the check ${check.def.check}`);

  // Readers pass over fields that they do not know, unless the schema says otherwise.
  if (type === 'object' && catchall === undefined) delete json.additionalProperties;
  if (PATTERNS.has(json.pattern)) delete json.pattern;
  if (json.type === 'integer') {
    if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
    if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
  }
  // Those of what it is made from stand there already.
  const rules = [...new Set([...Rules.parse(json['rules']), ...rulesOf(checks, where)])];
  if (rules.length > 0) json['rules'] = rules;
}

function rulesOf(checks: readonly z.core.$ZodCheck[], where: string): readonly string[] {
  return checks
    .filter(({ _zod: { def } }) => def.check === 'custom')
    .map(({ _zod: { def } }) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- zod asks so, and no refinement here looks at the issue
      const said = def.error?.({ code: 'custom', input: undefined } as never);
      const rule = typeof said === 'string' ? said : said?.message;
      if (rule === undefined) throw new CannotCompare(where, 'a refinement without a sentence');
      return rule;
    });
}

function assertKnown(schema: unknown, where: string): asserts schema is Schema {
  if (typeof schema !== 'object' || schema === null)
    throw new CannotCompare(where, `the schema ${String(schema)}`);
  for (const key of Object.keys(schema))
    if (!KEYWORDS.has(key)) throw new CannotCompare(where, `the keyword ${key}`);
  for (const part of partsOf(schema)) assertKnown(part, where);
}

/** The schemas that one is made of. */
export const partsOf = (schema: Schema): readonly Schema[] =>
  [
    ...Object.values(schema.properties ?? {}),
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    ...(schema.prefixItems ?? []),
    schema.items,
    schema.additionalProperties,
    schema.propertyNames,
  ].filter((part) => part !== undefined && part !== false);
