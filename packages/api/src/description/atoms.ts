import type { Constant, Schema } from './schemas.ts';

/** A field of an object. */
export interface Field {
  readonly schema: Schema;
  readonly required: boolean;
}

/** What a value may be, without alternatives. */
type Plain =
  | { readonly kind: 'any' }
  | { readonly kind: 'constant'; readonly value: Constant }
  | {
      readonly kind: 'text';
      readonly min: number;
      readonly max: number;
      readonly format: string | undefined;
      readonly pattern: string | undefined;
    }
  /** Bounds are inclusive, unless they are `open`. */
  | {
      readonly kind: 'number';
      readonly integer: boolean;
      readonly min: number;
      readonly max: number;
      readonly openMin: boolean;
      readonly openMax: boolean;
    }
  /** The items beyond `prefix` are `rest`. */
  | {
      readonly kind: 'list';
      readonly prefix: readonly Schema[];
      readonly rest: Schema;
      readonly min: number;
      readonly max: number;
    }
  /** Other fields are passed over (`open`), refused (`closed`), or are `rest` under names that fit `names`. */
  | {
      readonly kind: 'object';
      readonly fields: Readonly<Record<string, Field>>;
      readonly rest: 'open' | 'closed' | { readonly schema: Schema; readonly names: Schema };
    };

export type Atom = Plain & { readonly rules: readonly string[] };
export type AtomOf<Kind extends Atom['kind']> = Extract<Atom, { readonly kind: Kind }>;

const constants = (values: readonly Constant[]): readonly Plain[] =>
  values.map((value) => ({ kind: 'constant', value }));

const UUID_LENGTH = 36;

/** The alternatives that a schema allows: a value fits it if it is one of these. */
export function atomsOf(schema: Schema): readonly Atom[] {
  const { rules = [] } = schema;
  return alternativesOf(schema).map((atom) => ({
    ...atom,
    rules: [...('rules' in atom ? atom.rules : []), ...rules],
  }));
}

function alternativesOf(schema: Schema): readonly (Plain | Atom)[] {
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return options.flatMap(atomsOf);
  if (schema.enum) return constants(schema.enum);
  if (schema.const !== undefined) return constants([schema.const]);
  const { type } = schema;
  if (type === undefined) return [{ kind: 'any' }];
  return (typeof type === 'string' ? [type] : type).flatMap((each) => ofType(each, schema));
}

function ofType(type: string, schema: Schema): readonly Plain[] {
  switch (type) {
    case 'null':
      return constants([null]);
    case 'boolean':
      return constants([true, false]);
    case 'string': {
      const { format, pattern } = schema;
      const [shortest, longest] = format === 'uuid' ? [UUID_LENGTH, UUID_LENGTH] : [0, Infinity];
      const min = Math.max(schema.minLength ?? 0, shortest);
      const max = Math.min(schema.maxLength ?? Infinity, longest);
      return [{ kind: 'text', min, max, format, pattern }];
    }
    case 'number':
    case 'integer':
      return [numberOf(schema, type === 'integer')];
    case 'array':
      return [listOf(schema)];
    case 'object':
      return [objectOf(schema)];
    default:
      throw new Error(`JSON Schema has no type ${type}.`);
  }
}

function numberOf(schema: Schema, integer: boolean): Plain {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  // An integer has no open bounds: the next one is its bound.
  const above = integer && exclusiveMinimum !== undefined ? Math.floor(exclusiveMinimum) + 1 : undefined;
  const below = integer && exclusiveMaximum !== undefined ? Math.ceil(exclusiveMaximum) - 1 : undefined;
  const openMin = !integer && exclusiveMinimum !== undefined && exclusiveMinimum >= (minimum ?? -Infinity);
  const openMax = !integer && exclusiveMaximum !== undefined && exclusiveMaximum <= (maximum ?? Infinity);
  const lowest = integer ? Number.MIN_SAFE_INTEGER : -Infinity;
  const highest = integer ? Number.MAX_SAFE_INTEGER : Infinity;
  return {
    kind: 'number',
    integer,
    min: openMin ? exclusiveMinimum : Math.max(minimum ?? lowest, above ?? lowest),
    max: openMax ? exclusiveMaximum : Math.min(maximum ?? highest, below ?? highest),
    openMin,
    openMax,
  };
}

function listOf({ prefixItems = [], items = {}, minItems = 0, maxItems = Infinity }: Schema): Plain {
  const isClosed = items === false;
  return {
    kind: 'list',
    prefix: prefixItems,
    rest: isClosed ? {} : items,
    min: minItems,
    max: isClosed ? Math.min(maxItems, prefixItems.length) : maxItems,
  };
}

function objectOf(schema: Schema): Plain {
  const { properties = {}, required = [], additionalProperties: rest, propertyNames: names } = schema;
  const field = (name: string, of: Schema): [string, Field] => [
    name,
    { schema: of, required: required.includes(name) },
  ];
  const fields = Object.entries(properties).map(([name, of]) => field(name, of));
  if (rest === undefined) return { kind: 'object', fields: Object.fromEntries(fields), rest: 'open' };
  if (rest === false) return { kind: 'object', fields: Object.fromEntries(fields), rest: 'closed' };
  // A record under these names alone is an object with these fields.
  const named = names ? atomsOf(names) : [];
  if (named.length > 0 && named.every(({ kind }) => kind === 'constant')) {
    const known = named.flatMap((atom) =>
      atom.kind === 'constant' ? [field(String(atom.value), rest)] : [],
    );
    return { kind: 'object', fields: Object.fromEntries([...fields, ...known]), rest: 'closed' };
  }
  return {
    kind: 'object',
    fields: Object.fromEntries(fields),
    rest: { schema: rest, names: names ?? { type: 'string' } },
  };
}
