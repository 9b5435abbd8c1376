import { standsAt } from '../testing/stands-at.ts';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type ActorId, SYSTEM } from '../define/actor.ts';
import { contract } from '../define/contract.ts';
import { become, type Effect, remove, schedule } from '../define/decision.ts';
import { handle, handleStateless, react, reactStateless, singleton } from '../define/handler.ts';
import type { Hooks } from '../define/hooks.ts';
import { rejection } from '../define/message.ts';
import { BusHandlerFailed, implement, type Module } from '../define/module.ts';
import { memoryStore } from '../memory/memory-store.ts';
import type { Store } from '../ports.ts';
import { answeringLater } from '../testing/answering-later.ts';
import { harness } from '../testing/index.ts';
import { scope } from '../define/scope.ts';

const { command, event, state } = scope('relay');

/* A relay: what each effect leads to is told by the test that sends it. */

const Name = z.object({ name: z.string() });
const NO = rejection('NO', 'INVALID');
const Start = command('Start', Name);
const Refuse = command('Refuse', Name, { rejections: [NO] });
const Crash = command('Crash', Name);
const Happened = event('Happened', Name);
const tally = state('tally', z.object({ names: z.array(z.string()) }));

type Reactions = (
  name: string,
) => readonly (ReturnType<typeof Happened> | ReturnType<typeof Start | typeof Refuse | typeof Crash>)[];

function relay(
  options: {
    readonly follow?: Reactions;
    readonly second?: Reactions;
    readonly onFailure?: (effect: string) => readonly ReturnType<typeof Happened>[];
    readonly hooks?: readonly Hooks[];
  } = {},
): Module {
  const { follow = () => [], second = () => [], onFailure = () => [] } = options;
  return implement(
    contract({
      name: 'relay',
      commands: { start: Start, refuse: Refuse, crash: Crash },
      queries: {},
      events: { Happened },
    }),
    {
      states: [tally],
      commands: {
        start: handleStateless(Start, ({ name }) => [Happened({ name })]),
        refuse: handleStateless(Refuse, () => NO),
        crash: handleStateless(Crash, (): readonly Effect[] => {
          throw new Error('crashed');
        }) as never,
      },
      queries: {},
      reactions: [
        react(Happened, tally, {
          find: singleton,
          missing: ({ name }) => become({ names: [name] }),
          found: ({ names }, { name }) => become({ names: [...names, name] }),
        }),
        reactStateless(Happened, ({ name }) => follow(name)),
        reactStateless(Happened, ({ name }) => second(name)),
        reactStateless(BusHandlerFailed, ({ effect }) => onFailure(effect)),
      ],
      hooks: options.hooks ?? [],
    },
  );
}

const fail = () => {
  throw new Error('a reaction failed');
};
const happened = (...names: readonly string[]) => names.map((name) => Happened({ name }));

async function start(module: Module) {
  const world = await harness({ modules: [module] });
  const log = async () =>
    (await world.ports.log.read('relay', 0, 1_000)).map(({ data }) => (data as { name: string }).name);
  const names = async () =>
    ((await world.ports.reader.load(tally, singleton())) as { state: { names: string[] } } | undefined)?.state
      .names ?? [];
  const run = (name: string, actor: ActorId = SYSTEM) => world.execute(actor, Start({ name }), `op-${name}`);
  return { ...world, readLog: log, names, run };
}

describe('one queue', () => {
  const tree: Readonly<Record<string, readonly string[]>> = {
    a: ['a1', 'a2'],
    a1: ['a11'],
    a2: ['a21'],
    a11: ['a111'],
  };

  test('what a handler answers joins the end: cause before consequence, first come first served', async () => {
    const world = await start(relay({ follow: (name) => happened(...(tree[name] ?? [])) }));
    await world.run('a');
    expect(await world.readLog()).toEqual(['a', 'a1', 'a2', 'a11', 'a21', 'a111']);
    expect(await world.names()).toEqual(['a', 'a1', 'a2', 'a11', 'a21', 'a111']);
  });

  test('reactions to one event run in the order of their list', async () => {
    const world = await start(
      relay({
        follow: (name) => (name === 'a' ? happened('first') : []),
        second: (name) => (name === 'a' ? happened('second') : []),
      }),
    );
    await world.run('a');
    expect(await world.readLog()).toEqual(['a', 'first', 'second']);
  });

  test('each effect says what it belongs to and what it followed from', async () => {
    const world = await start(relay({ follow: (name) => happened(...(tree[name] ?? [])) }));
    await world.app.execute(Start({ name: 'a' }), {
      actor: SYSTEM,
      operationId: 'op',
      correlationId: 'elsewhere',
    });
    const family = world.handled.map(({ message, ...rest }) => ({
      name: (message.data as { name: string }).name,
      ...rest,
    }));
    const belongs = { operation: 'op', correlation: 'elsewhere', actor: SYSTEM };
    expect(family).toEqual([
      { name: 'a', sequence: 0, causation: null, ...belongs },
      { name: 'a', sequence: 1, causation: 0, ...belongs },
      { name: 'a1', sequence: 2, causation: 1, ...belongs },
      { name: 'a2', sequence: 3, causation: 1, ...belongs },
      { name: 'a11', sequence: 4, causation: 2, ...belongs },
      { name: 'a21', sequence: 5, causation: 3, ...belongs },
      { name: 'a111', sequence: 6, causation: 4, ...belongs },
    ]);
    const recorded = await world.ports.log.read('relay', 0, 100);
    expect(
      recorded.map(({ sequence, causation, operation, correlation }) => ({
        sequence,
        causation,
        operation,
        correlation,
      })),
    ).toEqual(
      family.slice(1).map(({ sequence, causation, operation, correlation }) => ({
        sequence,
        causation,
        operation,
        correlation,
      })),
    );
  });

  test('without a correlation of its caller, an operation is its own', async () => {
    const world = await start(relay());
    await world.run('a');
    expect(world.handled[0]).toMatchObject({ operation: 'op-a', correlation: 'op-a' });
  });

  test('two handlers that answer each other for ever are stopped, and nothing of it is kept', async () => {
    const world = await start(relay({ follow: (name) => happened(name) }));
    await expect(world.run('a')).rejects.toThrow('more than 10000 effects');
    expect(await world.readLog()).toEqual([]);
    expect(await world.names()).toEqual([]);
  });
});

describe('a reaction that throws', () => {
  test('loses its own effects only: its siblings and the command stand, and the failure is told', async () => {
    const world = await start(
      relay({ follow: fail, second: (name) => (name === 'a' ? happened('sibling') : []) }),
    );
    expect(await world.run('a')).toMatchObject({ ok: true });
    expect(await world.readLog()).toEqual(['a', 'sibling']);
    expect(await world.names()).toEqual(['a', 'sibling']);
    expect(() => world.assertNoFailures()).toThrow('a reaction failed');
    const failures = world.handled.filter(({ message }) => message.type === BusHandlerFailed.type);
    const failure = {
      handler: 'relay.Happened',
      effect: 'relay.Happened',
      operation: 'op-a',
      error: 'a reaction failed',
      retry: expect.stringMatching(/^kit\.retry\//) as unknown,
    };
    expect(failures.map(({ message }) => message.data)).toEqual([failure, failure]);
  });

  test('is logged, in its place among the events', async () => {
    const world = await start(relay({ follow: (name) => (name === 'a' ? fail() : []) }));
    const receipt = await world.run('a');
    expect(receipt).toMatchObject({ receipt: { position: 2 } });
    expect(await standsAt(world.ports.store)).toBe(2);
  });

  test('to such news is reported, and does not go round for ever', async () => {
    const world = await start(relay({ follow: fail, onFailure: fail }));
    expect(await world.run('a')).toMatchObject({ ok: true });
    expect(world.handled.filter(({ message }) => message.type === BusHandlerFailed.type)).toHaveLength(1);
  });

  test('to an event that follows from such news does not go round either', async () => {
    const world = await start(relay({ follow: fail, onFailure: () => happened('b') }));
    expect(await world.run('a')).toMatchObject({ ok: true });
    expect(await world.readLog()).toEqual(['a', 'b']);
  });

  test('that answers what nobody has declared has failed', async () => {
    const Unknown = event('Unknown', z.object({}));
    const Nobodys = command('Nobodys', z.object({}));
    for (const effect of [Unknown({}), Nobodys({}), schedule(Unknown({}), { key: 'k', at: 0 })]) {
      const world = await start(
        relay({ follow: (name) => (name === 'a' ? ([...happened('b'), effect] as never) : []) }),
      );
      expect(await world.run('a')).toMatchObject({ ok: true });
      expect(await world.readLog()).toEqual(['a']);
      expect(() => world.assertNoFailures()).toThrow(/nobody (declares|handles)/);
    }
  });

  test('because its selector names no index has failed, and nothing else has', async () => {
    const Lost = react(Happened, tally, {
      find: () => ({ by: 'index', index: 'colour', value: 'red' }),
      found: (before) => become(before),
    });
    const module = relay();
    const world = await start({ ...module, reactions: [Lost, ...module.reactions] });
    expect(await world.run('a')).toMatchObject({ ok: true });
    expect(await world.names()).toEqual(['a']);
    expect(() => world.assertNoFailures()).toThrow('no index colour');
  });
});

describe('a command that a reaction sends', () => {
  test('may be refused: what led to it stands', async () => {
    const world = await start(
      relay({ follow: (name) => (name === 'a' ? [Refuse({ name }), ...happened('b')] : []) }),
    );
    expect(await world.run('a')).toMatchObject({ ok: true });
    expect(await world.readLog()).toEqual(['a', 'b']);
    world.assertNoFailures();
  });

  test('may fail: what led to it stands, and the failure is told', async () => {
    const world = await start(
      relay({ follow: (name) => (name === 'a' ? [Crash({ name }), ...happened('b')] : []) }),
    );
    expect(await world.run('a')).toMatchObject({ ok: true });
    expect(await world.readLog()).toEqual(['a', 'b']);
    expect(world.handled.map(({ message }) => message.type)).toContain(BusHandlerFailed.type);
  });

  test('fails quietly where it follows from such news', async () => {
    const module = relay({ follow: fail });
    const panic = reactStateless(BusHandlerFailed, () => [Crash({ name: 'x' })]);
    const world = await start({ ...module, reactions: [...module.reactions, panic] });
    expect(await world.run('a')).toMatchObject({ ok: true });
    expect(world.handled.filter(({ message }) => message.type === BusHandlerFailed.type)).toHaveLength(1);
  });
});

describe('a command that fails', () => {
  test('tells its caller the error, and leaves nothing: no state, no event, no receipt', async () => {
    const world = await start(relay());
    await expect(world.execute(SYSTEM, Crash({ name: 'a' }), 'op')).rejects.toThrow('crashed');
    expect(await standsAt(world.ports.store)).toBe(0);
    expect(await world.ports.store.receipt(SYSTEM, 'op')).toBeUndefined();
  });

  test('does not take those with it that came in the same turn', async () => {
    const world = await start(relay());
    const [before, failing, after] = await Promise.allSettled([
      world.run('a'),
      world.execute(SYSTEM, Crash({ name: 'x' })),
      world.run('b'),
    ]);
    expect([before, failing, after].map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(await world.readLog()).toEqual(['a', 'b']);
  });

  test('that nobody handles is an error', async () => {
    const world = await start(relay());
    const Nobodys = command('Nobodys', z.object({}));
    await expect(world.execute(SYSTEM, Nobodys({}))).rejects.toThrow('No handler for command relay.Nobodys');
    await expect(world.app.publish(event('Unknown', z.object({}))({}))).rejects.toThrow(
      'No module declares event relay.Unknown',
    );
  });
});

describe('hooks', () => {
  const watch = (seen: string[]): Hooks => ({
    onHandle: (message) => void seen.push(`handle ${message.name}`),
    onBeginProcessing: ({ message }) => void seen.push(`begin ${message.name}`),
    onHandled: ({ message }) => void seen.push(`handled ${message.name}`),
    beforeHandler: (handler) => void seen.push(`before ${handler}`),
    afterHandler(handler, _effect, answeredNow) {
      const answered = answeredNow();
      seen.push(`after ${handler}: ${answered.kind === 'decided' ? answered.effects.length : answered.kind}`);
    },
    onSkipped: (handler, _effect, why) => void seen.push(`skipped ${handler}: ${why}`),
    onRejected: ({ message }, { reason }) => void seen.push(`rejected ${message.name}: ${reason}`),
    onHandlerFailed: (handler) => void seen.push(`failed ${handler}`),
    onEndProcessing: ({ message }, handled) => void seen.push(`end ${message.name}: ${handled}`),
    beforeCommit: ({ operations, events }) => void seen.push(`commit ${operations.length}: ${events}`),
    afterCommit: (_commit, ended) => void seen.push(`after commit: ${ended.kind}`),
    onSettled: (_operation, outcome) => void seen.push(`settled: ${outcome.kind}`),
  });

  test('see everything, in order', async () => {
    const seen: string[] = [];
    const world = await start(relay({ hooks: [watch(seen)], second: fail }));
    await world.run('a');
    expect(seen).toEqual([
      'handle relay.Start',
      'begin relay.Start',
      'handled relay.Start',
      'before relay.Start',
      'after relay.Start: 1',
      'handled relay.Happened',
      'before relay.Happened → relay.tally',
      'after relay.Happened → relay.tally: 0',
      'before relay.Happened',
      'after relay.Happened: 0',
      'before relay.Happened',
      'after relay.Happened: failed',
      'failed relay.Happened',
      'handled kit.BusHandlerFailed',
      'before kit.BusHandlerFailed',
      'after kit.BusHandlerFailed: 0',
      'end relay.Start: 3',
      'commit 1: 2',
      'after commit: committed',
      'settled: accepted',
    ]);
  });

  test('see a refusal, and that it ends there', async () => {
    const seen: string[] = [];
    const world = await start(relay({ hooks: [watch(seen)] }));
    await world.execute(SYSTEM, Refuse({ name: 'a' }));
    expect(seen).toEqual([
      'handle relay.Refuse',
      'begin relay.Refuse',
      'handled relay.Refuse',
      'before relay.Refuse',
      'after relay.Refuse: refused',
      'rejected relay.Refuse: NO',
      'end relay.Refuse: 1',
      'settled: refused',
    ]);
  });

  test('see that a command failed, and that it ends there', async () => {
    const seen: string[] = [];
    const world = await start(relay({ hooks: [watch(seen)] }));
    await expect(world.execute(SYSTEM, Crash({ name: 'a' }))).rejects.toThrow('crashed');
    expect(seen).toEqual([
      'handle relay.Crash',
      'begin relay.Crash',
      'handled relay.Crash',
      'before relay.Crash',
      'after relay.Crash: failed',
      'failed relay.Crash',
      'end relay.Crash: 1',
      'settled: failed',
    ]);
  });

  test('see each state as it was before a handler, and as it leaves it', async () => {
    const Set = command('Set', z.object({ name: z.string(), to: z.number() }), { rejections: [NO] });
    const box = state('box', z.object({ holds: z.number() }));
    const module = implement(contract({ name: 'relay', commands: { set: Set }, queries: {}, events: {} }), {
      states: [box],
      commands: {
        set: handle(Set, box, {
          find: ({ name }) => name,
          missing: ({ to }) => become({ holds: to }),
          found: (_before, { to }) => (to < 0 ? NO : become({ holds: to })),
        }),
      },
      queries: {},
    });
    const seen: unknown[] = [];
    const hooks: Hooks[] = [{ afterHandler: (_handler, _effect, answered) => void seen.push(answered()) }];
    const world = await harness({ modules: [module], hooks });
    for (const to of [1, 2, -1]) await world.execute(SYSTEM, Set({ name: 'x', to }));
    const subject = { state: 'relay.box', id: 'x' };
    expect(seen).toEqual([
      { kind: 'decided', effects: [], subjects: [{ ...subject, before: undefined, after: { holds: 1 } }] },
      { kind: 'decided', effects: [], subjects: [{ ...subject, before: { holds: 1 }, after: { holds: 2 } }] },
      {
        kind: 'refused',
        rejection: expect.objectContaining({ reason: 'NO' }) as unknown,
        subjects: [{ ...subject, before: { holds: 2 }, after: { holds: 2 } }],
      },
    ]);
  });

  test('that throw disturb nobody: not the bus, not one another', async () => {
    const failing = new Proxy<Hooks>({}, { get: () => fail });
    const seen: string[] = [];
    const world = await start(
      relay({ hooks: [failing, watch(seen)], second: (name) => (name === 'a' ? happened('b') : []) }),
    );
    expect(await world.run('a')).toMatchObject({ ok: true });
    expect(await world.execute(SYSTEM, Refuse({ name: 'a' }))).toMatchObject({ ok: false });
    await expect(world.execute(SYSTEM, Crash({ name: 'a' }))).rejects.toThrow('crashed');
    expect(await world.readLog()).toEqual(['a', 'b']);
    expect(seen.filter((line) => line.startsWith('end'))).toEqual([
      'end relay.Start: 3',
      'end relay.Refuse: 1',
      'end relay.Crash: 1',
    ]);
  });
});

test.each([
  ['at once', (store: Store) => store],
  ['later', answeringLater],
])(
  'a state may be removed by who has never looked at it, in a store that answers %s',
  async (_, answering) => {
    const Keep = command('Keep', Name);
    const Drop = command('Drop', Name);
    const box = state('box', z.object({}));
    const module = implement(
      contract({ name: 'relay', commands: { keep: Keep, drop: Drop }, queries: {}, events: {} }),
      {
        states: [box],
        commands: {
          keep: handle(Keep, box, {
            find: ({ name }) => name,
            missing: () => become({}),
            found: () => become({}),
          }),
          drop: handleStateless(Drop, ({ name }) => [remove(box, name)]),
        },
        queries: {},
      },
    );
    const { store, reader, log } = memoryStore();
    const world = await harness({ modules: [module], ports: { store: answering(store), reader, log } });
    for (const name of ['x', 'y']) await world.execute(SYSTEM, Keep({ name }));
    await world.execute(SYSTEM, Drop({ name: 'x' }));
    expect(reader.load(box, 'x')).toBeUndefined();
    expect(reader.load(box, 'y')).toBeDefined();
    // What is not there is gone already.
    expect(await world.execute(SYSTEM, Drop({ name: 'x' }))).toMatchObject({ ok: true });
  },
);

test('a command on a state of its own sees what the cascade has done to it so far', async () => {
  const Add = command('Add', Name);
  const Added = event('Added', z.object({ sum: z.number() }));
  const sum = state('sum', z.object({ sum: z.number() }));
  const module = implement(
    contract({ name: 'relay', commands: { add: Add }, queries: {}, events: { Added } }),
    {
      states: [sum],
      commands: {
        add: handle(Add, sum, {
          find: ({ name }) => name,
          missing: () => become({ sum: 1 }, Added({ sum: 1 })),
          found: (before) => become({ sum: before.sum + 1 }, Added({ sum: before.sum + 1 })),
        }),
      },
      queries: {},
      reactions: [reactStateless(Added, (added) => (added.sum < 5 ? [Add({ name: 'x' })] : []))],
    },
  );
  const world = await harness({ modules: [module] });
  await world.execute(SYSTEM, Add({ name: 'x' }));
  expect(await world.ports.reader.load(sum, 'x')).toMatchObject({ state: { sum: 5 }, version: 1 });
});
