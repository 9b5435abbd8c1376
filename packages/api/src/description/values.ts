import { type Atom, type AtomOf, atomsOf } from './atoms.ts';
import type { Schema } from './schemas.ts';

const UUID = /^[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** Text of each format that a contract uses. Of another, no example is known. */
const EXAMPLES: Readonly<Record<string, string>> = {
  uuid: '123e4567-e89b-42d3-a456-426614174000',
  'date-time': '2030-01-02T03:04:05.678Z',
};
const FORMATS: Readonly<Record<string, RegExp>> = { uuid: UUID, 'date-time': INSTANT };

/** Whether a value fits; undefined where only code can say: a rule, or a format that is not known here. */
export function fits(schema: Schema, value: unknown): boolean | undefined {
  const verdicts = atomsOf(schema).map((atom) => fitsAtom(atom, value));
  if (verdicts.includes(true)) return true;
  return verdicts.includes(undefined) ? undefined : false;
}

/** The same of one alternative. */
export function fitsAtom(atom: Atom, value: unknown): boolean | undefined {
  const verdict = fitsPlain(atom, value);
  return verdict === true && atom.rules.length > 0 ? undefined : verdict;
}

/** As `and` does with what is not known. */
const all = (verdicts: readonly (boolean | undefined)[]): boolean | undefined =>
  verdicts.includes(false) ? false : verdicts.includes(undefined) ? undefined : true;

function fitsPlain(atom: Atom, value: unknown): boolean | undefined {
  switch (atom.kind) {
    case 'any':
      return true;
    case 'constant':
      return value === atom.value;
    case 'text':
      return typeof value === 'string' && fitsText(atom, value);
    case 'number':
      return typeof value === 'number' && fitsNumber(atom, value);
    case 'list':
      if (!Array.isArray(value) || value.length < atom.min || value.length > atom.max) return false;
      return all(value.map((item: unknown, index) => fits(atom.prefix[index] ?? atom.rest, item)));
    case 'object':
      return isObject(value) && fitsObject(atom, value);
  }
}

function fitsText({ min, max, format, pattern }: AtomOf<'text'>, value: string): boolean | undefined {
  // Zod counts code points, and so does JSON Schema.
  const length = Array.from(value).length;
  if (length < min || length > max) return false;
  if (pattern !== undefined) return new RegExp(pattern, 'u').test(value);
  return format === undefined ? true : FORMATS[format]?.test(value);
}

const fitsNumber = ({ integer, min, max, openMin, openMax }: AtomOf<'number'>, value: number): boolean =>
  (!integer || Number.isInteger(value)) &&
  (openMin ? value > min : value >= min) &&
  (openMax ? value < max : value <= max);

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function fitsObject(
  { fields, rest }: AtomOf<'object'>,
  value: Readonly<Record<string, unknown>>,
): boolean | undefined {
  const known = Object.entries(fields).map(([name, { schema, required }]) =>
    Object.hasOwn(value, name) ? fits(schema, value[name]) : !required,
  );
  const others = Object.keys(value)
    .filter((name) => !Object.hasOwn(fields, name))
    .map((name) => {
      if (rest === 'open') return true;
      if (rest === 'closed') return false;
      return all([fits(rest.names, name), fits(rest.schema, value[name])]);
    });
  return all([...known, ...others]);
}

/** An example of a schema, the smallest; null where none is known. */
export function exampleOf(schema: Schema): { readonly value: unknown } | null {
  for (const atom of atomsOf(schema)) {
    for (const value of examplesOf(atom, null)) if (fits(schema, value)) return { value };
  }
  return null;
}

/** Some values that may fit an atom, first those that just do not fit `other`. */
export function examplesOf(atom: Atom, other: Atom | null): readonly unknown[] {
  switch (atom.kind) {
    case 'any':
      return [null, true, 0, '', [], {}];
    case 'constant':
      return [atom.value];
    case 'text':
      return examplesOfText(atom, other);
    case 'number':
      return examplesOfNumber(atom, other);
    case 'list':
      return examplesOfList(atom, other);
    case 'object': {
      const needed = Object.entries(atom.fields).filter(([, { required }]) => required);
      const examples = needed.map(([name, { schema }]) => [name, exampleOf(schema)] as const);
      if (examples.some(([, example]) => example === null)) return [];
      return [Object.fromEntries(examples.map(([name, example]) => [name, example?.value]))];
    }
  }
}

/** Longer texts and lists are no examples. */
const LONGEST = 1000;

function examplesOfText({ min, format }: AtomOf<'text'>, other: Atom | null): readonly string[] {
  if (format !== undefined) return [EXAMPLES[format] ?? ''];
  if (other?.kind === 'text' && other.format === undefined)
    return withLengths([other.max + 1, other.min - 1, min, 3]);
  return withLengths([min, 3]);
}

const withLengths = (lengths: readonly number[]): readonly string[] =>
  lengths.filter((length) => length >= 0 && length <= LONGEST).map((length) => 'x'.repeat(length));

function examplesOfNumber({ min, max }: AtomOf<'number'>, other: Atom | null): readonly number[] {
  const around = other?.kind === 'number' ? [other.max + 1, other.min - 1, other.max, other.min] : [];
  const halves = [0.5, min + 0.5, max - 0.5, (min + max) / 2];
  return [
    ...around.filter((value) => Math.abs(value) < Number.MAX_SAFE_INTEGER),
    0,
    min,
    max,
    min + 1,
    max - 1,
    ...halves,
  ].filter(Number.isFinite);
}

function examplesOfList(atom: AtomOf<'list'>, other: Atom | null): readonly (readonly unknown[])[] {
  const lengths = other?.kind === 'list' ? [other.max + 1, other.min - 1] : [];
  return [...lengths, atom.min, atom.prefix.length]
    .filter((length) => length >= atom.min && length <= Math.min(atom.max, LONGEST))
    .flatMap((length) => {
      const items = Array.from({ length }, (_, index) => exampleOf(atom.prefix[index] ?? atom.rest));
      return items.includes(null) ? [] : [items.map((item) => item?.value)];
    });
}
