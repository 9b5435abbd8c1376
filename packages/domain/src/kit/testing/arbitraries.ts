/** Values for properties, made from the schemas themselves: what a contract gains joins every property by itself. */
import fc from 'fast-check';
import type { z } from 'zod';
import {
  type ActorId,
  type AnyCommand,
  type AnyEvent,
  type AnyQuery,
  type CommandMessage,
  type MessageOf,
  type Module,
  SYSTEM,
} from '../define/index.ts';

/**
 * Values that a test knows better, by their schemas: ids of the few that there are, say. Each stands for its schema
 * wherever that is found, in optional fields and in lists, too.
 */
export type Own = ReadonlyMap<z.ZodType, fc.Arbitrary<unknown>>;

const NOTHING_OWN: Own = new Map();

/**
 * Values that a schema takes, as callers send them: before its defaults and transformations.
 * @throws Error where it is of a kind that is not known here, or has a rule that values seldom keep by chance
 */
export function arbitraryOf(schema: z.ZodType, own: Own = NOTHING_OWN): fc.Arbitrary<unknown> {
  const known = own.get(schema);
  if (known) return known;
  const values = valuesOf(schema, (part) => arbitraryOf(part as z.ZodType, own));
  return hasOwnRule(schema) ? keeping(schema, values) : values;
}

/** A message as its handlers get it. */
export function messageOf<Definition extends AnyCommand | AnyEvent | AnyQuery>(
  { kind, name, type, schema }: Definition,
  own?: Own,
): fc.Arbitrary<MessageOf<Definition>> {
  const messages = arbitraryOf(schema, own).map((data) => ({ kind, name, type, data: schema.parse(data) }));
  // Made as the definition makes them, of what its schema takes.
  return messages as fc.Arbitrary<unknown> as fc.Arbitrary<MessageOf<Definition>>;
}

export interface Said {
  readonly actor: ActorId;
  readonly command: CommandMessage;
}

/**
 * Every command of these modules, each as likely as any other, those that stay inside the server, too.
 * @param users who says them, but for those that only the system may say
 */
export const commandsOf = (
  modules: readonly Module[],
  users: fc.Arbitrary<ActorId>,
  own?: Own,
): fc.Arbitrary<Said> =>
  fc.oneof(
    ...modules.flatMap(({ contract, internal }) =>
      Object.values<AnyCommand>({ ...contract.commands, ...internal.commands }).map((command) =>
        fc.record({
          actor: command.access === 'service' ? fc.constant(SYSTEM) : users,
          command: messageOf(command, own),
        }),
      ),
    ),
  );

type Part = z.core.$ZodType;
type Of = (part: Part) => fc.Arbitrary<unknown>;

function valuesOf(schema: Part, of: Of): fc.Arbitrary<unknown> {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'string':
      return texts(boundsOf(schema));
    case 'number':
      return numbers(boundsOf(schema));
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'literal':
      return fc.constantFrom(...def.values);
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries));
    case 'unknown':
      return fc.jsonValue();
    case 'object':
      return objects(def.shape, of);
    case 'array':
      return fc.array(of(def.element), lengths(boundsOf(schema)));
    case 'tuple':
      return fc.tuple(...def.items.map(of));
    case 'record':
      return records(def.keyType, def.valueType, of);
    case 'union':
      return fc.oneof(...def.options.map(of));
    case 'nullable':
      return fc.option(of(def.innerType), { nil: null });
    case 'optional':
    case 'prefault':
      return fc.option(of(def.innerType), { nil: undefined });
    case 'pipe':
      return of(def.in);
    default:
      throw new Error(`No values are known for schemas of the kind ${def.type}: add it to kit/testing.`);
  }
}

/** What the checks of a schema come to. */
interface Bounds {
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  format?: string;
  pattern?: RegExp;
}

/** A text or number of one format has it by itself; else a check has. */
function boundsOf({ _zod: { def } }: Part): Bounds {
  const bounds: Bounds = 'format' in def ? { format: String(def.format) } : {};
  for (const each of def.checks ?? []) {
    const { def: check } = (each as z.core.$ZodChecks)._zod;
    switch (check.check) {
      case 'min_length':
        bounds.minimum = check.minimum;
        break;
      case 'max_length':
        bounds.maximum = check.maximum;
        break;
      case 'greater_than':
        bounds[check.inclusive ? 'minimum' : 'exclusiveMinimum'] = Number(check.value);
        break;
      case 'less_than':
        bounds[check.inclusive ? 'maximum' : 'exclusiveMaximum'] = Number(check.value);
        break;
      case 'number_format':
        bounds.format = check.format;
        break;
      case 'string_format':
        if (check.pattern) bounds.pattern = check.pattern;
        break;
      default: // It is a rule of its own, which values are tried by.
    }
  }
  return bounds;
}

const UNDERSTOOD = new Set([
  'min_length',
  'max_length',
  'greater_than',
  'less_than',
  'number_format',
  'string_format',
]);

const lengths = ({ minimum = 0, maximum }: Bounds) => ({
  minLength: minimum,
  ...(maximum !== undefined && { maxLength: maximum }),
});

function texts(bounds: Bounds): fc.Arbitrary<string> {
  const { format, pattern } = bounds;
  switch (format) {
    case undefined:
      break;
    case 'uuid':
      return fc.uuid();
    case 'datetime':
      return fc
        .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
        .map((date) => date.toISOString());
    default:
      throw new Error(`No values are known for texts of the format ${format}: add it to kit/testing.`);
  }
  if (pattern) return fc.stringMatching(pattern);
  // Zod counts code points, each of which is one letter here.
  const unit = fc.oneof(
    { weight: 4, arbitrary: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 }) },
    fc.constantFrom(...STRANGE),
  );
  return fc.oneof(
    fc.string({ ...lengths(bounds), unit: 'grapheme-ascii' }),
    fc.string({ ...lengths(bounds), unit }),
  );
}

/** Letters that programs stumble over: fast-check's own take seconds to be listed. */
const STRANGE = Array.from('aÀ\u0301ßИ漢ع\u200d\u200f\u0000\n\u{1F600}');

/** Small ones are likelier: they mean more. */
function numbers(bounds: Bounds): fc.Arbitrary<number> {
  const { minimum: from = -Number.MAX_VALUE, exclusiveMinimum: above = -Infinity } = bounds;
  const { maximum: to = Number.MAX_VALUE, exclusiveMaximum: below = Infinity } = bounds;
  const least = Math.max(Math.ceil(from), Math.floor(above) + 1, Number.MIN_SAFE_INTEGER);
  const most = Math.min(Math.floor(to), Math.ceil(below) - 1, Number.MAX_SAFE_INTEGER);
  const small = { min: Math.max(least, Math.min(-4, most)), max: Math.min(most, Math.max(12, least)) };
  const integers = () =>
    fc.oneof(
      { weight: 3, arbitrary: fc.integer(small) },
      { weight: 1, arbitrary: fc.integer({ min: least, max: most }) },
    );
  if (bounds.format !== undefined) return integers();
  const ends = { min: Math.max(from, above), max: Math.min(to, below), noNaN: true };
  const anything = fc.double({ ...ends, minExcluded: above >= from, maxExcluded: below <= to });
  return least <= most ? fc.oneof({ weight: 3, arbitrary: integers() }, anything) : anything;
}

function objects(shape: z.core.$ZodShape, of: Of): fc.Arbitrary<unknown> {
  const fields = Object.entries(shape);
  const isNeeded = ([, field]: readonly [string, Part]) => field._zod.optin !== 'optional';
  return fc.record(Object.fromEntries(fields.map(([name, field]) => [name, of(within(field))])), {
    requiredKeys: fields.filter(isNeeded).map(([name]) => name),
  });
}

/** What stands in an optional field, where it is there. */
function within(field: Part): Part {
  const { def } = (field as z.core.$ZodTypes)._zod;
  return def.type === 'optional' || def.type === 'prefault' ? def.innerType : field;
}

function records(names: Part, values: Part, of: Of): fc.Arbitrary<unknown> {
  const { def } = (names as z.core.$ZodTypes)._zod;
  if (def.type !== 'enum') {
    // Zod leaves this one away.
    const usual = (of(names) as fc.Arbitrary<string>).filter((name) => name !== '__proto__');
    return fc.dictionary(usual, of(values));
  }
  return fc.record(Object.fromEntries(Object.values(def.entries).map((name) => [name, of(values)])));
}

/** Whether code of its own says what it takes: a refinement, or a transformation, which may have conditions. */
function hasOwnRule(schema: z.ZodType): boolean {
  const { def } = schema._zod;
  return def.type === 'pipe' || (def.checks ?? []).some((check) => !UNDERSTOOD.has(check._zod.def.check));
}

const SAMPLES = 200;
const SEED = 1;

function keeping(schema: z.ZodType, values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const isTaken = (value: unknown) => schema.safeParse(value).success;
  const taken = fc.sample(values, { numRuns: SAMPLES, seed: SEED }).filter(isTaken);
  // Else a run would go on looking for one.
  if (taken.length < SAMPLES / 20)
    throw new Error(
      'A schema has a rule that values seldom keep by chance: say which values to take for it.',
    );
  return values.filter(isTaken);
}
