import { describe, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { ActorId } from './actor.ts';
import { createApplication } from '../run/application.ts';
import { contract, contractsOf } from './contract.ts';
import { become, cancel, remove, schedule } from './decision.ts';
import { handle, handleStateless, many, one, react, reactStateless, where } from './handler.ts';
import { type DataOf, rejection } from './message.ts';
import { memoryStore } from '../memory/memory-store.ts';
import { implement } from './module.ts';
import type { StateOf } from './state.ts';
import { scope } from './scope.ts';

const { command, event, query, state } = scope('doors');

/*
 * What must not compile. Each line under a `@ts-expect-error` is a mistake that somebody will make one day; if the
 * compiler accepts one, this file no longer type-checks. None of it is run.
 */
const neverRun = (_mistakes: () => void): void => {};

const NO_SUCH_DOOR = rejection('NO_SUCH_DOOR', 'NOT_FOUND');
const ALREADY_OPEN = rejection('ALREADY_OPEN', 'CONFLICT');
const LOCKED = rejection('LOCKED', 'FORBIDDEN');

const DoorId = z.uuid().brand('DoorId');
const RoomId = z.uuid().brand('RoomId');
const doorId = DoorId.parse('00000000-0000-4000-8000-000000000001');
const roomId = RoomId.parse('00000000-0000-4000-8000-000000000001');

const Open = command('Open', z.object({ doorId: DoorId }), { rejections: [NO_SUCH_DOOR, ALREADY_OPEN] });
const Knock = command('Knock', z.object({ times: z.number() }));
const Opened = event('Opened', z.object({ doorId: DoorId }));
const Knocked = event('Knocked', z.object({ doorId: DoorId, times: z.number() }));
const Creaked = event('Creaked', z.object({ loud: z.boolean() }));
const GetDoor = query('GetDoor', z.object({ doorId: DoorId }), z.object({ open: z.boolean() }), {
  rejections: [NO_SUCH_DOOR],
});

const Door = z.discriminatedUnion('stage', [
  z.object({ stage: z.literal('Shut'), doorId: DoorId }),
  z.object({ stage: z.literal('Ajar'), doorId: DoorId, since: z.number() }),
]);
const door = state('door', Door, {
  stages: ['Shut', 'Ajar'],
  indexes: { since: (found) => (found.stage === 'Ajar' ? [`${found.since}`] : []) },
});
const bell = state('bell', z.object({ rung: z.number() }));

const openDoor = handle(Open, door, {
  find: (data) => data.doorId,
  missing: NO_SUCH_DOOR,
  stages: {
    Shut: ({ doorId: id }, _data, { now }) =>
      become({ stage: 'Ajar' as const, doorId: id, since: now }, Opened({ doorId: id })),
    Ajar: ALREADY_OPEN,
  },
});
const knock = handleStateless(Knock, () => []);
const doors = contract({
  name: 'doors',
  commands: { open: Open, knock: Knock },
  queries: { getDoor: GetDoor },
  events: { Opened, Knocked },
  feed: { by: { doorId: DoorId } },
});

const fitting = {
  internal: { events: { Creaked } },
  states: [door, bell],
  commands: { open: openDoor, knock },
  queries: { getDoor: () => ({ open: true }) },
} as const;

test('what fits compiles: the mistakes below differ from it in one thing each', () => {
  implement(doors, fitting);
  implement(doors, { ...fitting, queries: { getDoor: () => NO_SUCH_DOOR } });
  implement(doors, {
    ...fitting,
    reactions: [
      reactStateless(Opened, () => [
        schedule(Creaked({ loud: true }), { key: 'x', at: 0 }),
        Creaked({ loud: true }),
        cancel('x'),
        remove(door, doorId),
      ]),
    ],
  });
});

describe('a module', () => {
  test('handles each of its commands and queries', () => {
    neverRun(() => {
      // @ts-expect-error Knock has no handler
      implement(doors, { ...fitting, commands: { open: openDoor } });
      // @ts-expect-error GetDoor has no answer
      implement(doors, { ...fitting, queries: {} });
      // @ts-expect-error an internal command has no handler
      implement(doors, { ...fitting, internal: { commands: { lock: command('Lock', z.object({})) } } });
    });
  });

  test('handles nothing else', () => {
    neverRun(() => {
      // @ts-expect-error nobody declares Close
      implement(doors, { ...fitting, commands: { open: openDoor, knock, close: knock } });
      // @ts-expect-error nobody declares GetWindow
      implement(doors, { ...fitting, queries: { getDoor: () => ({ open: true }), getWindow: () => ({}) } });
    });
  });

  test('has no handler under the name of another command', () => {
    neverRun(() => {
      // @ts-expect-error the handler of Open under Knock
      implement(doors, { ...fitting, commands: { open: openDoor, knock: openDoor } });
      // @ts-expect-error a reaction is no handler of a command
      implement(doors, { ...fitting, commands: { open: openDoor, knock: reactStateless(Opened, () => []) } });
    });
  });

  test('refuses for declared reasons only', () => {
    neverRun(() => {
      implement(doors, {
        ...fitting,
        // @ts-expect-error Knock declares no LOCKED
        commands: { open: openDoor, knock: handleStateless(Knock, () => LOCKED) },
      });
      const locked = handle(Open, door, {
        find: (data) => data.doorId,
        missing: NO_SUCH_DOOR,
        stages: { Shut: LOCKED, Ajar: ALREADY_OPEN },
      });
      // @ts-expect-error Open declares no LOCKED, and a rejection in the place of a function is no exception
      implement(doors, { ...fitting, commands: { open: locked, knock } });
      // @ts-expect-error GetDoor declares no LOCKED
      implement(doors, { ...fitting, queries: { getDoor: () => LOCKED } });
      // @ts-expect-error an event can not be refused
      reactStateless(Opened, () => LOCKED);
    });
  });

  test('tells declared events only, and sends the commands of others only where it says so', () => {
    const Rang = event('Rang', z.object({}));
    const Lock = command('Lock', z.object({}));
    neverRun(() => {
      implement(doors, {
        ...fitting,
        // @ts-expect-error nobody declares Rang
        commands: { open: openDoor, knock: handleStateless(Knock, () => [Rang({})]) },
      });
      // @ts-expect-error nor in a reaction
      implement(doors, { ...fitting, reactions: [reactStateless(Opened, () => [Rang({})])] });
      implement(doors, {
        ...fitting,
        // @ts-expect-error nor by a timer
        reactions: [reactStateless(Opened, () => [schedule(Rang({}), { key: 'k', at: 0 })])],
      });
      implement(doors, {
        ...fitting,
        reactions: [
          // @ts-expect-error nor by the updates of a timer
          reactStateless(Opened, () => [
            schedule(Creaked({ loud: true }), { key: 'k', at: 0, update: { every: 1, event: Rang({}) } }),
          ]),
        ],
      });
      // @ts-expect-error Lock is not among what it sends
      implement(doors, { ...fitting, reactions: [reactStateless(Opened, () => [Lock({})])] });
      implement(doors, {
        ...fitting,
        sends: { Lock, Rang },
        reactions: [reactStateless(Opened, () => [Lock({}), Rang({})])],
      });
      // @ts-expect-error a refusal is told by an event of the module
      implement(doors, { ...fitting, whenRejected: () => Rang({}) });
      // @ts-expect-error an initial command is one of the module
      implement(doors, { ...fitting, initialCommands: [Lock({})] });
    });
  });

  test('answers as its queries say', () => {
    neverRun(() => {
      // @ts-expect-error `open` is no text
      implement(doors, { ...fitting, queries: { getDoor: () => ({ open: 'yes' }) } });
      // @ts-expect-error something is missing
      implement(doors, { ...fitting, queries: { getDoor: () => ({}) } });
      // @ts-expect-error nor later
      implement(doors, { ...fitting, queries: { getDoor: async () => ({ open: 1 }) } });
    });
  });
});

describe('a handler', () => {
  test('answers for every stage, and for no other', () => {
    neverRun(() => {
      handle(Open, door, {
        find: (data) => data.doorId,
        missing: NO_SUCH_DOOR,
        // @ts-expect-error nothing for Ajar
        stages: { Shut: ALREADY_OPEN },
      });
      handle(Open, door, {
        find: (data) => data.doorId,
        missing: NO_SUCH_DOOR,
        // @ts-expect-error there is no stage Bricked
        stages: { Shut: ALREADY_OPEN, Ajar: ALREADY_OPEN, Bricked: ALREADY_OPEN },
      });
      // @ts-expect-error nothing for a door that is not there
      handle(Open, door, { find: (data) => data.doorId, stages: { Shut: ALREADY_OPEN, Ajar: ALREADY_OPEN } });
      react(Opened, door, {
        find: (data) => data.doorId,
        // @ts-expect-error there is no stage Bricked for a reaction either
        stages: { Bricked: () => become({ stage: 'Shut' as const, doorId }) },
      });
    });
  });

  test('leaves a state of the right kind', () => {
    neverRun(() => {
      // @ts-expect-error a bell is no door
      react(Opened, door, { find: (data) => data.doorId, stages: { Shut: () => become({ rung: 1 }) } });
      react(Opened, door, {
        find: (data) => data.doorId,
        // @ts-expect-error `since` is missing
        stages: { Shut: () => become({ stage: 'Ajar' as const, doorId }) },
      });
      // @ts-expect-error `rung` is no text
      react(Opened, bell, { find: () => '', found: () => become({ rung: 'once' }) });
      // @ts-expect-error nor is it where it is created
      react(Opened, bell, { find: () => '', missing: () => become({ rung: 'once' }) });
    });
  });

  test('sees at each stage only the fields of that stage, and its data as they are defined', () => {
    handle(Open, door, {
      find: (data) => data.doorId,
      reads: { rings: one(bell, () => ''), recent: many(door, 'since', () => '1') },
      missing: NO_SUCH_DOOR,
      stages: {
        Shut: (before, data, context, reads) => {
          expectTypeOf(before).toEqualTypeOf<Extract<StateOf<typeof door>, { stage: 'Shut' }>>();
          expectTypeOf(data).toEqualTypeOf<DataOf<typeof Open>>();
          expectTypeOf(context.actor).toEqualTypeOf<ActorId>();
          expectTypeOf(reads.rings).toEqualTypeOf<StateOf<typeof bell> | undefined>();
          expectTypeOf(reads.recent).toEqualTypeOf<readonly StateOf<typeof door>[]>();
          // @ts-expect-error a door that is shut is not open since any time
          return before.since ? ALREADY_OPEN : NO_SUCH_DOOR;
        },
        Ajar: (before) => {
          expectTypeOf(before.since).toBeNumber();
          return ALREADY_OPEN;
        },
      },
    });
  });

  test('reads by the indexes that there are', () => {
    neverRun(() => {
      // @ts-expect-error no such index
      many(door, 'colour', () => 'red');
      // @ts-expect-error a bell has none
      many(bell, 'since', () => '1');
      // @ts-expect-error no such index
      where(door, 'colour', 'red');
      // @ts-expect-error a bell has none
      where(bell, 'since', '1');
    });
    expectTypeOf(where(door, 'since', '1')).toExtend<{ readonly by: string }>();
  });

  test('has effects and reasons that its type tells', () => {
    expectTypeOf<(typeof openDoor)['$reason']>().toEqualTypeOf<'NO_SUCH_DOOR' | 'ALREADY_OPEN'>();
    expectTypeOf<(typeof openDoor)['$effects']>().toEqualTypeOf<ReturnType<typeof Opened>>();
    expectTypeOf<(typeof openDoor)['message']>().toEqualTypeOf<'doors.Open'>();
  });
});

describe('a message', () => {
  test('carries the data of its definition', () => {
    neverRun(() => {
      // @ts-expect-error a text is no number
      Knock({ times: 'twice' });
      // @ts-expect-error something is missing
      Knocked({ doorId });
      // @ts-expect-error something is too much
      Opened({ doorId, loud: true });
      // @ts-expect-error not every text is an id
      Opened({ doorId: 'front' });
    });
  });

  test('stands in a contract under its type, or under the name that it is called by', () => {
    neverRun(() => {
      // @ts-expect-error Open is called by `open`
      contract({ name: 'doors', commands: { Open }, queries: {}, events: {} });
      // @ts-expect-error GetDoor is called by `getDoor`
      contract({ name: 'doors', commands: {}, queries: { GetDoor }, events: {} });
      // @ts-expect-error an event has its type on the wire
      contract({ name: 'doors', commands: {}, queries: {}, events: { opened: Opened } });
      // @ts-expect-error Open under Shut
      contract({ name: 'doors', commands: { shut: Open }, queries: {}, events: {} });
      // @ts-expect-error GetDoor under GetWindow
      contract({ name: 'doors', commands: {}, queries: { getWindow: GetDoor }, events: {} });
      // @ts-expect-error Opened under Closed
      contract({ name: 'doors', commands: {}, queries: {}, events: { Closed: Opened } });
      // @ts-expect-error Opened under Closed, accepted from outside
      contract({ name: 'doors', commands: {}, queries: {}, events: {}, accepts: { Closed: Opened } });
      // @ts-expect-error an event is no command
      contract({ name: 'doors', commands: { opened: Opened }, queries: {}, events: {} });
    });
  });

  test('that is published carries the fields of its feed', () => {
    neverRun(() => {
      contract({
        name: 'doors',
        commands: {},
        queries: {},
        // @ts-expect-error Creaked says nothing of a door
        events: { Opened, Creaked },
        feed: { by: { doorId: DoorId } },
      });
      contract({
        name: 'doors',
        commands: {},
        queries: {},
        // @ts-expect-error the id of a room is not that of a door
        events: { Opened },
        feed: { by: { doorId: RoomId } },
      });
    });
  });
});

describe('what is another module’s', () => {
  const windows = scope('windows');
  const theirs = {
    Open: windows.command('Open', z.object({ doorId: DoorId })),
    Opened: windows.event('Opened', z.object({ doorId: DoorId })),
    GetDoor: windows.query('GetDoor', z.object({ doorId: DoorId }), z.object({ open: z.boolean() })),
    GetPane: windows.query('GetPane', z.object({}), z.object({})),
    bell: windows.state('bell', z.object({ rung: z.number() })),
  };
  const none = { commands: {}, queries: {}, events: {} } as const;

  test('does not stand in a contract', () => {
    neverRun(() => {
      // @ts-expect-error the command of a window
      contract({ ...none, name: 'doors', commands: { open: theirs.Open } });
      // @ts-expect-error the query of a window
      contract({ ...none, name: 'doors', queries: { getDoor: theirs.GetDoor } });
      // @ts-expect-error the event of a window
      contract({ ...none, name: 'doors', events: { Opened: theirs.Opened } });
      // @ts-expect-error the kit's own messages are called so
      contract({ ...none, name: 'kit' });
    });
  });

  test('is not handled, kept, removed or told as one’s own, though it is called alike', () => {
    neverRun(() => {
      const queries = { ...fitting.queries, getPane: () => ({}) };
      // @ts-expect-error the query of a window inside
      implement(doors, { ...fitting, internal: { queries: { getPane: theirs.GetPane } }, queries });
      const open = handleStateless(theirs.Open, () => []);
      // @ts-expect-error a handler of the command of a window
      implement(doors, { ...fitting, commands: { open, knock } });
      // @ts-expect-error the state of a window
      implement(doors, { ...fitting, states: [door, theirs.bell] });
      const ring = handle(Knock, theirs.bell, {
        find: () => '',
        missing: () => become({ rung: 1 }),
        found: (before) => become(before),
      });
      // @ts-expect-error a handler that keeps the state of a window
      implement(doors, { ...fitting, commands: { ...fitting.commands, knock: ring } });
      const listen = react(Opened, theirs.bell, { find: () => '', missing: () => become({ rung: 1 }) });
      // @ts-expect-error a reaction that keeps the state of a window
      implement(doors, { ...fitting, reactions: [listen] });
      // @ts-expect-error a reaction that removes the state of a window
      implement(doors, { ...fitting, reactions: [reactStateless(Opened, () => [remove(theirs.bell, '')])] });
      const tell = reactStateless(Opened, () => [theirs.Opened({ doorId })]);
      // @ts-expect-error a reaction that tells the event of a window
      implement(doors, { ...fitting, reactions: [tell] });
    });
  });
});

describe('two of one name', () => {
  const empty = { commands: {}, queries: {}, events: {} } as const;
  const GetOpen = query('Open', z.object({}), z.object({}));

  test('are no contract: a command and a query', () => {
    neverRun(() => {
      // @ts-expect-error both would be doors.open
      contract({ name: 'doors', commands: { open: Open }, queries: { open: GetOpen }, events: {} });
      // @ts-expect-error the contract has a command of this name
      implement(doors, { ...fitting, internal: { commands: { open: Open } } });
    });
  });

  test('are no list of contracts', () => {
    const halls = contract({ ...empty, name: 'halls', accepts: { Opened } });
    const walls = contract({ ...empty, name: 'walls', accepts: { Opened } });
    contractsOf({ doors, halls });
    neverRun(() => {
      // @ts-expect-error doors under halls
      contractsOf({ doors, halls: doors });
      // @ts-expect-error whose Opened would it be that comes in?
      contractsOf({ doors, halls, walls });
    });
  });

  test('are no application: modules', () => {
    const first = implement(doors, fitting);
    const other = implement(contract({ ...empty, name: 'halls' }), { states: [], commands: {}, queries: {} });
    const ports = memoryStore() as never;
    neverRun(() => {
      createApplication({ modules: [first, other], ports });
      // @ts-expect-error one module twice
      createApplication({ modules: [first, first], ports });
      // @ts-expect-error two modules of one name, however far apart
      createApplication({ modules: [first, other, implement(doors, fitting)], ports });
    });
  });
});

test('ids of different kinds are not assignable to each other, nor is any text', () => {
  neverRun(() => {
    // @ts-expect-error a room is no door
    Opened({ doorId: roomId });
    // @ts-expect-error an actor is no door
    Opened({ doorId: ActorId.parse('x') });
    // @ts-expect-error a door is no room
    const wrong: z.output<typeof RoomId> = doorId;
    return wrong;
  });
  expectTypeOf(doorId).toExtend<string>();
});

test('a state names the stages that it has', () => {
  neverRun(() => {
    // @ts-expect-error there is no stage Bricked
    state('door', Door, { stages: ['Shut', 'Bricked'] });
    // @ts-expect-error the values of an index are texts
    state('bell', z.object({ rung: z.number() }), { indexes: { rung: ({ rung }) => [rung] } });
  });
});
