/** The verdicts of the comparison, beside what zod accepts of generated values. */
import { contracts } from '@tic-tac-toe/domain/contracts';
import type { AnyContract } from '@tic-tac-toe/domain/kit';
import { arbitraryOf } from '@tic-tac-toe/domain/kit/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { gapsBetween } from './gaps.ts';
import { schemaOf } from './schemas.ts';
import { fits } from './values.ts';

/** Two versions of a schema. */
interface Pair {
  readonly before: z.ZodType;
  readonly after: z.ZodType;
}

const bounds = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }))
  .map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) }));

const leaf: fc.Arbitrary<z.ZodType> = fc.oneof(
  bounds.map(({ min, max }) => z.string().min(min).max(max)),
  bounds.map(({ min, max }) => z.number().int().min(min).max(max)),
  bounds.map(({ min, max }) => z.number().min(min).max(max)),
  bounds.map(({ min, max }) =>
    z
      .number()
      .gt(min)
      .lt(max + 1),
  ),
  fc.constantFrom(z.string(), z.uuid(), z.uuid().brand('Id'), z.boolean(), z.null()),
  fc.constantFrom('a', 1, true, null).map((value) => z.literal(value)),
  fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }).map((all) => z.enum(all)),
);

const same = (schema: z.ZodType): Pair => ({ before: schema, after: schema });

/** Makes a pair of two, of parts that are pairs. */
const both = (
  parts: readonly Pair[],
  make: (schemas: readonly z.ZodType[], side: 'before' | 'after') => z.ZodType,
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

type Presence = 'needed' | 'optional' | 'absent';

function object(schemas: readonly z.ZodType[], presences: readonly Presence[], isStrict: boolean): z.ZodType {
  const shape: Record<string, z.ZodType> = {};
  for (const [index, schema] of schemas.entries()) {
    const [name, presence] = ['abc'.charAt(index), presences[index]];
    if (presence !== 'absent') shape[name] = presence === 'optional' ? schema.exactOptional() : schema;
  }
  return isStrict ? z.strictObject(shape) : z.object(shape);
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
        (schemas, side) =>
          object(
            schemas,
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
      fc
        .array(part, { minLength: 1, maxLength: 3 })
        .map((parts) => both(parts, (schemas) => z.union(schemas))),
      fc
        .tuple(part, part)
        .map(([before, after]) =>
          both([before, after], (schemas, side) =>
            side === 'before' ? (schemas[0] ?? z.never()) : z.union(schemas),
          ),
        ),
      fc
        .tuple(part, lengths)
        .map(([item, length]) =>
          both([item], ([schema = z.never()], side) =>
            z.array(schema).min(length[side].min).max(length[side].max),
          ),
        ),
      fc
        .array(part, { minLength: 1, maxLength: 3 })
        .map((parts) => both(parts, (schemas) => z.tuple(schemas as [z.ZodType]))),
      part.map((item) => both([item], ([schema = z.never()]) => z.record(z.string(), schema))),
      fc
        .tuple(part, fc.uniqueArray(fc.constantFrom('a', 'b'), { minLength: 1 }))
        .map(([item, names]) => both([item], ([schema = z.never()]) => z.record(z.enum(names), schema))),
    ),
  };
});

const asJson = (schema: z.ZodType) => JSON.stringify(schemaOf(schema, 'input', 'a schema'));

/** What fails is shown as JSON Schema. */
const pair = pairs.pair.map(({ before, after }) => ({
  before,
  after,
  [fc.toStringMethod]: () => `${asJson(before)} → ${asJson(after)}`,
}));

const RUNS = { numRuns: 1_000 };

/** Of alternatives, zod takes the first that fits: it may be one that passes over more. */
const hasAlternatives = (schema: z.ZodType) => asJson(schema).includes('anyOf');

test('where no gap is found, all that was accepted is accepted, and nothing of it is lost', () => {
  let compatible = 0;
  fc.assert(
    fc.property(
      pair.chain((both) =>
        fc.tuple(fc.constant(both), fc.array(arbitraryOf(both.before), { minLength: 1, maxLength: 10 })),
      ),
      ([{ before, after }, values]) => {
        const gaps = gapsBetween(
          schemaOf(after, 'input', 'after'),
          schemaOf(before, 'input', 'before'),
          'input',
        );
        if (gaps.length > 0) return;
        compatible += 1;
        for (const value of values) {
          const { success, data } = after.safeParse(value);
          expect(success).toBe(true);
          if (!hasAlternatives(after)) expect(data).toEqual(before.parse(value));
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
      const gaps = gapsBetween(schemaOf(after, side, 'after'), schemaOf(before, side, 'before'), side);
      for (const { kind, witness } of gaps) {
        if (kind === 'ignored' || kind === 'gone') continue;
        if (witness === null) {
          unseen += 1;
          continue;
        }
        witnesses += 1;
        expect(before.safeParse(witness.value)).toMatchObject({ success: true });
        expect(after.safeParse(witness.value)).toMatchObject({ success: false });
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
      pair.chain((both) => fc.tuple(fc.constant(both), arbitraryOf(both.before))),
      ([{ before, after }, value]) => {
        expect(fits(schemaOf(before, 'input', 'before'), value)).toBe(true);
        expect(fits(schemaOf(after, 'input', 'after'), value)).toBe(after.safeParse(value).success);
      },
    ),
    RUNS,
  );
});

test('a letter of two units is one letter, to zod and to its description', () => {
  const two = z.string().min(2);
  expect(fits(schemaOf(two, 'input', 'two letters'), '😀')).toBe(false);
  expect(two.safeParse('😀').success).toBe(false);
});

const calls = Object.values<AnyContract>(contracts).flatMap(({ commands, queries }) => [
  ...Object.values(commands),
  ...Object.values(queries),
]);

test.each(calls.map(({ name, schema }) => [name, schema] as const))(
  'so does what %s takes',
  (name, schema) => {
    const described = schemaOf(schema, 'input', name);
    let values = 0;
    fc.assert(
      fc.property(arbitraryOf(schema), (value) => {
        if (value === undefined) return; // As JSON, that is nothing at all.
        values += 1;
        // It does not know where a rule has to be asked.
        expect(fits(described, value)).not.toBe(false);
      }),
    );
    expect(values).toBeGreaterThan(0);
  },
);
