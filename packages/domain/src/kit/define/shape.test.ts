import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { SYSTEM } from './actor.ts';
import { contract } from './contract.ts';
import { become } from './decision.ts';
import { handle, handleStateless, reactStateless } from './handler.ts';
import { implement, type Module } from './module.ts';
import { createRegistry } from '../run/registry.ts';
import { ShapeMismatch, upcast } from './shape.ts';
import { scope } from './scope.ts';
import { harness } from '../testing/index.ts';

const lamps = scope('lamps');
const { command, event, query, state } = scope('doors');

const lamp = lamps.state('lamp', z.object({ lit: z.boolean(), watts: z.number(), colour: z.string() }), {
  version: 3,
  upcasts: {
    1: (old: { readonly lit: boolean }) => ({ ...old, watts: 40 }),
    2: (old: { readonly lit: boolean; readonly watts: number }) => ({ ...old, colour: 'white' }),
  },
});

describe('stored data of an earlier version', () => {
  test('goes through every version up to the newest', () => {
    expect(upcast(lamp, 1, { lit: true })).toEqual({ lit: true, watts: 40, colour: 'white' });
    expect(upcast(lamp, 2, { lit: true, watts: 60 })).toEqual({ lit: true, watts: 60, colour: 'white' });
  });

  test('is parsed; what is of the newest version is not, since each read would pay for it', () => {
    expect(() => upcast(lamp, 2, { lit: 'yes' })).toThrow(/lit: .*; watts: /);
    const current = { anything: true };
    expect(upcast(lamp, 3, current)).toBe(current);
  });

  test('of a version that nobody knows is not read', () => {
    expect(() => upcast(lamp, 4, {})).toThrow(new ShapeMismatch('NEWER', 'only version 3 is known'));
    const { 1: _, ...others } = lamp.upcasts;
    expect(() => upcast({ ...lamp, upcasts: others }, 1, {})).toThrow('there is no upcast from version 1');
  });
});

const NO_QUERIES = { queries: {} } as const;

test('a start names each upcast that is missing, or leads nowhere', () => {
  const Lit = lamps.event('Lit', z.object({}));
  const module = implement(contract({ name: 'lamps', commands: {}, events: { Lit }, ...NO_QUERIES }), {
    states: [lamp],
    commands: {},
    ...NO_QUERIES,
  });
  const problems = (module: Module) => () => createRegistry([module]);
  expect(problems(module)).not.toThrow();
  expect(problems({ ...module, states: [{ ...lamp, version: 4 }] })).toThrow(
    'state lamps.lamp: no upcast from version 3',
  );
  expect(problems({ ...module, states: [{ ...lamp, version: 2 }] })).toThrow(
    'state lamps.lamp: an upcast from 2, which is no version before 2',
  );
  const Changed = Object.defineProperty(
    Object.assign(() => Lit({}), Lit, { version: 2 }),
    'name',
    {
      value: Lit.name,
    },
  );
  expect(problems({ ...module, contract: { ...module.contract, events: { Lit: Changed } } })).toThrow(
    'event lamps.Lit: no upcast from version 1',
  );
});

test('a missing upcast does not compile', () => {
  const schema = z.object({});
  const step = (old: object) => old;
  void (() => {
    state('a', schema, { version: 2, upcasts: { 1: step } });
    // @ts-expect-error -- version 2 without the way there
    state('a', schema, { version: 2 });
    // @ts-expect-error -- the step from 2 is missing
    state('a', schema, { version: 3, upcasts: { 1: step } });
    // @ts-expect-error -- nothing leads from 2 to 2
    state('a', schema, { version: 2, upcasts: { 1: step, 2: step } });
    // @ts-expect-error -- the same of events
    event('A', schema, { version: 2, upcasts: {} });
  });
});

/* Two versions of a module, one after the other on one store. */

const NOT_NOW = 'not now';
const Knocked = event('Knocked', z.object({ loud: z.boolean() }));
const KnockedNow = event('Knocked', z.object({ times: z.number() }), {
  version: 2,
  upcasts: { 1: ({ loud }: { readonly loud: boolean }) => ({ times: loud ? 3 : 1 }) },
});
const door = state('door', z.object({ opened: z.number() }));

function doors(
  Open: ReturnType<typeof openCommand>,
  knocked: typeof Knocked | typeof KnockedNow,
  hear: (data: unknown) => void,
): Module {
  const open = handle(Open, door, {
    find: () => 'front',
    missing: () => become({ opened: 1 }),
    found: ({ opened }) => become({ opened: opened + 1 }),
  });
  const Knock = command('Knock', z.object({}), { access: 'service' });
  const knock = handleStateless(Knock, () => [
    { kind: 'event', name: 'doors.Knocked', type: 'Knocked', data: { loud: true } } as never,
  ]);
  const GetDoor = query('GetDoor', z.object({}), z.object({ opened: z.number() }));
  const heard = reactStateless(knocked as typeof Knocked, (data) => {
    hear(data);
    return [];
  });
  return implement(
    contract({
      name: 'doors',
      commands: { open: Open, knock: Knock },
      queries: { getDoor: GetDoor },
      events: { Knocked: knocked as typeof Knocked },
    }),
    {
      states: [door],
      commands: { open, knock },
      queries: {
        getDoor: async (_data, read) => ({ opened: (await read.get(door, 'front'))?.state.opened ?? 0 }),
      },
      reactions: [heard],
    },
  );
}
const openCommand = (schema: z.ZodType<{ readonly who: string }>) => command('Open', schema);
const OpenOnce = openCommand(z.object({ who: z.string() }));
const OpenNow = openCommand(z.object({ who: z.string(), with: z.string().default('a key') }));

test('a retry gets its first answer, also where its command has grown since', async () => {
  const first = await harness({ modules: [doors(OpenOnce, Knocked, () => {})] });
  const before = await first.execute(SYSTEM, OpenOnce({ who: 'ann' }), 'op');
  await first.app.stop();

  const { app, execute } = await harness({
    modules: [doors(OpenNow, Knocked, () => {})],
    ports: first.ports,
  });
  const opened = async () =>
    app.ask({ kind: 'query', name: 'doors.GetDoor', type: 'GetDoor', data: {} }, { actor: SYSTEM });
  const again = OpenNow(OpenNow.schema.parse({ who: 'ann' }));
  expect(again.data).toEqual({ who: 'ann', with: 'a key' });
  expect(await execute(SYSTEM, again, 'op')).toEqual(before);
  expect(await opened()).toMatchObject({ answer: { opened: 1 } });
  // A payload that differs by today's schema is still another payload.
  const other = OpenNow(OpenNow.schema.parse({ who: 'ann', with: 'a crowbar' }));
  expect(await execute(SYSTEM, other, 'op')).toMatchObject({
    ok: false,
    rejection: { reason: 'OPERATION_ID_REUSED' },
  });
});

test('a handler that failed before is tried again at the newest shape of its event', async () => {
  const first = await harness({
    modules: [
      doors(OpenOnce, Knocked, () => {
        throw new Error(NOT_NOW);
      }),
    ],
  });
  await first.execute(SYSTEM, { kind: 'command', name: 'doors.Knock', type: 'Knock', data: {} });
  await first.app.stop();

  const heard: unknown[] = [];
  const second = await harness({
    modules: [doors(OpenOnce, KnockedNow, (data) => void heard.push(data))],
    ports: first.ports,
  });
  await second.advance(15_000);
  expect(heard).toEqual([{ times: 3 }]);
  second.assertNoFailures();
});

test('one whose event cannot be read any more fails again, as it was kept, and is kept', async () => {
  const first = await harness({
    modules: [
      doors(OpenOnce, Knocked, () => {
        throw new Error(NOT_NOW);
      }),
    ],
  });
  await first.execute(SYSTEM, { kind: 'command', name: 'doors.Knock', type: 'Knock', data: {} });
  await first.app.stop();

  const failing = () => {
    throw new Error('no idea');
  };
  const unreadable = Object.assign((data: never) => KnockedNow(data), KnockedNow, {
    upcasts: { 1: failing },
  });
  const Unreadable = Object.defineProperty(unreadable, 'name', { value: KnockedNow.name });
  const second = await harness({
    modules: [doors(OpenOnce, Unreadable, () => {})],
    ports: first.ports,
  });
  await second.advance(15_000);
  expect(second.assertNoFailures).toThrow('no idea');
  await second.app.stop();

  const heard: unknown[] = [];
  const third = await harness({
    modules: [doors(OpenOnce, KnockedNow, (data) => void heard.push(data))],
    ports: first.ports,
  });
  await third.advance(120_000);
  expect(heard).toEqual([{ times: 3 }]);
});
