import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ActorId, SYSTEM } from '../define/actor.ts';
import { contract } from '../define/contract.ts';
import { become, schedule } from '../define/decision.ts';
import { handle, handleStateless, react, reactStateless, singleton } from '../define/handler.ts';
import { BusHandlerFailed, implement, type Module } from '../define/module.ts';
import { memoryStore } from '../memory/memory-store.ts';
import { NO_READS } from '../ports.ts';
import { HandlerRetried, NEVER } from './retries.ts';
import { harness, type Harness } from '../testing/index.ts';
import { scope } from '../define/scope.ts';

const { command, event, state } = scope('bakery');

/* A bakery: what is baked is counted and written down, by reactions that fail as often as a test says. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const Put = command('Put', z.object({ cake: z.string(), live: z.boolean().optional() }));
const Sell = command('Sell', z.object({ cake: z.string() }));
const Baked = event('Baked', z.object({ cake: z.string() }));
const Browned = event('Browned', z.object({}), { live: true });
const Sold = event('Sold', z.object({ cake: z.string() }));
const count = state('count', z.object({ cakes: z.number() }));
const list = state('list', z.object({ cakes: z.array(z.string()), by: z.string() }));
const shop = state('shop', z.object({ sold: z.array(z.string()) }));
const lamp = state('lamp', z.object({ on: z.number() }), { live: true });

const baker = ActorId.parse('10000000-0000-4000-8000-000000000001');

/** Who fails, and how many more times. */
type Trouble = Partial<Record<'list' | 'sell' | 'lamp' | 'second', number>>;

function bakery(trouble: Trouble): Module {
  const maybeFail = (who: keyof Trouble) => {
    const left = trouble[who] ?? 0;
    if (left <= 0) return;
    trouble[who] = left - 1;
    throw new Error(`${who} failed`);
  };
  const writeDown = (before: readonly string[], cake: string, by: string) => {
    maybeFail('list');
    return become({ cakes: [...before, cake], by }, Sell({ cake }));
  };
  const light = (on: number) => {
    maybeFail('lamp');
    return become({ on: on + 1 });
  };
  const sell = (before: readonly string[], cake: string) => {
    maybeFail('sell');
    return become({ sold: [...before, cake] }, Sold({ cake }));
  };
  return implement(
    contract({
      name: 'bakery',
      commands: { put: Put, sell: Sell },
      queries: {},
      events: { Baked, Browned, Sold },
    }),
    {
      states: [count, list, shop, lamp],
      commands: {
        put: handleStateless(Put, ({ cake, live = false }, { now, actor }) => {
          if (live) return [schedule(Browned({}), { key: cake, at: now + 100 })];
          return actor === SYSTEM
            ? [schedule(Baked({ cake }), { key: cake, at: now + 100 })]
            : [Baked({ cake })];
        }),
        sell: handle(Sell, shop, {
          find: () => 'shop',
          missing: ({ cake }) => sell([], cake),
          found: ({ sold }, { cake }) => sell(sold, cake),
        }),
      },
      queries: {},
      reactions: [
        react(Baked, count, {
          find: singleton,
          missing: () => become({ cakes: 1 }),
          found: ({ cakes }) => become({ cakes: cakes + 1 }),
        }),
        react(Baked, list, {
          find: singleton,
          missing: ({ cake }, { actor }) => writeDown([], cake, actor),
          found: ({ cakes }, { cake }, { actor }) => writeDown(cakes, cake, actor),
        }),
        react(Browned, lamp, { find: singleton, missing: () => light(0), found: ({ on }) => light(on) }),
        reactStateless(Baked, () => []),
        reactStateless(Baked, ({ cake }) => {
          maybeFail('second');
          return [Sold({ cake: `a second ${cake}` })];
        }),
      ],
    },
  );
}

async function open(trouble: Trouble, ports: Partial<Harness['ports']> = {}) {
  const again: (number | null)[] = [];
  const begin = Date.UTC(2026, 0, 1);
  const hooks = [
    {
      onHandlerFailed: (_handler: string, _effect: unknown, _error: unknown, at: number | null) =>
        void again.push(at === null || at === NEVER ? at : at - begin),
    },
  ];
  const world = await harness({ modules: [bakery(trouble)], hooks, ports });
  const { reader, store, log } = world.ports;
  return {
    ...world,
    again,
    bake: (cake: string, actor = SYSTEM) => world.execute(actor, Put({ cake })),
    async state() {
      const of = async (definition: typeof count | typeof list | typeof shop, id: string) =>
        (await reader.load(definition, id))?.state;
      return {
        count: await of(count, ''),
        list: await of(list, ''),
        shop: await of(shop, 'shop'),
      };
    },
    types: async () => (await log.read('bakery', 0, 100)).map(({ type }) => type),
    failed: async () => (await store.timersDue(NEVER, 10)).filter(({ wakeAt }) => wakeAt === NEVER),
  };
}

const written = (cake: string, by = SYSTEM) => ({ cakes: [cake], by });

describe('what a timer leads to and a reaction throws at', () => {
  test('is done by that reaction a second later, and by no other twice', async () => {
    const world = await open({ list: 1 });
    await world.bake('pie');
    await world.advance(100);
    expect(await world.state()).toEqual({ count: { cakes: 1 }, list: undefined, shop: undefined });
    await world.advance(SECOND - 1);
    expect((await world.state()).list).toBeUndefined();
    await world.advance(1);
    expect(await world.state()).toEqual({
      count: { cakes: 1 },
      list: written('pie'),
      shop: { sold: ['pie'] },
    });
    await world.advance(24 * HOUR);
    expect(await world.state()).toEqual({
      count: { cakes: 1 },
      list: written('pie'),
      shop: { sold: ['pie'] },
    });
    // What happened is told once.
    expect(await world.types()).toEqual(['Baked', 'Sold', 'Sold']);
    expect(await world.ports.store.nextWake()).toBeNull();
  });

  test('is tried again later and later, each time told, and then kept as failed', async () => {
    const world = await open({ list: Infinity });
    await world.bake('pie');
    await world.advance(24 * HOUR);
    const [first, second, third, fourth, fifth] = [SECOND, 10 * SECOND, MINUTE, 10 * MINUTE, HOUR].map(
      (wait, index, waits) => 100 + wait + waits.slice(0, index).reduce((sum, each) => sum + each, 0),
    );
    expect(world.again).toEqual([first, second, third, fourth, fifth, NEVER]);
    const told = world.handled.filter(({ message }) => message.type === BusHandlerFailed.type);
    expect(told).toHaveLength(6);
    const [failed, ...others] = await world.failed();
    // Whoever looks at any of them finds what has become of it.
    for (const { message } of told) expect(message.data).toMatchObject({ retry: failed?.key });
    expect(others).toEqual([]);
    expect(failed?.event.data).toMatchObject({
      handler: 'bakery.Baked → bakery.list',
      failures: 6,
      error: 'list failed',
    });
    expect(await world.state()).toMatchObject({ count: { cakes: 1 } });
  });

  test('that has failed for good waits over restarts, and is done when somebody has it tried again', async () => {
    const trouble: Trouble = { list: 6 };
    const { store, reader, log } = memoryStore();
    const first = await open(trouble, { store, reader, log });
    await first.bake('pie');
    await first.advance(2 * HOUR);
    await first.app.stop();
    const world = await open(trouble, first.ports);
    await world.advance(24 * HOUR);
    const [failed] = await world.failed();
    if (!failed) throw new Error('Nothing has failed.');
    // As `npm run reactions -- retry` does.
    store.commit({
      reads: NO_READS,
      states: [],
      events: [],
      receipts: [],
      timers: [{ set: { ...failed, due: 0, wakeAt: 0 } }],
    });
    await world.advance(5 * SECOND);
    expect(await world.state()).toEqual({
      count: { cakes: 1 },
      list: written('pie'),
      shop: { sold: ['pie'] },
    });
    expect(await world.failed()).toEqual([]);
  });

  test('is tried again after a restart, too', async () => {
    const trouble: Trouble = { list: 2 };
    const { store, reader, log } = memoryStore();
    const first = await open(trouble, { store, reader, log });
    await first.bake('pie');
    await first.advance(5 * SECOND);
    await first.app.stop();
    const world = await open(trouble, first.ports);
    await world.advance(MINUTE);
    expect(await world.state()).toEqual({
      count: { cakes: 1 },
      list: written('pie'),
      shop: { sold: ['pie'] },
    });
  });

  test('is tried again by the very reaction that failed, where others have its name', async () => {
    const world = await open({ second: 1 });
    await world.bake('pie');
    await world.advance(MINUTE);
    expect(await world.types()).toEqual(['Baked', 'Sold', 'Sold']);
    const sold = (await world.ports.log.read('bakery', 0, 10)).map(({ data }) => data);
    expect(sold).toEqual([{ cake: 'pie' }, { cake: 'pie' }, { cake: 'a second pie' }]);
  });

  test('is kept where the next version has no such reaction', async () => {
    const { store, reader, log } = memoryStore();
    const first = await open({ list: 1 }, { store, reader, log });
    await first.bake('pie');
    await first.advance(100);
    await first.app.stop();
    const { reactions, ...rest } = bakery({});
    const next = {
      ...rest,
      reactions: reactions.filter(({ name }) => name !== 'bakery.Baked → bakery.list'),
    };
    const world = await harness({ modules: [next], ports: first.ports });
    await world.advance(24 * HOUR);
    const [failed] = store.timersDue(NEVER, 10);
    expect(failed?.event.data).toMatchObject({
      error: 'This version has no bakery.Baked → bakery.list.',
      handler: 'bakery.Baked → bakery.list',
    });
  });

  test('is tried again for as long as the process lives, where it is live', async () => {
    const world = await open({ lamp: 7 });
    await world.execute(SYSTEM, Put({ cake: 'lamp', live: true }));
    await world.advance(24 * HOUR);
    expect(world.again).toHaveLength(7);
    expect(world.again).not.toContain(NEVER);
    expect(await world.ports.store.nextWake()).toBeNull();
  });
});

describe('what somebody asked for and a reaction throws at', () => {
  test('is done by that reaction later, in the name of who asked', async () => {
    const world = await open({ list: 1 });
    expect(await world.bake('pie', baker)).toMatchObject({ ok: true });
    await world.advance(SECOND);
    expect(await world.state()).toEqual({
      count: { cakes: 1 },
      list: written('pie', baker),
      shop: { sold: ['pie'] },
    });
    const actors = (await world.ports.log.read('bakery', 0, 10)).map(({ actor }) => actor);
    expect(new Set(actors)).toEqual(new Set([baker]));
  });

  test('a command that a reaction sent and that failed is sent again, alone', async () => {
    const world = await open({ sell: 2 });
    await world.bake('pie', baker);
    expect(await world.state()).toMatchObject({ list: written('pie', baker), shop: undefined });
    await world.advance(11 * SECOND);
    expect(await world.state()).toEqual({
      count: { cakes: 1 },
      list: written('pie', baker),
      shop: { sold: ['pie'] },
    });
    expect(world.again).toEqual([SECOND, 11 * SECOND]);
  });

  test('a live event that nobody timed is not tried again: who came may have gone by then', async () => {
    const world = await open({ lamp: 1 });
    await world.app.publish(Browned({}));
    await world.advance(24 * HOUR);
    expect(world.again).toEqual([null]);
    expect(world.handled.filter(({ message }) => message.type === HandlerRetried.type)).toEqual([]);
  });
});
