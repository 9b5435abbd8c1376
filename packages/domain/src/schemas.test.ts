import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import { modules } from './index.ts';
import { type AnyCommand, type AnyQuery, shapesOf } from './kit/index.ts';
import { arbitraryOf } from './kit/testing/index.ts';

const product = modules({ turnTimeout: 20_000, sessionLifetime: 2_000_000 });
const { states, events } = shapesOf(product);

/** Every schema of the product, by what it is of. */
const schemas: readonly (readonly [of: string, schema: z.ZodType])[] = [
  ...product.flatMap(({ contract, internal }) => [
    ...Object.values<AnyCommand>({ ...contract.commands, ...internal.commands }).map(
      ({ name, schema }) => [name, schema] as const,
    ),
    ...Object.values<AnyQuery>({ ...contract.queries, ...internal.queries }).flatMap(
      ({ name, schema, answer }) => [[name, schema] as const, [`the answer to ${name}`, answer] as const],
    ),
  ]),
  ...[...states, ...events].map(([name, { schema }]) => [name, schema] as const),
];

test.each(schemas)('properties have values of %s, and it takes them', (_of, schema) => {
  let values = 0;
  fc.assert(
    fc.property(arbitraryOf(schema), (value) => {
      values += 1;
      expect(schema.safeParse(value)).toMatchObject({ success: true });
    }),
    { numRuns: 50 },
  );
  expect(values).toBe(50);
});
