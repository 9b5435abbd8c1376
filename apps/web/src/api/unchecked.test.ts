import { expect, test } from 'vitest';
import type { z as Zod } from 'zod';
import { z } from './unchecked.ts';

const { object, string } = z as typeof Zod;
const schema = object({ alias: string().trim().min(1) });

test('a schema of the page is made of anything, and believes all', () => {
  expect(schema.parse(7)).toBe(7);
});

test('a question to it is an error', () => {
  expect(() => schema.safeParse({ alias: 'Ann' })).toThrow('ask a guard');
});
