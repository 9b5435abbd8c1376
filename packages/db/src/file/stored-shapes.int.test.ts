import { type Module, scope, type Shapes, shapesOf } from '@tic-tac-toe/domain/kit';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { commitOf, draft, put, timerOf } from '../testing/drafts.ts';
import { open, temporaryFile } from '../testing/world.ts';

/* A door and its events: in their first version, and in today's. */

const { event, state } = scope('doors');

const DoorOnce = z.object({ stage: z.enum(['Shut', 'Ajar']), colour: z.string() });
const Door = z.object({ stage: z.enum(['Shut', 'Ajar']), colours: z.array(z.string()) });
const paint = ({ colour, ...door }: z.output<typeof DoorOnce>) => ({ ...door, colours: [colour] });
const doorOnce = state('door', DoorOnce, { indexes: { colour: ({ colour }) => [colour] } });
const door = state('door', Door, {
  version: 2,
  upcasts: { 1: paint },
  indexes: { colour: ({ colours }) => colours },
});

const KnockedOnce = event('Knocked', z.object({ loud: z.boolean() }));
const Knocked = event('Knocked', z.object({ times: z.number() }), {
  version: 2,
  upcasts: { 1: ({ loud }: { readonly loud: boolean }) => ({ times: loud ? 3 : 1 }) },
});

const shapes = (
  ...definitions: readonly (Shapes['states'] extends ReadonlyMap<string, infer S> ? S : never)[]
) => ({
  states: new Map(definitions.map((definition) => [definition.kind, definition])),
});
const noModules: readonly Module[] = [];
const { events } = shapesOf(noModules);
const once: Shapes = { ...shapes(doorOnce), events: new Map([...events, ['doors.Knocked', KnockedOnce]]) };
const now: Shapes = { ...shapes(door), events: new Map([...events, ['doors.Knocked', Knocked]]) };

const knocked = (data: unknown) => ({ kind: 'event', name: 'doors.Knocked', type: 'Knocked', data }) as const;
const update = { every: 1_000, event: knocked({ loud: false }) };

/** A file of the first version. */
async function fileOfOnce(): Promise<string> {
  const file = temporaryFile();
  const database = open(file, { shapes: once });
  await database.store.commit(
    commitOf({
      states: [
        put('front', 0, { stage: 'Shut', colour: 'red' }, doorOnce),
        put('back', 0, { stage: 'Ajar', colour: 'blue' }, doorOnce),
      ],
      events: [draft({ name: 'doors.Knocked', type: 'Knocked', data: { loud: true }, topic: 'doors' })],
      timers: [{ set: timerOf('knock', 5_000, { wakeAt: 1_000, event: knocked({ loud: true }), update }) }],
    }),
  );
  await database.close();
  return file;
}

describe('what an earlier version has stored', () => {
  test('is read as the newest shape, wherever it is read', async () => {
    const { store, reader, log } = open(await fileOfOnce(), { shapes: now });
    const red = { id: 'front', version: 1, position: 1, state: { stage: 'Shut', colours: ['red'] } };
    expect(await store.load(door, 'front')).toEqual(red);
    expect(await reader.load(door, 'front')).toEqual(red);
    expect(await reader.where(door, 'colour', 'red')).toEqual([red]);
    expect(await reader.all(door)).toMatchObject([{ state: { colours: ['blue'] } }, red]);
    expect(await reader.page(door, 'back', 1)).toEqual([red]);
    expect(await log.read('doors', 0, 10)).toMatchObject([{ data: { times: 3 } }]);
    expect(await log.readFor(null, 'doors', 0, 10)).toMatchObject({ events: [{ data: { times: 3 } }] });
    expect(await store.timer('knock')).toMatchObject({
      event: knocked({ times: 3 }),
      update: { event: knocked({ times: 1 }) },
    });
  });

  test('is written as the newest, beside what nobody has touched, and both are read again', async () => {
    const file = await fileOfOnce();
    const first = open(file, { shapes: now });
    // Reading has not changed anything: the commit finds what was read unchanged.
    const found = await first.store.timer('knock');
    const reads = {
      states: [{ definition: door, id: 'back', version: 1 }],
      lookups: [],
      timers: [{ key: 'knock', found }],
    };
    await first.store.commit(
      commitOf({
        reads,
        states: [put('front', 1, { stage: 'Shut', colours: ['red', 'green'] }, door)],
        events: [draft({ name: 'doors.Knocked', type: 'Knocked', data: { times: 7 }, topic: 'doors' })],
      }),
    );
    await first.close();

    const { reader, log } = open(file, { shapes: now });
    expect(await reader.where(door, 'colour', 'green')).toMatchObject([
      { version: 2, state: { colours: ['red', 'green'] } },
    ]);
    expect(await reader.load(door, 'back')).toMatchObject({ version: 1, state: { colours: ['blue'] } });
    expect(await log.read('doors', 0, 10)).toMatchObject([{ data: { times: 3 } }, { data: { times: 7 } }]);
  });

  test('is found by what the newest version looks for, also where that is something else', async () => {
    const file = await fileOfOnce();
    const found = { ...door, indexes: { stage: ({ stage }: z.output<typeof Door>) => [stage] } };
    const { store, reader } = open(file, { shapes: { ...now, ...shapes(found) } });
    expect(await reader.where(found, 'stage', 'Ajar')).toMatchObject([{ id: 'back' }]);
    expect(await reader.where(found, 'colour', 'red')).toEqual([]);
    await store.commit(commitOf({ states: [put('back', 1, { stage: 'Shut', colours: [] }, found)] }));
    expect(await reader.where(found, 'stage', 'Ajar')).toEqual([]);
    expect(await reader.where(found, 'stage', 'Shut')).toHaveLength(2);
  });
});

describe('a file that this version cannot read is refused, with the number of rows', () => {
  const failing = () => {
    throw new Error('no colour');
  };
  test.each([
    [
      'no upcast',
      { ...now, ...shapes({ ...door, upcasts: {} }) },
      'holds 2 states doors.door of version 1, which this version cannot read: there is no upcast from version 1',
    ],
    [
      'an upcast that fails',
      { ...now, ...shapes({ ...door, upcasts: { 1: failing } }) },
      'holds 1 state doors.door (Ajar) of version 1, which this version cannot read: the upcast from version 1 fails: no colour',
    ],
    [
      'an upcast that leaves what does not fit',
      { ...now, ...shapes({ ...door, upcasts: { 1: (old: object) => old } }) },
      'holds 1 state doors.door (Ajar) of version 1, which this version cannot read: colours',
    ],
    [
      'another schema without a version',
      { ...once, ...shapes({ ...door, version: 1, upcasts: {} }) },
      'holds 1 state doors.door (Ajar) of version 1, which this version cannot read: colours',
    ],
    [
      'an event without an upcast',
      { ...now, events: new Map([['doors.Knocked', { ...Knocked, version: 3 }]]) } as never,
      'holds 1 event doors.Knocked of version 1, which this version cannot read: there is no upcast from version 2',
    ],
  ])('%s', async (_, newest: Shapes, sentence) => {
    const file = await fileOfOnce();
    expect(() => open(file, { shapes: newest })).toThrow(sentence);
    // The file was not changed.
    expect(await open(file, { shapes: once }).reader.load(doorOnce, 'front')).toMatchObject({
      state: { colour: 'red' },
    });
  });

  test('a timer alone, whose event the log does not hold', async () => {
    const file = temporaryFile();
    const first = open(file, { shapes: once });
    await first.store.commit(
      commitOf({ timers: [{ set: timerOf('a', 1, { event: knocked({ loud: true }) }) }] }),
    );
    await first.close();
    const newest: Shapes = {
      ...now,
      events: new Map([['doors.Knocked', Object.assign(() => knocked({}), Knocked, { upcasts: {} })]]),
    };
    expect(() => open(file, { shapes: newest })).toThrow(
      'holds 1 timer doors.Knocked of version 1, which this version cannot read',
    );
  });

  test('of a newer version', async () => {
    const file = await fileOfOnce();
    const newer = open(file, { shapes: now });
    await newer.store.commit(commitOf({ states: [put('front', 1, { stage: 'Shut', colours: [] }, door)] }));
    await newer.close();
    expect(() => open(file, { shapes: once })).toThrow(
      /was written by a newer version: it holds 1 state doors.door of version 2, and only version 1 is known\./,
    );
  });
});

test('a start reads a few rows of each shape, however many there are', async () => {
  const file = await fileOfOnce();
  const many = open(file, { shapes: once });
  const doors = Array.from({ length: 5_000 }, (_, n) =>
    put(`door ${n}`, 0, { stage: 'Shut', colour: 'red' }, doorOnce),
  );
  await many.store.commit(commitOf({ states: doors }));
  await many.close();
  let read = 0;
  const counting = (old: z.output<typeof DoorOnce>) => {
    read += 1;
    return paint(old);
  };
  open(file, { shapes: { ...now, ...shapes({ ...door, upcasts: { 1: counting } }) } });
  expect(read).toBeLessThan(20);
});
