import { expect, test } from 'vitest';
import { z } from './unchecked.ts';

type Builder = (...parts: readonly unknown[]) => Schema;
interface Schema {
  readonly object: Builder;
  readonly string: Builder;
  readonly trim: Builder;
  readonly min: Builder;
  readonly parse: (value: unknown) => unknown;
  readonly safeParse: (value: unknown) => unknown;
}

const { object, string } = z as Schema;
const schema = object({ alias: string().trim().min(1) });

test('a schema of the page is made of anything, and believes all', () => {
  expect(schema.parse(7)).toBe(7);
});

test('a question to it is an error', () => {
  expect(() => schema.safeParse({ alias: 'Ann' })).toThrow('ask a guard');
});
