import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ActorId, contract, handleStateless, implement, scope, SYSTEM } from '../define/index.ts';
import { arbitraryOf, commandsOf } from './arbitraries.ts';

describe.each<readonly [kind: string, schema: z.ZodType]>([
  ['texts', z.string()],
  ['texts of some length', z.string().min(32).max(40)],
  ['texts of a pattern', z.string().regex(/^[a-z]{3}\d$/)],
  [
    'texts with a rule',
    z
      .string()
      .max(5)
      .refine((text) => !text.includes('a')),
  ],
  [
    'texts that are changed',
    z
      .string()
      .max(5)
      .transform((text) => text.trim())
      .refine((text) => text.length > 0),
  ],
  ['ids', z.uuid().brand('DoorId')],
  ['instants', z.iso.datetime({ precision: 3 })],
  ['numbers', z.number()],
  ['numbers above one', z.number().gt(0)],
  ['numbers between two', z.number().gt(1).lt(1.5)],
  ['integers', z.number().int()],
  ['integers between two', z.number().int().min(20).max(22)],
  ['booleans', z.boolean()],
  ['null', z.null()],
  ['literals', z.literal([10, 'a', null])],
  ['enumerations', z.enum(['SHUT', 'AJAR'])],
  ['anything', z.unknown()],
  ['lists', z.array(z.number()).min(1).max(2)],
  ['tuples', z.tuple([z.literal(1), z.string()])],
  ['records', z.record(z.string(), z.number())],
  ['records of given names', z.record(z.enum(['a', 'b']), z.number())],
  ['alternatives', z.union([z.string(), z.number()])],
  [
    'stages',
    z.discriminatedUnion('stage', [
      z.object({ stage: z.literal('A') }),
      z.object({ stage: z.literal('B'), since: z.number() }),
    ]),
  ],
  ['what may be null', z.string().nullable()],
  ['what may be left away', z.string().optional()],
  [
    'objects',
    z.strictObject({ id: z.uuid(), note: z.string().exactOptional(), more: z.number().optional() }),
  ],
  ['what has a default', z.object({ limit: z.number().optional() }).prefault({})],
])('values of %s', (_kind, schema) => {
  test('are taken', () => {
    fc.assert(fc.property(arbitraryOf(schema), (value) => schema.safeParse(value).success));
  });
});

describe('a schema is not guessed at', () => {
  test('where its kind is not known', () => {
    expect(() => arbitraryOf(z.object({ on: z.array(z.date()) }))).toThrow(
      'No values are known for schemas of the kind date: add it to kit/testing.',
    );
  });

  test('where the format of its text is not known', () => {
    expect(() => arbitraryOf(z.email())).toThrow('No values are known for texts of the format email');
  });

  test('where hardly any value keeps its rule, unless the test says which do', () => {
    const secret = z.string().refine((text) => text === 'open, sesame');
    expect(() => arbitraryOf(secret)).toThrow('a rule that values seldom keep');
    const own = new Map([[secret, fc.constant('open, sesame')]]);
    const told = fc.sample(arbitraryOf(z.object({ secret: secret.optional() }), own), 50);
    expect(new Set(told.map((each) => JSON.stringify(each)))).toEqual(
      new Set(['{"secret":"open, sesame"}', '{}']),
    );
  });
});

describe('the commands of a module', () => {
  const { name, command } = scope('doors');
  const Open = command('Open', z.object({ width: z.number().int().min(1).max(9) }));
  const Lock = command('Lock', z.object({ times: z.number().int().min(1).max(2) }).prefault({ times: 1 }), {
    access: 'service',
  });
  const somebody = ActorId.parse('00000000-0000-4000-8000-000000000001');
  const Knock = command('Knock', z.object({}));
  const open = handleStateless(Open, () => []);
  const lock = handleStateless(Lock, () => []);
  const before = implement(contract({ name, commands: { open: Open }, queries: {}, events: {} }), {
    internal: { commands: { lock: Lock } },
    states: [],
    commands: { open, lock },
    queries: {},
  });
  const after = implement(
    contract({ name, commands: { open: Open, knock: Knock }, queries: {}, events: {} }),
    {
      internal: { commands: { lock: Lock } },
      states: [],
      commands: { open, lock, knock: handleStateless(Knock, () => []) },
      queries: {},
    },
  );
  const saidOf = (module: typeof before) =>
    new Set(fc.sample(commandsOf([module], fc.constant(somebody)), 200).map(({ command: { type } }) => type));

  test('are all said, those inside the server, too, with the data that their handlers get', () => {
    expect(saidOf(before)).toEqual(new Set(['Open', 'Lock']));
    fc.assert(
      fc.property(
        commandsOf([before], fc.constant(somebody)),
        ({ actor, command: { kind, name: full, type, data } }) => {
          expect(actor).toBe(type === 'Lock' ? SYSTEM : somebody);
          expect(kind).toBe('command');
          expect(full).toBe(`doors.${type}`);
          expect((type === 'Open' ? Open : Lock).schema.parse(data)).toEqual(data);
        },
      ),
    );
  });

  test('join by themselves: one that the contract gains is said, too', () => {
    expect(saidOf(after)).toEqual(new Set(['Open', 'Lock', 'Knock']));
  });
});
