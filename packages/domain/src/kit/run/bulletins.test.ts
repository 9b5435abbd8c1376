import { expect, test } from 'vitest';
import { z } from 'zod';
import { SYSTEM } from '../define/actor.ts';
import type { Published } from '../define/application.types.ts';
import { bulletin } from '../define/bulletin.ts';
import { contract } from '../define/contract.ts';
import { become } from '../define/decision.ts';
import { handle } from '../define/handler.ts';
import { implement, type Module, type QueryHandler } from '../define/module.ts';
import { scope } from '../define/scope.ts';
import { memoryStore } from '../memory/memory-store.ts';
import { harness } from '../testing/index.ts';
import { createRegistry } from './registry.ts';

/* A shop whose window says what is in stock. */

const { command, event, query, state } = scope('shop');

const Window = z.object({ total: z.number() });
const Stock = command('Stock', z.object({ count: z.number() }), { access: 'anyone' });
const Stocked = event('Stocked', z.object({ count: z.number() }));
const GetWindow = query('GetWindow', z.object({}), Window);
const WindowChanged = event('WindowChanged', Window, { live: true });
const WindowKept = event('WindowKept', Window);

const messages = { name: 'shop', commands: { stock: Stock }, queries: { getWindow: GetWindow } } as const;
const shop = contract({ ...messages, events: { WindowChanged, WindowKept } });
const wares = state('wares', z.object({ total: z.number() }));

const EVERY_MS = 1_000;
const window = bulletin(GetWindow, WindowChanged, EVERY_MS);

const total: QueryHandler<typeof GetWindow> = async (_data, read) => ({
  total: (await read.get(wares, 'all'))?.state.total ?? 0,
});

function shopModule(bulletins: readonly (typeof window)[] = [window], getWindow = total): Module {
  return implement(shop, {
    internal: { events: { Stocked } },
    states: [wares],
    commands: {
      stock: handle(Stock, wares, {
        find: () => 'all',
        missing: ({ count }) => become({ total: count }, Stocked({ count })),
        found: ({ total }, { count }) => become({ total: total + count }, Stocked({ count })),
      }),
    },
    queries: { getWindow },
    bulletins,
  });
}

async function world() {
  let asked = 0;
  const memory = memoryStore();
  const reader = {
    ...memory.reader,
    load(...[definition, id]: Parameters<typeof memory.reader.load>) {
      asked += 1;
      return memory.reader.load(definition, id);
    },
  };
  const running = await harness({
    modules: [shopModule()],
    ports: { store: memory.store, reader, log: memory.log },
  });
  const follow = () => {
    const heard: unknown[] = [];
    const hear = ({ live }: Published) => void heard.push(...live.map(({ data }) => data));
    return { heard, ...running.app.listen('shop', hear) };
  };
  const stock = (count: number) => running.execute(SYSTEM, Stock({ count }));
  return { ...running, follow, stock, asked: () => asked };
}

test('who begins to follow is told how it stands, and again each time that it has changed', async () => {
  const { follow, stock, advance } = await world();
  await stock(3);
  const { heard } = follow();
  await advance(0);
  expect(heard).toEqual([{ total: 3 }]);
  await advance(10 * EVERY_MS);
  expect(heard).toHaveLength(1);
  await stock(1);
  await advance(EVERY_MS);
  expect(heard).toEqual([{ total: 3 }, { total: 4 }]);
});

test('many changes are told as one, and no sooner than the last is old enough', async () => {
  const { follow, stock, advance } = await world();
  const { heard } = follow();
  await advance(0);
  for (let count = 1; count <= 50; count += 1) {
    await stock(1);
    await advance(EVERY_MS / 10);
  }
  expect(heard).toEqual([0, 10, 20, 30, 40, 50].map((total) => ({ total })));
});

test('nothing is asked where nobody follows, and what the last had heard is told to the next', async () => {
  const { follow, advance, asked } = await world();
  await advance(100 * EVERY_MS);
  expect(asked()).toBe(0);
  const first = follow();
  await advance(EVERY_MS);
  first.stop();
  await advance(EVERY_MS);
  const before = asked();
  await advance(100 * EVERY_MS);
  expect(asked()).toBe(before);
  const { heard } = follow();
  await advance(0);
  expect(heard).toEqual([{ total: 0 }]);
});

test('what has changed and changed back is told to who came meanwhile, and asked meanwhile', async () => {
  const { follow, stock, advance } = await world();
  const first = follow();
  await advance(0);
  await stock(1);
  const second = follow();
  await stock(-1);
  await advance(EVERY_MS);
  expect(second.heard).toEqual([{ total: 0 }]);
  expect(first.heard).toEqual([{ total: 0 }, { total: 0 }]);
});

test('who comes while the answer is looked up is told of it, or later', async () => {
  let answer: (window: { total: number }) => void = () => {};
  const getWindow = () => new Promise<{ total: number }>((resolve) => (answer = resolve));
  const { app, advance } = await harness({ modules: [shopModule([window], getWindow)] });
  const heard: string[] = [];
  const follow = (who: string) => app.listen('shop', ({ live }) => void heard.push(...live.map(() => who)));
  follow('first');
  await advance(0);
  answer({ total: 0 });
  await advance(EVERY_MS);
  follow('second');
  answer({ total: 0 });
  await advance(EVERY_MS);
  answer({ total: 0 });
  await advance(0);
  expect(heard.filter((who) => who === 'second')).not.toHaveLength(0);
});

test('a question that fails is asked again, and its failure reported', async () => {
  let isBroken = true;
  const getWindow = () => (isBroken ? Promise.reject(new Error('No light')) : Promise.resolve({ total: 7 }));
  const { app, advance, assertNoFailures } = await harness({ modules: [shopModule([window], getWindow)] });
  const heard: unknown[] = [];
  app.listen('shop', ({ live }) => void heard.push(...live.map(({ data }) => data)));
  await advance(EVERY_MS);
  expect(heard).toEqual([]);
  expect(assertNoFailures).toThrow('No light');
  isBroken = false;
  await advance(EVERY_MS);
  expect(heard).toEqual([{ total: 7 }]);
});

test('goes on after a stop and a start for who still follows, and rests between them', async () => {
  const { app, follow, stock, advance, asked } = await world();
  const { heard } = follow();
  await advance(0);
  await app.stop();
  const before = asked();
  follow();
  await advance(10 * EVERY_MS);
  expect(asked()).toBe(before);
  await app.start();
  await stock(2);
  await advance(EVERY_MS);
  expect(heard.at(-1)).toEqual({ total: 2 });
});

test('does not fit where its event is stored, unpublished or told across servers, or its feed has many topics', () => {
  const kept = bulletin(GetWindow, WindowKept, EVERY_MS);
  expect(() => createRegistry([shopModule([kept])])).toThrow(
    'bulletin shop.GetWindow: shop.WindowKept is not live',
  );
  const byTotal = contract({ ...messages, events: { WindowChanged }, feed: { by: { total: z.number() } } });
  expect(() => createRegistry([{ ...shopModule(), contract: byTotal }])).toThrow(
    'bulletin shop.GetWindow: its feed has many topics',
  );
  const spread = event('WindowChanged', Window, { live: true, acrossServers: true });
  const toAll = contract({ ...messages, events: { WindowChanged: spread } });
  const twice = { ...shopModule([bulletin(GetWindow, spread, EVERY_MS)]), contract: toAll };
  expect(() => createRegistry([twice])).toThrow(
    'bulletin shop.GetWindow: each server tells shop.WindowChanged itself',
  );
  const silent = contract({ ...messages, events: {} });
  expect(() => createRegistry([{ ...shopModule(), contract: silent }])).toThrow(
    'bulletin shop.GetWindow: shop.WindowChanged is not published',
  );
});
