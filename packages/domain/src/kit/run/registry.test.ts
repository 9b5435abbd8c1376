import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { contract } from '../define/contract.ts';
import { become } from '../define/decision.ts';
import { type Handler, handle, handleStateless, react, reactStateless } from '../define/handler.ts';
import { implement, type Module } from '../define/module.ts';
import { createRegistry, ModulesDoNotFit } from './registry.ts';
import { scope } from '../define/scope.ts';

const { command, event, query, state } = scope('doors');

/* A module that fits, and every way to break it. The compiler refuses most of these; the start-up does, too. */

const Open = command('Open', z.object({ id: z.string() }));
const Close = command('Close', z.object({ id: z.string() }));
const Lock = command('Lock', z.object({}));
const Opened = event('Opened', z.object({ id: z.string() }));
const Knocked = event('Knocked', z.object({}));
const GetDoor = query('GetDoor', z.object({ id: z.string() }), z.object({}));
const Door = z.discriminatedUnion('stage', [
  z.object({ stage: z.literal('Shut') }),
  z.object({ stage: z.literal('Ajar') }),
]);
const door = state('door', Door, { stages: ['Shut', 'Ajar'] });

const openDoor = handle(Open, door, {
  find: ({ id }) => id,
  missing: ({ id }) => become({ stage: 'Ajar' as const }, Opened({ id })),
  stages: {
    Shut: (_before, { id }) => become({ stage: 'Ajar' as const }, Opened({ id })),
    Ajar: (before) => become(before),
  },
});
const closeDoor = handleStateless(Close, () => []);
const knock = react(Knocked, door, {
  find: () => 'front',
  stages: { Shut: () => become({ stage: 'Ajar' as const }) },
});

const fitting = implement(
  contract({
    name: 'doors',
    commands: { open: Open, close: Close },
    queries: { getDoor: GetDoor },
    events: { Opened },
    accepts: { Knocked },
  }),
  {
    states: [door],
    commands: { open: openDoor, close: closeDoor },
    queries: { getDoor: () => ({}) },
    reactions: [knock],
  },
);
const other = (
  parts: { readonly name?: string; readonly internal?: Partial<Module['internal']> } & Partial<
    Omit<Module, 'internal'>
  >,
): Module => {
  const { name = 'others', internal, ...rest } = parts;
  const empty = implement(contract({ name, commands: {}, queries: {}, events: {} }), {
    states: [],
    commands: {},
    queries: {},
  });
  return { ...empty, ...rest, internal: { ...empty.internal, ...internal } };
};
const broken = (parts: Partial<Module>): Module => ({ ...fitting, ...parts });

function problems(...modules: readonly Module[]): readonly string[] {
  try {
    createRegistry(modules);
    return [];
  } catch (error) {
    if (!(error instanceof ModulesDoNotFit)) throw error;
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.slice(2));
  }
}

describe('modules that fit', () => {
  test('are accepted', () => {
    expect(problems(fitting)).toEqual([]);
  });

  test('may accept the same event from outside, and react to those of others', () => {
    const listening = other({
      contract: contract({ name: 'others', commands: {}, queries: {}, events: {}, accepts: { Knocked } }),
      reactions: [reactStateless(Opened, () => [])],
      sends: { Close, Opened },
    });
    expect(problems(fitting, listening)).toEqual([]);
  });

  test('publish their events to their feed, whoever else declares them', () => {
    const registry = createRegistry([fitting, other({ internal: { events: { Opened } } })]);
    expect(registry.events.get('doors.Opened')?.topic({ id: 'front' })).toBe('doors');
  });
});

test.each<readonly [mistake: string, modules: readonly Module[], problem: string | readonly string[]]>([
  ['a command without a handler', [broken({ commands: { open: openDoor } })], 'command close has no handler'],
  [
    'a handler of no command',
    [broken({ commands: { ...fitting.commands, lock: handleStateless(Lock, () => []) } })],
    'command lock is not declared',
  ],
  [
    'a handler under another name',
    [broken({ commands: { open: openDoor, close: openDoor } })],
    'the handler of close handles doors.Open',
  ],
  ['a query without an answer', [broken({ queries: {} })], 'query getDoor has no handler'],
  [
    'an answer to no query',
    [broken({ queries: { ...fitting.queries, getWindow: () => ({}) } })],
    'query getWindow is not declared',
  ],
  [
    'a message under another name',
    [
      broken({
        contract: { ...fitting.contract, commands: { open: Open, shut: Close } },
        commands: { open: openDoor, shut: closeDoor },
      }),
    ],
    'command Close of doors stands under shut, not under close',
  ],
  [
    'a published event under another name',
    [broken({ contract: { ...fitting.contract, events: { Opend: Opened } } })],
    'event Opened of doors stands under Opend, not under Opened',
  ],
  [
    'two messages of one name',
    [fitting, other({ internal: { events: { Opened: event('Opened', z.object({})) } } })],
    'message doors.Opened is defined twice',
  ],
  [
    'a command and an event of one name',
    [fitting, other({ internal: { events: { Open: event('Open', z.object({})) } } })],
    'message doors.Open is defined twice',
  ],
  [
    'a message that the kit itself tells',
    [
      other({
        internal: { events: { BusHandlerFailed: scope('kit').event('BusHandlerFailed', z.object({})) } },
      }),
    ],
    'message kit.BusHandlerFailed is defined twice',
  ],
  [
    'a second handler of a command',
    [fitting, other({ internal: { commands: { close: Close } }, commands: { close: closeDoor } })],
    [
      'doors.Close is handled by doors and by others',
      "doors.Close is another module's, and stands in others",
    ],
  ],
  [
    'a second answer to a query',
    [fitting, other({ internal: { queries: { getDoor: GetDoor } }, queries: { getDoor: () => ({}) } })],
    [
      'doors.GetDoor is handled by doors and by others',
      "doors.GetDoor is another module's, and stands in others",
    ],
  ],
  [
    'an event that two modules publish',
    [fitting, other({ contract: { ...other({}).contract, events: { Opened } } })],
    [
      'doors.Opened is published by doors and by others',
      "doors.Opened is another module's, and stands in others",
    ],
  ],
  [
    'a command that stands twice',
    [broken({ internal: { ...fitting.internal, commands: { open: Open } } })],
    'message Open stands twice in doors',
  ],
  ['a module that is called as the kit is', [other({ name: 'kit' })], 'no module may be called kit'],
  ['a module with a dot in its name', [other({ name: 'a.b' })], 'no module may be called a.b'],
  [
    'a command of another module inside',
    [other({ internal: { commands: { lock: Lock } }, commands: { lock: handleStateless(Lock, () => []) } })],
    "doors.Lock is another module's, and stands in others",
  ],
  ['two modules of one name', [fitting, other({ name: 'doors' })], 'module doors is defined twice'],
  [
    'two kinds of state of one name',
    [fitting, other({ states: [state('door', z.object({}))] })],
    ['state doors.door is defined twice', "doors.door is another module's, and stands in others"],
  ],
  [
    'a state of nobody',
    [broken({ states: [], reactions: [] })],
    'doors.Open → doors.door: doors.door is no state of doors',
  ],
  [
    'a stage that does not exist',
    [broken({ reactions: [{ ...knock, stages: ['Shut', 'Bricked'] }] })],
    'doors.Knocked → doors.door: no stage Bricked',
  ],
  [
    'a command that forgets a stage',
    [broken({ commands: { ...fitting.commands, open: { ...openDoor, stages: ['Shut'] } } })],
    'doors.Open → doors.door: nothing for stage Ajar',
  ],
  [
    'a reaction to no event',
    [broken({ reactions: [reactStateless(event('Rang', z.object({})), () => [])] })],
    'doors.Rang: no such event',
  ],
  [
    'a message that is sent, and that nobody declares',
    [other({ sends: { Lock } })],
    'others sends doors.Lock, which nobody declares',
  ],
])('%s is refused at start-up', (_mistake, modules, problem) => {
  expect(problems(...modules)).toEqual([problem].flat());
});

test('all mistakes are listed together, so that they can be mended together', () => {
  const worst: Module = broken({ commands: {}, queries: {}, states: [] });
  expect(problems(worst)).toEqual([
    'command close has no handler',
    'command open has no handler',
    'query getDoor has no handler',
    'doors.Knocked → doors.door: doors.door is no state of doors',
  ]);
});

test('a state definition must know its own stages', () => {
  const forgetful = { ...door, stages: ['Shut'] };
  const handler: Handler = { ...openDoor, state: forgetful };
  expect(
    problems(
      broken({ states: [forgetful], commands: { ...fitting.commands, open: handler }, reactions: [] }),
    ),
  ).toEqual(['doors.Open → doors.door: no stage Ajar']);
});
