import { type Atom, type AtomOf, atomsOf, type Field } from './atoms.ts';
import type { Schema, Side } from './schemas.ts';
import { examplesOf, exampleOf, fits, fitsAtom, isObject } from './values.ts';

/** A step into a value: a field, an item, any other item (`[]`), or any other field (`*`). */
export type Step = string | number;

interface Example {
  readonly value: unknown;
}

/**
 * Where `narrow` allows what `wide` does not.
 * - `value`: another value
 * - `missing`: the field may be left away
 * - `refused`: there may be a field that is none of `wide`
 * - `ignored`: the same, where others are passed over: what it says is lost (inputs only)
 * - `gone`: an optional field that can never be there (outputs only)
 */
export interface Gap {
  readonly kind: 'value' | 'missing' | 'refused' | 'ignored' | 'gone';
  readonly path: readonly Step[];
  readonly wide: Schema | null;
  readonly narrow: Schema | null;
  /** What is at `path` in the witness. */
  readonly leaf: Example | null;
  /** A value that fits `narrow` and not `wide`; null where none is known. */
  readonly witness: Example | null;
}

/**
 * Where a value that fits `narrow` would not fit `wide`. Nothing, if all of them do; so never nothing where one does not.
 * It may find a gap where there is none, if alternatives make up for one another in ways that it does not see through.
 * @param side of an input, `narrow` is what clients were told; of an output, `wide` is
 */
export function gapsBetween(wide: Schema, narrow: Schema, side: Side): readonly Gap[] {
  if (JSON.stringify(wide) === JSON.stringify(narrow)) return [];
  const wideAtoms = atomsOf(wide);
  const gaps = atomsOf(narrow).flatMap((atom) => {
    const uncovered = uncoveredOf(atom, wideAtoms, side);
    if (uncovered.length === 0) return [];
    const whole = likest(atom, wideAtoms);
    if (whole) return gapsBetweenAtoms(whole, atom, side);
    return uncovered.flatMap((part) => {
      const like = likest(part, wideAtoms);
      return like ? gapsBetweenAtoms(like, part, side) : [valueGap(witnessOf(part, wideAtoms))];
    });
  });
  const verified = gaps.map((gap) => verify(gap, wide, narrow));
  return oneOfEach(verified.map((gap) => (gap.path.length === 0 ? { ...gap, wide, narrow } : gap)));
}

const valueGap = (witness: Example | null): Gap => ({
  kind: 'value',
  path: [],
  wide: null,
  narrow: null,
  leaf: witness,
  witness,
});

/** Another alternative may allow the witness after all; then it is none. */
function verify(gap: Gap, wide: Schema, narrow: Schema): Gap {
  // What is ignored or gone is no matter of values.
  if (gap.kind === 'ignored' || gap.kind === 'gone' || gap.witness === null) return gap;
  const { value } = gap.witness;
  if (fits(narrow, value) === true && fits(wide, value) === false) return gap;
  return { ...gap, leaf: null, witness: null };
}

/** One gap for a place, with a witness if there is one. */
function oneOfEach(gaps: readonly Gap[]): readonly Gap[] {
  const found = new Map<string, Gap>();
  for (const gap of gaps) {
    const key = JSON.stringify([gap.kind, gap.path]);
    const before = found.get(key);
    if (before === undefined || before.witness === null) found.set(key, gap);
  }
  return [...found.values()];
}

/** The parts of an atom that no alternative allows. */
function uncoveredOf(atom: Atom, wide: readonly Atom[], side: Side): readonly Atom[] {
  if (wide.some((other) => gapsBetweenAtoms(other, atom, side).length === 0)) return [];
  const parts = wide.length > 1 ? split(atom) : null;
  return parts ? parts.flatMap((part) => uncoveredOf(part, wide, side)) : [atom];
}

/** More values are not told one by one. */
const MOST_PARTS = 64;

/** An atom as several, each of which may be allowed by another alternative; null where it is one. */
function split(atom: Atom): readonly Atom[] | null {
  if (atom.kind === 'number') {
    const count = atom.max - atom.min + 1;
    if (!atom.integer || count > MOST_PARTS) return null;
    const values = Array.from({ length: count }, (_, index) => atom.min + index);
    return values.map((value) => ({ kind: 'constant', value, rules: atom.rules }));
  }
  if (atom.kind !== 'object') return null;
  for (const [name, field] of Object.entries(atom.fields)) {
    const values = constantsOf(field.schema);
    if (!field.required || values === null || values.length < 2 || values.length > MOST_PARTS) continue;
    return values.map((value) => ({
      ...atom,
      fields: { ...atom.fields, [name]: { schema: { const: value }, required: true } },
    }));
  }
  return null;
}

/** The values of a schema that is a list of them; null for any other. */
function constantsOf(schema: Schema): readonly AtomOf<'constant'>['value'][] | null {
  const atoms = atomsOf(schema);
  const values = atoms.flatMap((atom) => (atom.kind === 'constant' ? [atom.value] : []));
  return values.length === atoms.length ? values : null;
}

/** The alternative that an atom is to be compared with, if it is plain which one. */
function likest(atom: Atom, wide: readonly Atom[]): Atom | null {
  if (wide.length === 1 && wide[0]?.kind === atom.kind) return wide[0];
  if (atom.kind !== 'object' && atom.kind !== 'list') return null;
  const alike = wide.filter((other) => isLike(other, atom));
  return alike.length === 1 ? (alike[0] ?? null) : null;
}

function isLike(one: Atom, other: Atom): boolean {
  if (one.kind === 'list' && other.kind === 'list') return true;
  if (one.kind !== 'object' || other.kind !== 'object') return false;
  return Object.entries(one.fields).every(([name, field]) => {
    const [left, right] = [constantsOf(field.schema), constantsOf(other.fields[name]?.schema ?? {})];
    return left === null || right === null || left.some((value) => right.includes(value));
  });
}

function witnessOf(atom: Atom, wide: readonly Atom[]): Example | null {
  const like = wide.find(({ kind }) => kind === atom.kind) ?? null;
  const value = examplesOf(atom, like).find(
    (each) => fitsAtom(atom, each) === true && wide.every((other) => fitsAtom(other, each) === false),
  );
  return value === undefined ? null : { value };
}

function gapsBetweenAtoms(wide: Atom, narrow: Atom, side: Side): readonly Gap[] {
  const here = () => [valueGap(witnessOf(narrow, [wide]))];
  if (!wide.rules.every((rule) => narrow.rules.includes(rule))) return here();
  if (wide.kind === 'any') return [];
  if (narrow.kind === 'constant')
    return fitsAtom({ ...wide, rules: [] }, narrow.value) === true ? [] : here();
  switch (wide.kind) {
    case 'constant':
      return here();
    case 'text':
      return narrow.kind === 'text' && isWithinText(narrow, wide) ? [] : here();
    case 'number':
      return narrow.kind === 'number' && isWithinNumber(narrow, wide) ? [] : here();
    case 'list':
      return narrow.kind === 'list' ? gapsBetweenLists(wide, narrow, side) : here();
    case 'object':
      return narrow.kind === 'object' ? gapsBetweenObjects(wide, narrow, side) : here();
  }
}

const isWithinText = (narrow: AtomOf<'text'>, wide: AtomOf<'text'>): boolean =>
  narrow.min >= wide.min &&
  narrow.max <= wide.max &&
  (wide.format === undefined || wide.format === narrow.format) &&
  (wide.pattern === undefined || wide.pattern === narrow.pattern);

const isWithinNumber = (narrow: AtomOf<'number'>, wide: AtomOf<'number'>): boolean =>
  (narrow.integer || !wide.integer) &&
  (narrow.min > wide.min || (narrow.min === wide.min && (narrow.openMin || !wide.openMin))) &&
  (narrow.max < wide.max || (narrow.max === wide.max && (narrow.openMax || !wide.openMax)));

function gapsBetweenLists(wide: AtomOf<'list'>, narrow: AtomOf<'list'>, side: Side): readonly Gap[] {
  if (narrow.min < wide.min || narrow.max > wide.max) return [valueGap(witnessOf(narrow, [wide]))];
  const longest = Math.max(wide.prefix.length, narrow.prefix.length);
  const gaps: Gap[] = [];
  // The last of these stands for all items beyond.
  for (let index = 0; index <= longest && index < narrow.max; index += 1) {
    const found = gapsBetween(wide.prefix[index] ?? wide.rest, narrow.prefix[index] ?? narrow.rest, side);
    const step = index < longest ? index : '[]';
    for (const gap of found) gaps.push(within(gap, step, (leaf) => listWith(narrow, index, leaf)));
  }
  return gaps;
}

/** A list of this kind that has `value` at `index`. */
function listWith({ prefix, rest, min }: AtomOf<'list'>, index: number, value: unknown): Example | null {
  const items = Array.from({ length: Math.max(min, index + 1) }, (_, at) =>
    at === index ? { value } : exampleOf(prefix[at] ?? rest),
  );
  return items.includes(null) ? null : { value: items.map((item) => item?.value) };
}

function gapsBetweenObjects(wide: AtomOf<'object'>, narrow: AtomOf<'object'>, side: Side): readonly Gap[] {
  const [example = null] = examplesOf(narrow, null)
    .filter(isObject)
    .map((value) => ({ value }));
  const holding = (name: string) => (value: unknown) =>
    example && { value: { ...example.value, [name]: value } };

  const known = Object.entries(wide.fields).flatMap(([name, field]): readonly Gap[] => {
    const other = narrow.fields[name] ?? restOf(narrow);
    if (field.required && !other?.required) return [missing(name, field, other, example)];
    if (!other) return side === 'output' ? [lost('gone', name, field.schema, null)] : [];
    return gapsBetween(field.schema, other.schema, side).map((gap) => within(gap, name, holding(name)));
  });

  const others = Object.entries(narrow.fields)
    .filter(([name]) => !Object.hasOwn(wide.fields, name))
    .flatMap(([name, { schema }]): readonly Gap[] => {
      if (wide.rest === 'open') return side === 'input' ? [lost('ignored', name, null, schema)] : [];
      if (wide.rest === 'closed') return [refused(name, schema, holding(name))];
      if (fits(wide.rest.names, name) !== true) return [refused(name, schema, holding(name))];
      return gapsBetween(wide.rest.schema, schema, side).map((gap) => within(gap, name, holding(name)));
    });

  return [...known, ...others, ...gapsBeyond(wide, narrow, side, holding)];
}

/** The fields that neither names. */
function gapsBeyond(
  wide: AtomOf<'object'>,
  narrow: AtomOf<'object'>,
  side: Side,
  holding: (name: string) => (value: unknown) => Example | null,
): readonly Gap[] {
  if (wide.rest === 'open' || narrow.rest === 'closed') return [];
  const name = 'other';
  // What is passed over on one side may be refused on the other.
  if (narrow.rest === 'open') return [refused('*', {}, () => holding(name)(0))];
  if (wide.rest === 'closed') {
    const { names, schema } = narrow.rest;
    const other = exampleOf(names)?.value;
    return [refused('*', schema, (value) => (typeof other === 'string' ? holding(other)(value) : null))];
  }
  const { rest } = wide;
  const key = exampleOf(narrow.rest.names)?.value;
  return [
    ...gapsBetween(rest.names, narrow.rest.names, side).map((gap): Gap => {
      const value = exampleOf(narrow.rest === 'open' || narrow.rest === 'closed' ? {} : narrow.rest.schema);
      return within(gap, '*', (leaf) => value && holding(String(leaf))(value.value));
    }),
    ...gapsBetween(rest.schema, narrow.rest.schema, side).map((gap) =>
      within(gap, '*', (leaf) => (typeof key === 'string' ? holding(key)(leaf) : null)),
    ),
  ];
}

/** What a record may have under any name: no name is sure to be there. */
const restOf = ({ rest }: AtomOf<'object'>): Field | undefined =>
  typeof rest === 'string' ? undefined : { schema: rest.schema, required: false };

const missing = (name: string, field: Field, other: Field | undefined, witness: Example | null): Gap => ({
  kind: 'missing',
  path: [name],
  wide: field.schema,
  narrow: other?.schema ?? null,
  leaf: null,
  witness,
});

const lost = (kind: 'ignored' | 'gone', name: string, wide: Schema | null, narrow: Schema | null): Gap => ({
  kind,
  path: [name],
  wide,
  narrow,
  leaf: null,
  witness: null,
});

function refused(name: string, schema: Schema, holding: (value: unknown) => Example | null): Gap {
  const leaf = exampleOf(schema);
  const witness = leaf && holding(leaf.value);
  return { kind: 'refused', path: [name], wide: null, narrow: schema, leaf, witness };
}

/** A gap one step further out. */
const within = (gap: Gap, step: Step, around: (value: unknown) => Example | null): Gap => ({
  ...gap,
  path: [step, ...gap.path],
  witness: gap.witness && around(gap.witness.value),
});
