import { expect, test } from 'vitest';
import { z } from 'zod';
import { SYSTEM } from '../define/actor.ts';
import { contract } from '../define/contract.ts';
import { become, cancel, schedule } from '../define/decision.ts';
import { handle, handleStateless, react } from '../define/handler.ts';
import { typeIn } from '../define/message.ts';
import { implement } from '../define/module.ts';
import { scope } from '../define/scope.ts';
import { harness } from '../testing/index.ts';

/* Two modules that call everything alike: each means its own. */

const Egg = z.object({ egg: z.string() });
const Pot = z.object({ boiled: z.number() });

const kitchen = scope('kitchen');
const camp = scope('camp');
const inKitchen = {
  Boil: kitchen.command('Boil', Egg),
  CallOff: kitchen.command('CallOff', Egg),
  Boiled: kitchen.event('Boiled', Egg),
  GetPot: kitchen.query('GetPot', Egg, Pot),
  pot: kitchen.state('pot', Pot),
};
const atCamp = {
  Boil: camp.command('Boil', Egg),
  CallOff: camp.command('CallOff', Egg),
  Boiled: camp.event('Boiled', Egg),
  GetPot: camp.query('GetPot', Egg, Pot),
  pot: camp.state('pot', Pot),
};

const kitchenModule = implement(
  contract({
    name: kitchen.name,
    commands: { boil: inKitchen.Boil, callOff: inKitchen.CallOff },
    queries: { getPot: inKitchen.GetPot },
    events: { Boiled: inKitchen.Boiled },
  }),
  {
    states: [inKitchen.pot],
    commands: {
      boil: handleStateless(inKitchen.Boil, ({ egg }, { now }) => [
        schedule(inKitchen.Boiled({ egg }), { key: egg, at: now + 4 }),
      ]),
      callOff: handleStateless(inKitchen.CallOff, ({ egg }) => [cancel(egg)]),
    },
    queries: {
      getPot: async ({ egg }, read) => (await read.get(inKitchen.pot, egg))?.state ?? { boiled: 0 },
    },
    reactions: [
      react(inKitchen.Boiled, inKitchen.pot, {
        find: ({ egg }) => egg,
        missing: () => become({ boiled: 1 }),
        found: ({ boiled }) => become({ boiled: boiled + 1 }),
      }),
    ],
  },
);
const campModule = implement(
  contract({
    name: camp.name,
    commands: { boil: atCamp.Boil, callOff: atCamp.CallOff },
    queries: { getPot: atCamp.GetPot },
    events: { Boiled: atCamp.Boiled },
  }),
  {
    states: [atCamp.pot],
    commands: {
      boil: handle(atCamp.Boil, atCamp.pot, {
        find: ({ egg }) => egg,
        missing: ({ egg }, { now }) =>
          become({ boiled: 100 }, schedule(atCamp.Boiled({ egg }), { key: egg, at: now + 8 })),
        found: (before) => become(before),
      }),
      callOff: handleStateless(atCamp.CallOff, ({ egg }) => [cancel(egg)]),
    },
    queries: { getPot: async ({ egg }, read) => (await read.get(atCamp.pot, egg))?.state ?? { boiled: 0 } },
  },
);

const start = () => harness({ modules: [kitchenModule, campModule] });
const egg = { egg: 'e' };

test('two modules have commands, events, queries and states of one name, and each its own', async () => {
  const { app, execute, advance, ports } = await start();
  await execute(SYSTEM, inKitchen.Boil(egg));
  await execute(SYSTEM, atCamp.Boil(egg));
  await advance(8);
  expect(await app.ask(inKitchen.GetPot(egg), { actor: SYSTEM })).toMatchObject({ answer: { boiled: 1 } });
  expect(await app.ask(atCamp.GetPot(egg), { actor: SYSTEM })).toMatchObject({ answer: { boiled: 100 } });
  const told = async (topic: string) =>
    (await ports.log.read(topic, 0, 9)).map(({ name, type, data }) => [name, type, data]);
  expect(await told('kitchen')).toEqual([['kitchen.Boiled', 'Boiled', egg]]);
  expect(await told('camp')).toEqual([['camp.Boiled', 'Boiled', egg]]);
});

test('a module cancels and replaces timers of its own only', async () => {
  const { execute, advance, ports } = await start();
  await execute(SYSTEM, inKitchen.Boil(egg));
  await execute(SYSTEM, atCamp.Boil(egg));
  const keys = async () => (await ports.store.timersDue(Number.MAX_SAFE_INTEGER, 9)).map(({ key }) => key);
  expect(await keys()).toEqual(['kitchen.e', 'camp.e']);
  await execute(SYSTEM, inKitchen.CallOff(egg));
  expect(await keys()).toEqual(['camp.e']);
  await advance(8);
  expect(await ports.log.read('camp', 0, 9)).toHaveLength(1);
});

test('the operation id of one module’s command is no retry of another’s, though it is called alike', async () => {
  const { execute } = await start();
  expect(await execute(SYSTEM, inKitchen.CallOff(egg), 'op')).toMatchObject({ ok: true });
  expect(await execute(SYSTEM, inKitchen.CallOff(egg), 'op')).toMatchObject({ ok: true });
  expect(await execute(SYSTEM, atCamp.CallOff(egg), 'op')).toMatchObject({
    ok: false,
    rejection: { reason: 'OPERATION_ID_REUSED' },
  });
});

test('watchers of the bus hear full names', async () => {
  const world = await start();
  await world.execute(SYSTEM, atCamp.Boil(egg));
  await world.advance(8);
  const names = world.handled.map(({ message: { name } }) => name);
  expect(names).toEqual(['camp.Boil', 'camp.Boiled']);
  expect(names.map(typeIn)).toEqual(['Boil', 'Boiled']);
});
