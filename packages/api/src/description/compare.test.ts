import {
  contract,
  implement,
  type Module,
  rejection,
  type RejectionSort,
  scope,
} from '@tic-tac-toe/domain/kit';
import { describe as group, expect, test } from 'vitest';
import { z } from 'zod';
import { compare } from './compare.ts';
import { describe } from './describe.ts';
import { CannotCompare } from './schemas.ts';

const { command, query, event, state } = scope('games');

const SORTS: Readonly<Record<string, RejectionSort>> = { TAKEN: 'CONFLICT', FULL: 'TOO_MANY' };

/** What an audience may look at. */
type Told = Readonly<Record<string, unknown>>;

interface Parts {
  readonly input?: z.ZodType;
  readonly answer?: z.ZodType;
  readonly told?: z.ZodObject;
  readonly audience?: (data: Told) => 'everyone' | readonly string[];
  readonly live?: boolean;
  readonly reasons?: readonly string[];
  readonly sorts?: Readonly<Record<string, RejectionSort>>;
  readonly access?: 'anyone' | 'user' | 'service';
  readonly kept?: z.ZodType;
  readonly version?: number;
  readonly toldVersion?: number;
  readonly keep?: 'forever';
}

const upcastsTo = (version: number) =>
  Object.fromEntries(Array.from({ length: version - 1 }, (_, index) => [index + 1, (old: unknown) => old]));

/** A module of one message of each kind, as these parts have them. */
function world({
  input = z.object({ x: z.number() }),
  answer = z.object({ result: z.enum(['WIN', 'DRAW']) }),
  told = z.object({ player: z.uuid(), x: z.number().int().min(0).max(8) }),
  audience = () => 'everyone',
  live = false,
  reasons = ['TAKEN', 'FULL'],
  sorts = SORTS,
  access = 'user',
  kept = z.object({ board: z.array(z.string()) }),
  version = 1,
  toldVersion = 1,
  keep,
}: Parts = {}): Module {
  const rejections = reasons.map((reason) => rejection(reason, sorts[reason] ?? 'CONFLICT'));
  const PlaceMark = command('PlaceMark', input, { access, rejections });
  const GetGame = query('GetGame', z.object({}), answer);
  const MarkPlaced = event('MarkPlaced', told, {
    audience,
    live,
    version: toldVersion,
    upcasts: upcastsTo(toldVersion),
  });
  const games = contract({
    name: 'games',
    commands: { placeMark: PlaceMark },
    queries: { getGame: GetGame },
    events: { MarkPlaced },
    ...(keep && { feed: { keep } }),
  });
  const game = state('game', kept, { version, upcasts: upcastsTo(version) });
  // Only what is declared is described: nothing of it is ever run.
  return { ...implement<never>(games as never, { states: [game], commands: {}, queries: {} } as never) };
}

const sentences = (before: Parts, after: Parts): readonly string[] =>
  compare(describe([world(before)]), describe([world(after)])).map(({ sentence }) => sentence);

test('the same contract breaks nothing', () => {
  expect(sentences({}, {})).toEqual([]);
});

group('what callers send', () => {
  const object = z.object;
  test.each<[string, z.ZodType, z.ZodType, readonly string[]]>([
    [
      'is narrowed',
      object({ x: z.number() }),
      object({ x: z.number().int().min(0).max(2) }),
      ['games.placeMark input x: was number, now integer 0…2; clients that send 3 are refused'],
    ],
    ['is widened', object({ x: z.number().int().min(0).max(2) }), object({ x: z.number() }), []],
    ['gains an optional field', object({}), object({ x: z.number().optional() }), []],
    [
      'gains a field that is needed',
      object({}),
      object({ x: z.number() }),
      ['games.placeMark input x: is new, and needed (number); clients that leave it away are refused'],
    ],
    [
      'needs a field that was optional',
      object({ x: z.number().optional() }),
      object({ x: z.number() }),
      ['games.placeMark input x: was optional, now needed (number); clients that leave it away are refused'],
    ],
    [
      'loses a field',
      object({ rules: z.enum(['classic', 'ultimate']).optional() }),
      object({}),
      [
        'games.placeMark input rules: was "classic" | "ultimate", now passed over; what clients say by it is lost',
      ],
    ],
    [
      'may say more of an enum',
      object({ a: z.enum(['A', 'B']) }),
      object({ a: z.enum(['A', 'B', 'C']) }),
      [],
    ],
    [
      'may say less of an enum',
      object({ a: z.enum(['A', 'B']) }),
      object({ a: z.enum(['A']) }),
      ['games.placeMark input a: was "A" | "B", now "A"; clients that send "B" are refused'],
    ],
    ['is one more of a union', object({ a: z.string() }), object({ a: z.union([z.string(), z.null()]) }), []],
    [
      'is one less of a union',
      object({ a: z.union([z.string(), z.null()]) }),
      object({ a: z.string() }),
      ['games.placeMark input a: was text | null, now text; clients that send null are refused'],
    ],
    [
      'is another literal',
      object({ a: z.literal(1) }),
      object({ a: z.literal(2) }),
      ['games.placeMark input a: was 1, now 2; clients that send 1 are refused'],
    ],
    [
      'is a shorter list',
      object({ a: z.array(z.number()) }),
      object({ a: z.array(z.number()).max(2) }),
      [
        'games.placeMark input a: was list of number, now list of …2 number; clients that send [0,0,0] are refused',
      ],
    ],
    [
      'is a list of less',
      object({ a: z.array(z.object({ b: z.string() })) }),
      object({ a: z.array(z.object({ b: z.string().min(1) })) }),
      ['games.placeMark input a[].b: was text, now text of 1… characters; clients that send "" are refused'],
    ],
    [
      'is a record of less',
      object({ a: z.record(z.string(), z.number()) }),
      object({ a: z.record(z.string(), z.number().max(5)) }),
      ['games.placeMark input a.*: was number, now number …5; clients that send 6 are refused'],
    ],
    [
      'is a record of more',
      object({ a: z.record(z.enum(['b']), z.int()) }),
      object({ a: z.record(z.enum(['b']), z.number()) }),
      [],
    ],
    ['has a brand', object({ a: z.uuid() }), object({ a: z.uuid().brand('GameId') }), []],
    [
      'is an id',
      object({ a: z.string() }),
      object({ a: z.uuid().brand('GameId') }),
      ['games.placeMark input a: was text, now UUID; clients that send "" are refused'],
    ],
    [
      'has one rule more',
      object({ a: z.string() }),
      object({ a: z.string().refine((text) => text !== '', { error: 'Say something.' }) }),
      [
        'games.placeMark input a: was text, now text (Say something.); clients that send what only one of them allows are refused',
      ],
    ],
    [
      'has nothing else',
      object({}),
      z.strictObject({}),
      ['games.placeMark input *: was anything, now refused; clients that send it are refused'],
    ],
    [
      'is split by a field',
      object({ stage: z.enum(['A', 'B']), x: z.number() }),
      z.union([
        object({ stage: z.literal('A'), x: z.number() }),
        object({ stage: z.literal('B'), x: z.number() }),
      ]),
      [],
    ],
    [
      'is narrowed in one of a union',
      z.discriminatedUnion('stage', [
        object({ stage: z.literal('A'), x: z.number() }),
        object({ stage: z.literal('B') }),
      ]),
      z.discriminatedUnion('stage', [
        object({ stage: z.literal('A'), x: z.int() }),
        object({ stage: z.literal('B') }),
      ]),
      ['games.placeMark input x: was number, now integer; clients that send 0.5 are refused'],
    ],
  ])('%s', (_, before, after, told) => {
    expect(sentences({ input: before }, { input: after })).toEqual(told);
  });
});

group('what readers are told', () => {
  test('a renamed field of an event is told of once', () => {
    const told = z.object({ player: z.uuid(), column: z.number().int().min(0).max(8) });
    expect(sentences({}, { told, toldVersion: 2 })).toEqual([
      'games.MarkPlaced event x: was always there (integer 0…8), now gone; readers that need it find nothing',
    ]);
    expect(sentences({}, { told })).toEqual([
      'games.MarkPlaced event x: was always there (integer 0…8), now gone; readers that need it find nothing; and is stored, and still as version 1: give it version 2, and an upcast from 1',
    ]);
  });

  test('an event and an answer may gain fields', () => {
    const told = z.object({ player: z.uuid(), x: z.number().int().min(0).max(8), y: z.number().optional() });
    expect(sentences({}, { told, toldVersion: 2 })).toEqual([]);
    const answer = z.object({ result: z.enum(['WIN', 'DRAW']), reason: z.string() });
    expect(sentences({}, { answer })).toEqual([]);
  });

  test('an answer may tell less: a value that is no longer told is missed by nobody', () => {
    expect(sentences({}, { answer: z.object({ result: z.enum(['WIN']) }) })).toEqual([]);
  });

  test('an answer that may tell a value that no reader knows is told of: only unknown events are passed over', () => {
    expect(sentences({}, { answer: z.object({ result: z.enum(['WIN', 'DRAW', 'ABORTED']) }) })).toEqual([
      'games.getGame answer result: was "WIN" | "DRAW", now "WIN" | "DRAW" | "ABORTED"; readers that know only the former meet "ABORTED"',
    ]);
  });

  test('an optional field that can never be there any more is told of', () => {
    const answer = z.object({ result: z.enum(['WIN', 'DRAW']), winner: z.string().optional() });
    expect(sentences({ answer }, {})).toEqual([
      'games.getGame answer winner: was optional (text), now gone; readers that look for it never find it',
    ]);
  });

  test('who hears an event, and for how long, stays as it was', () => {
    expect(sentences({}, { audience: ({ player }) => [String(player)] })).toEqual([
      'games.MarkPlaced was told to everyone, now to player: who no longer hears it misses it, and who hears it now was not meant to',
    ]);
    expect(sentences({}, { live: true })).toEqual([
      'games.MarkPlaced is no longer kept: readers that resume miss it; and is gone: what was stored of it is never read',
    ]);
    expect(sentences({ keep: 'forever' }, {})).toEqual([
      'games.events are no longer kept for ever: readers of the past find nothing',
    ]);
    expect(sentences({}, { keep: 'forever' })).toEqual([]);
  });
});

group('who may call, and what refuses', () => {
  test('a removed rejection is told of once; an added one may be', () => {
    expect(sentences({}, { reasons: ['TAKEN'] })).toEqual([
      'games.placeMark is no longer refused as FULL: clients that wait for that never hear it',
    ]);
    expect(sentences({ reasons: ['TAKEN'] }, {})).toEqual([]);
  });

  test('a rejection keeps its code', () => {
    expect(sentences({}, { sorts: { ...SORTS, FULL: 'FORBIDDEN' } })).toEqual([
      'games.placeMark refuses FULL as FORBIDDEN, before as TOO_MANY: clients that go by the code misread it',
    ]);
  });

  test('it may be opened, and not closed', () => {
    expect(sentences({ access: 'user' }, { access: 'anyone' })).toEqual([]);
    expect(sentences({ access: 'anyone' }, { access: 'user' })).toEqual([
      'games.placeMark was open to anyone, now to signed-in users: others are refused',
    ]);
  });

  test('what is gone is told of, what is new is not', () => {
    const [module, nothing] = [describe([world()]), describe([])];
    expect(compare(nothing, module)).toEqual([]);
    expect(compare(module, nothing)[0]).toMatchObject({
      sentence: 'games is gone: clients that call the module get an error',
    });
    const empty = { ...module.modules['games'], commands: {}, queries: {}, events: {} } as never;
    expect(compare(module, { ...module, modules: { games: empty } }).map(({ sentence }) => sentence)).toEqual(
      [
        'games.placeMark is gone: clients that call the command get an error',
        'games.getGame is gone: clients that call the query get an error',
        'games.MarkPlaced is gone: readers that wait for the event never hear it',
      ],
    );
  });
});

group('what is stored', () => {
  const kept = z.object({ board: z.array(z.string()), turn: z.number() });

  test('has a version and an upcast for each change', () => {
    expect(sentences({}, { kept })).toEqual([
      'games.game is stored, and still as version 1: give it version 2, and an upcast from 1',
    ]);
    expect(sentences({}, { kept, version: 2 })).toEqual([]);
    expect(sentences({ version: 2 }, { version: 1 })).toEqual([
      'games.game is stored as version 1, before as 2: stored data is refused',
    ]);
  });

  test('an upcast that is missing is told of', () => {
    const [before, now] = [describe([world()]), describe([world({ kept, version: 3 })])];
    const stored = { 'games.game': { ...now.stored['games.game'], upcasts: [1] } } as never;
    expect(compare(before, { ...now, stored: { ...now.stored, ...(stored as object) } })).toMatchObject([
      { sentence: 'games.game is stored as version 3, without an upcast from 2: stored data is refused' },
    ]);
  });
});

group('what cannot be compared is said, and never passed over', () => {
  test.each<[string, z.ZodType]>([
    ['a date', z.date()],
    ['a coerced number', z.coerce.number()],
    ['a preprocess', z.preprocess((value) => value, z.string())],
    ['a value that is caught', z.string().catch('x')],
    ['a text that is changed first', z.string().trim()],
    ['a multiple', z.number().multipleOf(2)],
    ['both of two', z.intersection(z.object({}), z.object({}))],
    ['a set', z.set(z.string())],
    ['a refinement without a sentence', z.string().refine((text) => text !== '')],
    ['a custom type', z.custom<string>()],
    ['a schema that holds itself', z.lazy(() => z.string())],
  ])('%s', (_, schema) => {
    expect(() => describe([world({ input: z.object({ a: schema }) })])).toThrow(CannotCompare);
  });

  test('an answer that a transform makes', () => {
    const answer = z.object({ a: z.string().transform(Number) });
    expect(() => describe([world({ answer })])).toThrow(
      /^cannot compare games\.GetGame answer .*a: a transform/,
    );
  });

  test('an audience that is more than fields of the event', () => {
    const audience = ({ player, x }: Told) => [x === 0 ? 'nobody' : String(player)];
    expect(() => describe([world({ audience })])).toThrow(/an audience that is more than fields/);
  });
});
