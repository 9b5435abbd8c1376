/** The verdicts of the comparison, beside what zod accepts of generated values. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { gapsBetween } from './gaps.ts';
import { schemaOf } from './schemas.ts';
import { fits } from './values.ts';

/** A schema, and values that it accepts. */
interface Sort {
  readonly schema: z.ZodType;
  readonly values: fc.Arbitrary<unknown>;
}

/** Two versions of a schema. */
interface Pair {
  readonly before: Sort;
  readonly after: Sort;
}

const bounds = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }))
  .map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) }));

const leaf: fc.Arbitrary<Sort> = fc.oneof(
  bounds.map(({ min, max }) => ({
    schema: z.string().min(min).max(max),
    values: fc.string({ minLength: min, maxLength: max, unit: 'grapheme-ascii' }),
  })),
  bounds.map(({ min, max }) => ({
    schema: z.number().int().min(min).max(max),
    values: fc.integer({ min, max }),
  })),
  bounds.map(({ min, max }) => ({
    schema: z.number().min(min).max(max),
    values: fc.oneof(fc.integer({ min, max }), fc.double({ min, max, noNaN: true })),
  })),
  bounds.map(({ min, max }) => ({
    schema: z
      .number()
      .gt(min)
      .lt(max + 1),
    values: fc.double({ min, max: max + 1, minExcluded: true, maxExcluded: true, noNaN: true }),
  })),
  fc.constant({ schema: z.string(), values: fc.string() }),
  fc.constant({ schema: z.uuid(), values: fc.uuid() }),
  fc.constant({ schema: z.uuid().brand('Id'), values: fc.uuid() }),
  fc.constant({ schema: z.boolean(), values: fc.boolean() }),
  fc.constant({ schema: z.null(), values: fc.constant(null) }),
  fc
    .constantFrom('a', 1, true, null)
    .map((value) => ({ schema: z.literal(value), values: fc.constant(value) })),
  fc
    .uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 })
    .map((all) => ({ schema: z.enum(all), values: fc.constantFrom(...all) })),
);

const same = (sort: Sort): Pair => ({ before: sort, after: sort });

/** Makes a pair of two, of parts that are pairs. */
const both = (
  parts: readonly Pair[],
  make: (sorts: readonly Sort[], side: 'before' | 'after') => Sort,
): Pair => ({
  before: make(
    parts.map(({ before }) => before),
    'before',
  ),
  after: make(
    parts.map(({ after }) => after),
    'after',
  ),
});

const union = (sorts: readonly Sort[]): Sort => ({
  schema: z.union(sorts.map(({ schema }) => schema)),
  values: fc.oneof(...sorts.map(({ values }) => values)),
});

type Presence = 'needed' | 'optional' | 'absent';

function object(sorts: readonly Sort[], presences: readonly Presence[], isStrict: boolean): Sort {
  const shape: Record<string, z.ZodType> = {};
  const values: Record<string, fc.Arbitrary<unknown>> = {};
  const requiredKeys: string[] = [];
  for (const [index, sort] of sorts.entries()) {
    const [name, presence] = ['abc'.charAt(index), presences[index]];
    if (presence === 'absent') continue;
    shape[name] = presence === 'optional' ? sort.schema.exactOptional() : sort.schema;
    values[name] = sort.values;
    if (presence === 'needed') requiredKeys.push(name);
  }
  return {
    schema: isStrict ? z.strictObject(shape) : z.object(shape),
    values: fc.record(values, { requiredKeys }),
  };
}

const presence = fc.constantFrom<Presence>('needed', 'optional', 'absent');
const presences = fc.oneof(
  { weight: 2, arbitrary: presence.map((each) => ({ before: each, after: each })) },
  fc.record({ before: presence, after: presence }),
);
const strict = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ before: false, after: false }) },
  fc.record({ before: fc.boolean(), after: fc.boolean() }),
);

const objects = (part: fc.Arbitrary<Pair>): fc.Arbitrary<Pair> =>
  fc
    .tuple(fc.array(fc.tuple(part, presences), { minLength: 1, maxLength: 3 }), strict)
    .map(([fields, isStrict]) =>
      both(
        fields.map(([pair]) => pair),
        (sorts, side) =>
          object(
            sorts,
            fields.map(([, each]) => each[side]),
            isStrict[side],
          ),
      ),
    );

const pairs = fc.letrec<{ pair: Pair }>((tie) => {
  const part = tie('pair');
  const lengths = fc.oneof(
    bounds.map((each) => ({ before: each, after: each })),
    fc.record({ before: bounds, after: bounds }),
  );
  return {
    pair: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      leaf.map(same),
      fc.record({ before: leaf, after: leaf }),
      objects(part),
      fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => both(parts, union)),
      fc
        .tuple(part, part)
        .map(([before, after]) =>
          both([before, after], (sorts, side) =>
            side === 'before' ? (sorts[0] ?? union(sorts)) : union(sorts),
          ),
        ),
      fc.tuple(part, lengths).map(([item, length]) =>
        both([item], ([sort = union([])], side) => ({
          schema: z.array(sort.schema).min(length[side].min).max(length[side].max),
          values: fc.array(sort.values, { minLength: length[side].min, maxLength: length[side].max }),
        })),
      ),
      fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) =>
        both(parts, (sorts) => ({
          schema: z.tuple(sorts.map(({ schema }) => schema) as [z.ZodType]),
          values: fc.tuple(...sorts.map(({ values }) => values)),
        })),
      ),
      part.map((item) =>
        both([item], ([sort = union([])]) => ({
          schema: z.record(z.string(), sort.schema),
          values: fc.dictionary(fc.constantFrom('a', 'b', 'other'), sort.values),
        })),
      ),
      fc.tuple(part, fc.uniqueArray(fc.constantFrom('a', 'b'), { minLength: 1 })).map(([item, names]) =>
        both([item], ([sort = union([])]) => ({
          schema: z.record(z.enum(names), sort.schema),
          values: fc.record(Object.fromEntries(names.map((name) => [name, sort.values]))),
        })),
      ),
    ),
  };
});

const asJson = ({ schema }: Sort) => JSON.stringify(schemaOf(schema, 'input', 'a schema'));

/** What fails is shown as JSON Schema. */
const pair = pairs.pair.map(({ before, after }) => ({
  before,
  after,
  [fc.toStringMethod]: () => `${asJson({ ...before })} → ${asJson({ ...after })}`,
}));

const RUNS = { numRuns: 1_000 };

/** Of alternatives, zod takes the first that fits: it may be one that passes over more. */
const hasAlternatives = (sort: Sort) => asJson(sort).includes('anyOf');

test('where no gap is found, all that was accepted is accepted, and nothing of it is lost', () => {
  let compatible = 0;
  fc.assert(
    fc.property(
      pair.chain((both) =>
        fc.tuple(fc.constant(both), fc.array(both.before.values, { minLength: 1, maxLength: 10 })),
      ),
      ([{ before, after }, values]) => {
        const gaps = gapsBetween(
          schemaOf(after.schema, 'input', 'after'),
          schemaOf(before.schema, 'input', 'before'),
          'input',
        );
        if (gaps.length > 0) return;
        compatible += 1;
        for (const value of values) {
          const { success, data } = after.schema.safeParse(value);
          expect(success).toBe(true);
          if (!hasAlternatives(after)) expect(data).toEqual(before.schema.parse(value));
        }
      },
    ),
    RUNS,
  );
  // Else this says nothing.
  expect(compatible).toBeGreaterThan(RUNS.numRuns / 10);
});

test('where a gap has a witness, it was accepted, and is not any more', () => {
  let witnesses = 0;
  let unseen = 0;
  fc.assert(
    fc.property(pair, fc.constantFrom('input', 'output'), ({ before, after }, side) => {
      const gaps = gapsBetween(
        schemaOf(after.schema, side, 'after'),
        schemaOf(before.schema, side, 'before'),
        side,
      );
      for (const { kind, witness } of gaps) {
        if (kind === 'ignored' || kind === 'gone') continue;
        if (witness === null) {
          unseen += 1;
          continue;
        }
        witnesses += 1;
        expect(before.schema.safeParse(witness.value)).toMatchObject({ success: true });
        expect(after.schema.safeParse(witness.value)).toMatchObject({ success: false });
      }
    }),
    RUNS,
  );
  expect(witnesses).toBeGreaterThan(RUNS.numRuns / 10);
  // A gap without a witness may be none: that is rare.
  expect(unseen).toBeLessThan(witnesses / 5);
});

test('a value fits a schema as described where zod takes it', () => {
  fc.assert(
    fc.property(
      pair.chain((both) => fc.tuple(fc.constant(both), both.before.values)),
      ([{ before, after }, value]) => {
        expect(fits(schemaOf(before.schema, 'input', 'before'), value)).toBe(true);
        expect(fits(schemaOf(after.schema, 'input', 'after'), value)).toBe(
          after.schema.safeParse(value).success,
        );
      },
    ),
    RUNS,
  );
});
