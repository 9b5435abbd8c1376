import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { SYSTEM } from '../define/actor.ts';
import { contract } from '../define/contract.ts';
import { become, ignore, remove } from '../define/decision.ts';
import {
  all,
  handle,
  handleStateless,
  many,
  one,
  react,
  reactStateless,
  singleton,
  where,
} from '../define/handler.ts';
import { rejection } from '../define/message.ts';
import { implement } from '../define/module.ts';
import { as, harness, refused, specify } from '../testing/index.ts';
import { scope } from '../define/scope.ts';

const { command, event, state } = scope('house');

/* A house with lamps: every form that a handler can have. */

const Lamp = z.discriminatedUnion('stage', [
  z.object({ stage: z.literal('Off'), id: z.string(), room: z.string() }),
  z.object({ stage: z.literal('On'), id: z.string(), room: z.string(), since: z.number() }),
  z.object({ stage: z.literal('Broken'), id: z.string(), room: z.string() }),
]);
const lamp = state('lamp', Lamp, {
  stages: ['Off', 'On', 'Broken'],
  indexes: { room: ({ room }) => [room] },
});
const meter = state('meter', z.object({ switched: z.number() }));

const ALREADY_INSTALLED = rejection('ALREADY_INSTALLED', 'CONFLICT');
const NO_SUCH_LAMP = rejection('NO_SUCH_LAMP', 'NOT_FOUND');
const LAMP_IS_ON = rejection('LAMP_IS_ON', 'CONFLICT');
const LAMP_IS_BROKEN = rejection('LAMP_IS_BROKEN', 'CONFLICT');
const ROOM_IS_FULL = rejection('ROOM_IS_FULL', 'CONFLICT');
const NOTHING_TO_DO = rejection('NOTHING_TO_DO', 'INVALID');

const Install = command('Install', z.object({ id: z.string(), room: z.string() }), {
  rejections: [ALREADY_INSTALLED, ROOM_IS_FULL],
});
const TurnOn = command('TurnOn', z.object({ id: z.string() }), {
  rejections: [NO_SUCH_LAMP, LAMP_IS_ON, LAMP_IS_BROKEN],
});
const CallForDarkness = command('CallForDarkness', z.object({ room: z.string().nullable() }), {
  rejections: [NOTHING_TO_DO],
});
const Clear = command('Clear', z.object({ room: z.string() }), { rejections: [NO_SUCH_LAMP, LAMP_IS_ON] });
const Installed = event('Installed', z.object({ id: z.string(), others: z.number() }));
const TurnedOn = event('TurnedOn', z.object({ id: z.string() }));
const TurnedOff = event('TurnedOff', z.object({ id: z.string() }));
const DarknessCalledFor = event('DarknessCalledFor', z.object({ room: z.string().nullable() }));
const Surge = event('Surge', z.object({ atLeast: z.number() }));
const LampBroke = event('LampBroke', z.object({ id: z.string() }));
const Cleared = event('Cleared', z.object({ id: z.string() }));
const Counted = event('Counted', z.object({ switched: z.number() }));

const install = handle(Install, lamp, {
  find: ({ id }) => id,
  reads: { inRoom: many(lamp, 'room', ({ room }) => room), counted: one(meter, () => singleton()) },
  missing: ({ id, room }, _context, { inRoom, counted }) =>
    inRoom.length >= 3
      ? ROOM_IS_FULL
      : become(
          { stage: 'Off' as const, id, room },
          Installed({ id, others: inRoom.length + (counted?.switched ?? 0) * 100 }),
        ),
  stages: { Off: ALREADY_INSTALLED, On: ALREADY_INSTALLED, Broken: ALREADY_INSTALLED },
});

const turnOn = handle(TurnOn, lamp, {
  find: ({ id }) => id,
  missing: NO_SUCH_LAMP,
  stages: {
    Off: ({ id, room }, _data, { now }) =>
      become({ stage: 'On' as const, id, room, since: now }, TurnedOn({ id })),
    On: LAMP_IS_ON,
    Broken: LAMP_IS_BROKEN,
  },
});

const callForDarkness = handleStateless(CallForDarkness, ({ room }) =>
  room === '' ? NOTHING_TO_DO : [DarknessCalledFor({ room })],
);

/** A command on the states of an index: all of a room. */
const clear = handle(Clear, lamp, {
  find: ({ room }) => where(lamp, 'room', room),
  missing: NO_SUCH_LAMP,
  stages: {
    Off: (before) => become(before, remove(lamp, before.id), Cleared({ id: before.id })),
    On: LAMP_IS_ON,
    Broken: (before) => become(before, remove(lamp, before.id), Cleared({ id: before.id })),
  },
});

const turnOff = react(DarknessCalledFor, lamp, {
  find: ({ room }) => (room === null ? all() : where(lamp, 'room', room)),
  stages: { On: ({ id, room }) => become({ stage: 'Off' as const, id, room }, TurnedOff({ id })) },
});

const bulbBreaks = ({ id, room }: z.output<typeof Lamp>) =>
  become({ stage: 'Broken' as const, id, room }, LampBroke({ id }));
/** One function for a union of stages, and a condition. */
const surge = react(Surge, lamp, {
  find: all,
  when: ({ id }, { atLeast }) => Number(id) >= atLeast,
  stages: { Off: bulbBreaks, On: bulbBreaks },
});

const count = react(TurnedOn, meter, {
  find: singleton,
  missing: () => become({ switched: 1 }, Counted({ switched: 1 })),
  found: ({ switched }) =>
    switched >= 3 ? ignore : become({ switched: switched + 1 }, Counted({ switched: switched + 1 })),
});

const nobodysBusiness = react(LampBroke, meter, { find: () => null, found: () => become({ switched: -1 }) });
const replaceBroken = reactStateless(LampBroke, ({ id }) =>
  id === '9' ? [Install({ id: '10', room: 'spare' })] : [],
);

const house = contract({
  name: 'house',
  commands: { install: Install, turnOn: TurnOn, callForDarkness: CallForDarkness, clear: Clear },
  queries: {},
  events: { Installed, TurnedOn, TurnedOff, DarknessCalledFor, LampBroke, Cleared, Counted },
  accepts: { Surge },
});
const modules = [
  implement(house, {
    states: [lamp, meter],
    commands: { install, turnOn, callForDarkness, clear },
    queries: {},
    reactions: [turnOff, surge, count, nobodysBusiness, replaceBroken],
  }),
];

const { given } = specify(modules);
const say = (said: Parameters<typeof as>[1]) => as(SYSTEM, said);
const installed = (...ids: readonly string[]) => ids.map((id) => say(Install({ id, room: 'hall' })));
const lit = (...ids: readonly string[]) => [...installed(...ids), ...ids.map((id) => say(TurnOn({ id })))];

describe('a command', () => {
  test('creates a state where there is none, and may look at others', () => {
    given(...lit('1', '2'))
      .when(say(Install({ id: '3', room: 'hall' })))
      .then(Installed({ id: '3', others: 202 }));
  });

  test('is refused by a decision on what it looked at', () => {
    given(...installed('1', '2', '3'))
      .when(say(Install({ id: '4', room: 'hall' })))
      .thenRejected(ROOM_IS_FULL);
  });

  test('gets the answer of exactly the stage that its state is at', () => {
    given(...installed('1'))
      .when(say(TurnOn({ id: '1' })))
      .then(TurnedOn({ id: '1' }), Counted({ switched: 1 }));
    given(...lit('1'))
      .when(say(TurnOn({ id: '1' })))
      .thenRejected(LAMP_IS_ON);
    given(...installed('1'), Surge({ atLeast: 0 }))
      .when(say(TurnOn({ id: '1' })))
      .thenRejected(LAMP_IS_BROKEN);
    given()
      .when(say(TurnOn({ id: '1' })))
      .thenRejected(NO_SUCH_LAMP);
    given(...lit('1'))
      .when(say(Install({ id: '1', room: 'hall' })))
      .thenRejected(ALREADY_INSTALLED);
  });

  test('without a state of its own still has effects, or a refusal', () => {
    given()
      .when(say(CallForDarkness({ room: 'hall' })))
      .then(DarknessCalledFor({ room: 'hall' }));
    given()
      .when(say(CallForDarkness({ room: '' })))
      .thenRejected(NOTHING_TO_DO);
  });

  test('on many states changes all of them or, where one refuses, none', async () => {
    given(...installed('1', '2'))
      .when(say(Clear({ room: 'hall' })))
      .then(Cleared({ id: '1' }), Cleared({ id: '2' }));
    given(...installed('1', '2'), say(TurnOn({ id: '2' })))
      .when(say(Clear({ room: 'hall' })))
      .thenRejected(LAMP_IS_ON);
    given(...installed('1', '2'), say(TurnOn({ id: '2' })), refused(say(Clear({ room: 'hall' }))))
      .when(say(TurnOn({ id: '1' })))
      .then(TurnedOn({ id: '1' }), Counted({ switched: 2 }));
  });

  test('on the states of an index of which there are none gets the answer for a missing state', () => {
    given()
      .when(say(Clear({ room: 'hall' })))
      .thenRejected(NO_SUCH_LAMP);
  });
});

describe('a reaction', () => {
  test('is given every state of an index, and skips those at other stages', () => {
    given(...lit('1', '2'), ...installed('3'))
      .when(say(CallForDarkness({ room: 'hall' })))
      .then(DarknessCalledFor({ room: 'hall' }), TurnedOff({ id: '1' }), TurnedOff({ id: '2' }));
    given(...lit('1'))
      .when(say(CallForDarkness({ room: 'attic' })))
      .then(DarknessCalledFor({ room: 'attic' }));
  });

  test('is given all states: each sees the effect as it was, none what another has answered', () => {
    given(...lit('1', '2'), say(Install({ id: '3', room: 'attic' })), say(TurnOn({ id: '3' })))
      .when(say(CallForDarkness({ room: null })))
      .then(
        DarknessCalledFor({ room: null }),
        TurnedOff({ id: '1' }),
        TurnedOff({ id: '2' }),
        TurnedOff({ id: '3' }),
      );
  });

  test('is given the only state of its kind, created by the first and changed by the next', () => {
    given(...installed('1', '2'), say(TurnOn({ id: '1' })))
      .when(say(TurnOn({ id: '2' })))
      .then(TurnedOn({ id: '2' }), Counted({ switched: 2 }));
  });

  test('with a condition is silent where it does not hold; one function serves several stages', () => {
    given(...lit('1'), ...installed('2'), say(Install({ id: '3', room: 'attic' })))
      .when(Surge({ atLeast: 2 }))
      .then(Surge({ atLeast: 2 }), LampBroke({ id: '2' }), LampBroke({ id: '3' }));
    given(...lit('1'))
      .when(Surge({ atLeast: 0 }))
      .then(Surge({ atLeast: 0 }), LampBroke({ id: '1' }));
  });

  test('without a state has its effects, commands too', () => {
    given(...installed('9'))
      .when(Surge({ atLeast: 9 }))
      .then(Surge({ atLeast: 9 }), LampBroke({ id: '9' }), Installed({ id: '10', others: 0 }));
  });

  test('that finds nothing to do leaves no change behind', async () => {
    const world = await harness({ modules });
    for (const id of ['1', '2', '3', '4']) {
      await world.execute(SYSTEM, Install({ id, room: id }));
      await world.execute(SYSTEM, TurnOn({ id }));
    }
    const counted = await world.ports.reader.load(meter, singleton());
    expect(counted).toMatchObject({ state: { switched: 3 }, version: 3 });
  });
});

test('a state that is removed is gone from its indexes, and may be created anew', async () => {
  const world = await harness({ modules });
  await world.execute(SYSTEM, Install({ id: '1', room: 'hall' }));
  await world.execute(SYSTEM, Clear({ room: 'hall' }));
  expect(await world.ports.reader.load(lamp, '1')).toBeUndefined();
  expect(await world.ports.reader.where(lamp, 'room', 'hall')).toEqual([]);
  await world.execute(SYSTEM, Install({ id: '1', room: 'attic' }));
  expect(await world.ports.reader.load(lamp, '1')).toMatchObject({ version: 1, state: { room: 'attic' } });
});

test('states changed earlier in the same batch are found by what they are now, in the order of their ids', async () => {
  const world = await harness({ modules });
  for (const id of ['3', '1']) await world.execute(SYSTEM, Install({ id, room: 'hall' }));
  // One turn of the event loop, one commit.
  const outcomes = await Promise.all([
    world.execute(SYSTEM, TurnOn({ id: '3' })),
    world.execute(SYSTEM, Install({ id: '2', room: 'hall' })),
    world.execute(SYSTEM, TurnOn({ id: '2' })),
    world.execute(SYSTEM, TurnOn({ id: '1' })),
    world.execute(SYSTEM, CallForDarkness({ room: 'hall' })),
  ]);
  expect(outcomes.every(({ ok }) => ok)).toBe(true);
  const told = world.handled
    .filter(({ message }) => message.type === 'TurnedOff')
    .map(({ message }) => message.data);
  expect(told).toEqual([{ id: '1' }, { id: '2' }, { id: '3' }]);
});
