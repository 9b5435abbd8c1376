import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { ActorId } from '../define/actor.ts';
import { contract } from '../define/contract.ts';
import { become } from '../define/decision.ts';
import { handle } from '../define/handler.ts';
import { implement, type Module } from '../define/module.ts';
import { type AnyProjection, type Progress, progress, rowsOf } from '../define/projection.ts';
import { scope } from '../define/scope.ts';
import { memoryStore } from '../memory/memory-store.ts';
import { type Commit, type EventLog, NO_READS, type Signals, type Store } from '../ports.ts';
import { answeringLater, type Harness, harness } from '../testing/index.ts';
import { createRegistry } from './registry.ts';
import { rebuildTimer } from './rebuilds.ts';

// Many runs: time enough for a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/* A shop: what is sold of each ware, and what somebody asks later about it. */

const { command, event, query, state, projection } = scope('shop');

const Sale = z.object({ ware: z.string(), buyer: z.string(), count: z.number() });
const Sell = command('Sell', Sale);
const Sold = event('Sold', Sale);
const Stocked = event('Stocked', z.object({ ware: z.string() }));
const GetBought = query('GetBought', z.object({ buyer: z.string() }), z.object({ counts: z.unknown() }));

const shop = contract({
  name: 'shop',
  commands: { sell: Sell },
  queries: { getBought: GetBought },
  events: { Sold, Stocked },
  feed: { by: { ware: z.string() }, keep: 'forever' },
});
const stock = state('stock', z.object({ sold: z.number() }));

const Bought = z.object({ wares: z.record(z.string(), z.number()), last: z.string().nullable() });
type Bought = z.output<typeof Bought>;

/** How much of each ware somebody has bought, and what last: the order counts. */
const bought = projection('bought', Bought, {
  events: [Sold],
  key: ({ data }) => data.buyer,
  initial: { wares: {}, last: null },
  evolve: ({ wares }, { data: { ware, count } }) => ({
    wares: { ...wares, [ware]: (wares[ware] ?? 0) + count },
    last: ware,
  }),
});

const shopModule = (
  ...projections: readonly (AnyProjection & { readonly name: `shop.${string}` })[]
): Module =>
  implement(shop, {
    states: [stock],
    commands: {
      sell: handle(Sell, stock, {
        find: ({ ware }) => ware,
        missing: (sale) => become({ sold: sale.count }, Stocked({ ware: sale.ware }), Sold(sale)),
        found: ({ sold }, sale) => become({ sold: sold + sale.count }, Sold(sale)),
      }),
    },
    queries: {
      getBought: async ({ buyer }, read) => {
        const rows = await read.projection(bought);
        return { counts: rows && (await rows.get(buyer)) };
      },
    },
    projections,
  });

const ANN = ActorId.parse('11111111-1111-4111-8111-111111111111');
const sell = (server: Harness, ware: string, buyer: string, count = 1) =>
  server.execute(ANN, Sell({ ware, buyer, count }));

/** Of a store that other servers write to, which never tell. */
const noSignals = (): Signals => ({ listen: () => () => {}, tellLive() {} });

async function boughtBy(server: Harness, buyer: string): Promise<unknown> {
  const answered = await server.app.ask<{ counts: unknown }>(GetBought({ buyer }), { actor: ANN });
  return answered.ok ? answered.answer.counts : answered.rejection;
}

const askForRebuild = async (server: Harness, name: string) =>
  server.ports.store.commit({
    reads: NO_READS,
    states: [],
    events: [],
    timers: [{ set: rebuildTimer(name) }],
    receipts: [],
  });

const progressOf = async (server: Harness, name: string = bought.name) =>
  (await server.ports.reader.load(progress, name))?.state as Progress | undefined;

const isOfProjection = ({ states }: Commit) => states.some(({ definition }) => definition === progress);

/** Pages of a few events, so that a few sales are many pages. */
const inSmallPages = (log: EventLog): EventLog => ({
  ...log,
  readAll: async (names, after, limit) => log.readAll(names, after, Math.min(limit, 3)),
});

describe('a projection', () => {
  test('that is deployed after an event knows of it', async () => {
    const before = await harness({ modules: [shopModule()] });
    await sell(before, 'tea', 'bea', 2);
    await before.app.stop();

    const server = await harness({ modules: [shopModule(bought)], ports: before.ports });
    await server.advance(100);
    expect(await boughtBy(server, 'bea')).toEqual({ wares: { tea: 2 }, last: 'tea' });
    expect(await boughtBy(server, 'eve')).toEqual({ wares: {}, last: null });
  });

  test('follows what is committed, at most four times a second', async () => {
    const server = await harness({ modules: [shopModule(bought)] });
    await server.advance(1_000);
    const { store } = server.ports;
    const commits = vi.spyOn(store, 'commit');
    for (let sales = 0; sales < 20; sales += 1) {
      await sell(server, 'tea', 'bea');
      await server.advance(50);
    }
    await server.advance(250);
    expect(await boughtBy(server, 'bea')).toEqual({ wares: { tea: 20 }, last: 'tea' });
    const ofProjection = commits.mock.calls.filter(([commit]) => isOfProjection(commit));
    expect(ofProjection.length).toBeGreaterThan(2);
    expect(ofProjection.length).toBeLessThanOrEqual(6);
  });

  test('writes many rows less often, so that it takes little of a busy server', async () => {
    const server = await harness({ modules: [shopModule(bought)] });
    await server.advance(1_000);
    const commits = vi.spyOn(server.ports.store, 'commit');
    // A hundred rows a second, each changed ten times a second.
    for (let round = 0; round < 40; round += 1) {
      for (let buyer = 0; buyer < 100; buyer += 1) await sell(server, 'tea', `buyer ${buyer}`);
      await server.advance(100);
    }
    const ofProjection = commits.mock.calls.filter(([commit]) => isOfProjection(commit));
    expect(ofProjection.length).toBeGreaterThan(1);
    expect(ofProjection.length).toBeLessThanOrEqual(4);
    await server.advance(5_000);
    expect(await boughtBy(server, 'buyer 7')).toEqual({ wares: { tea: 40 }, last: 'tea' });
  });

  test.each([
    ['looks at the log together with them where others write, too', noSignals(), 1],
    ['reads nothing of what its own process has committed', undefined, 0],
  ])('that stands where others stand %s', async (_, signals, times) => {
    const others = ['once', 'twice'].map((name) => ({ ...bought, name: `shop.${name}` as const }));
    const ports = { ...memoryStore(), ...(signals && { signals }) };
    const server = await harness({ modules: [shopModule(bought, ...others)], ports });
    await sell(server, 'tea', 'bea');
    await server.advance(1_000);
    const looks = vi.spyOn(server.ports.log, 'readAll');
    await sell(server, 'milk', 'bea');
    await server.advance(1_000);
    expect(looks).toHaveBeenCalledTimes(times);
    for (const name of [bought.name, 'shop.once', 'shop.twice']) {
      const { serving } = (await progressOf(server, name)) ?? {};
      const row = await server.ports.reader.load(rowsOf({ ...bought, name }, serving?.number ?? 0), 'bea');
      expect(row?.state).toEqual({ wares: { tea: 1, milk: 1 }, last: 'milk' });
    }
  });

  test('of several servers, one takes it further for all of them, and another does where that is gone', async () => {
    const hearers = new Set<(topics: readonly string[]) => void>();
    const signals: Signals = {
      listen: (hear) => {
        hearers.add(hear);
        return () => void hearers.delete(hear);
      },
      tellLive() {},
    };
    const memory = memoryStore();
    const commit: Store['commit'] = (asked) => {
      const committed = memory.store.commit(asked);
      hearers.forEach((hear) => hear([]));
      return committed;
    };
    const ports = { ...memory, store: { ...memory.store, commit }, signals };
    const first = await harness({ modules: [shopModule(bought)], ports });
    const log = { ...first.ports.log };
    const second = await harness({ modules: [shopModule(bought)], ports: { ...first.ports, log } });
    const [byFirst, bySecond] = [first, second].map(({ ports }) => vi.spyOn(ports.log, 'readAll'));
    const sellAt = async (server: Harness, times: number) => {
      for (let sales = 0; sales < times; sales += 1) {
        await sell(server, 'tea', 'bea');
        await server.advance(500);
      }
    };
    await sellAt(first, 1);
    await sellAt(second, 10);
    const looks = [byFirst, bySecond].map((spy) => spy?.mock.calls.length ?? NaN).toSorted((a, b) => a - b);
    expect(looks[0]).toBeLessThanOrEqual(3);
    expect(looks[1]).toBeGreaterThanOrEqual(11);
    expect(await boughtBy(first, 'bea')).toEqual({ wares: { tea: 11 }, last: 'tea' });

    const [leader, other] = looks[1] === byFirst?.mock.calls.length ? [first, second] : [second, first];
    await leader.app.stop();
    await sellAt(other, 1);
    await other.advance(10_000);
    expect(await boughtBy(other, 'bea')).toEqual({ wares: { tea: 12 }, last: 'tea' });
  });

  test('is not answered from before it was made', async () => {
    const before = await harness({ modules: [shopModule()] });
    for (let sales = 0; sales < 10; sales += 1) await sell(before, 'tea', 'bea');
    await before.app.stop();
    const ports = { ...before.ports, log: inSmallPages(before.ports.log) };
    const server = await harness({ modules: [shopModule(bought)], ports });
    await server.settle();
    expect(await boughtBy(server, 'bea')).toBeNull();
    await server.advance(1_000);
    expect(await boughtBy(server, 'bea')).toEqual({ wares: { tea: 10 }, last: 'tea' });
  });

  test('answers as before while it is made anew, and its old rows go', async () => {
    const first = await harness({ modules: [shopModule(bought)] });
    for (let sales = 0; sales < 10; sales += 1) await sell(first, 'tea', 'bea');
    await first.advance(1_000);
    await first.app.stop();
    const ports = { ...first.ports, log: inSmallPages(first.ports.log) };
    const server = await harness({ modules: [shopModule(bought)], ports });
    await server.advance(1_000);
    await askForRebuild(server, bought.name);
    // It is looked at every five seconds.
    for (let tries = 0; (await progressOf(server))?.building === null && tries < 600; tries += 1)
      await server.advance(10);
    expect(await progressOf(server)).toMatchObject({ serving: { number: 1 }, building: { number: 2 } });
    await sell(server, 'milk', 'bea');
    await server.advance(30);
    // In the middle of it, what answers is kept up to date as well.
    expect(await progressOf(server)).toMatchObject({ building: { number: 2 } });
    expect(await boughtBy(server, 'bea')).toEqual({ wares: { tea: 10, milk: 1 }, last: 'milk' });
    await server.advance(1_000);
    expect(await boughtBy(server, 'bea')).toEqual({ wares: { tea: 10, milk: 1 }, last: 'milk' });
    expect(await progressOf(server)).toMatchObject({
      serving: { number: 2 },
      building: null,
      retired: [1],
    });
    await server.advance(15_000);
    expect(await progressOf(server)).toMatchObject({ retired: [] });
    expect(await server.ports.reader.count(rowsOf(bought, 1))).toBe(0);
    expect(await server.ports.reader.count(rowsOf(bought, 2))).toBe(1);
    expect(await server.ports.store.timer(rebuildTimer(bought.name).key)).toBeUndefined();
  });

  test('of another version is made anew, and an older server leaves it alone', async () => {
    const old = await harness({ modules: [shopModule(bought)] });
    await sell(old, 'tea', 'bea');
    await old.advance(1_000);
    const newer = { ...bought, version: 2, evolve: (row: Bought) => ({ ...row, last: 'by version 2' }) };
    const next = await harness({ modules: [shopModule(newer)], ports: old.ports });
    await next.advance(6_000);
    const { serving, building } = (await progressOf(next)) ?? {};
    expect([serving, building]).toMatchObject([{ number: 2, version: 2 }, null]);
    const row = await next.ports.reader.load(rowsOf(newer, 2), 'bea');
    expect(row?.state).toEqual({ wares: {}, last: 'by version 2' });
    await old.advance(5_000);
    expect(await progressOf(old)).toMatchObject({ serving: { number: 2, version: 2 }, building: null });
    expect(await boughtBy(old, 'bea')).toBeNull();
  });

  test('reads up to where the log is complete, and waits there', async () => {
    const memory = memoryStore();
    let end = 0;
    // Of a store with many writers: from `end` on, positions may still be filled.
    const log: EventLog = {
      ...memory.log,
      readAll(names, after, limit) {
        const { events } = memory.log.readAll(names, after, limit);
        const complete = events.filter(({ position }) => position <= end);
        return { events: complete, upTo: complete.at(-1)?.position ?? after, isLast: true };
      },
    };
    const ports = { store: memory.store, reader: memory.reader, log, signals: noSignals() };
    const server = await harness({ modules: [shopModule(bought)], ports });
    for (const ware of ['tea', 'milk', 'bread']) await sell(server, ware, 'bea');
    await server.advance(1_000);
    expect(await boughtBy(server, 'bea')).toEqual({ wares: {}, last: null });
    end = 4;
    await server.advance(5_000);
    expect(await boughtBy(server, 'bea')).toEqual({ wares: { tea: 1, milk: 1 }, last: 'milk' });
    end = 6;
    await server.advance(5_000);
    expect(await boughtBy(server, 'bea')).toMatchObject({ last: 'bread' });
  });

  test('that fails is told of and tried again, and keeps no other from going on', async () => {
    let isBroken = true;
    const failing = projection('failing', z.number(), {
      events: [Sold],
      key: ({ data }) => data.buyer,
      initial: 0,
      evolve: (count) => {
        if (isBroken) throw new Error('It cannot count.');
        return count + 1;
      },
    });
    const server = await harness({ modules: [shopModule(failing, bought)] });
    await sell(server, 'tea', 'bea');
    await server.advance(9_000);
    expect(await boughtBy(server, 'bea')).toMatchObject({ last: 'tea' });
    expect(() => server.assertNoFailures()).toThrow(
      /^Error: The projection shop\.failing failed, and is tried again\.$/,
    );
    isBroken = false;
    await server.advance(20_000);
    const { serving } = (await progressOf(server, failing.name)) ?? {};
    expect((await server.ports.reader.load(rowsOf(failing, serving?.number ?? 0), 'bea'))?.state).toBe(1);
  });

  test('is refused at the start where the log forgets what it is made of, or another module owns its name', () => {
    const forgetting = contract({ name: 'talk', commands: {}, queries: {}, events: {} });
    const Said = scope('talk').event('Said', z.object({}));
    const talk = implement(
      { ...forgetting, events: { Said } },
      {
        states: [],
        commands: {},
        queries: {},
      },
    );
    const said = projection('said', z.number(), {
      events: [Said],
      key: () => 'all',
      initial: 0,
      evolve: (count) => count + 1,
    });
    expect(() => createRegistry([talk, shopModule(said)])).toThrow(
      'projection shop.said: talk.Said is not kept for ever',
    );
    const foreign = { ...bought, name: 'talk.bought' } as never;
    expect(() => createRegistry([shopModule(foreign)])).toThrow(
      "talk.bought is another module's, and stands in shop",
    );
    expect(() => createRegistry([shopModule(bought, { ...bought })])).toThrow(
      'projection shop.bought is defined twice',
    );
  });
});

/** What happens, in whatever order. */
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ sell: fc.constantFrom('tea', 'milk'), to: fc.constantFrom('bea', 'cid') }),
  },
  { weight: 3, arbitrary: fc.record({ wait: fc.constantFrom(10, 30, 300, 1_100, 12_000) }) },
  { weight: 1, arbitrary: fc.constant('rebuild' as const) },
  { weight: 1, arbitrary: fc.constant('restart' as const) },
  { weight: 1, arbitrary: fc.constant('fail' as const) },
);

test.each([
  ['one server', 1, false],
  ['two servers on a store that answers later', 2, true],
])('grown, rebuilt, or folded from the log: the same rows, on %s', async (_name, servers, isLater) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const memory = memoryStore();
      let failures = 0;
      const failingStore: Store = {
        ...memory.store,
        commit(commit) {
          if (!isOfProjection(commit) || failures === 0) return memory.store.commit(commit);
          failures -= 1;
          throw new Error('The disk is full.');
        },
      };
      const store = isLater ? answeringLater(failingStore) : failingStore;
      const log = inSmallPages(memory.log);
      const modules = [shopModule(bought)];
      const [first] = [await harness({ modules, ports: { store, reader: memory.reader, log } })];
      const all = [first];
      while (all.length < servers) all.push(await harness({ modules, ports: first.ports }));
      for (const [index, each] of steps.entries()) {
        const server = all[index % servers] ?? first;
        if (each === 'rebuild') await askForRebuild(server, bought.name);
        else if (each === 'fail') failures += 1;
        else if (each === 'restart') {
          await server.app.stop();
          await server.app.start();
        } else if ('wait' in each) await server.advance(each.wait);
        else await sell(server, each.sell, each.to);
      }
      failures = 0;
      await first.advance(30_000);

      const expected = new Map<string, Bought>();
      for (const recorded of memory.log.readAll([Sold.name], 0, 1_000).events) {
        const { buyer } = Sold.schema.parse(recorded.data);
        expected.set(buyer, bought.evolve(expected.get(buyer) ?? bought.initial, recorded, buyer));
      }
      for (const buyer of ['bea', 'cid'])
        expect(await boughtBy(first, buyer)).toEqual(expected.get(buyer) ?? bought.initial);
      const { serving, building, retired } = (await progressOf(first)) ?? {};
      expect([building, retired]).toEqual([null, []]);
      for (let old = 1; old < (serving?.number ?? 0); old += 1)
        expect(memory.reader.count(rowsOf(bought, old))).toBe(0);
      for (const each of all) await each.app.stop();
    }),
    { numRuns: 60 },
  );
});
