import { standsAt } from '../testing/stands-at.ts';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { SYSTEM } from '../define/actor.ts';
import { GRACE_MS } from './grace.ts';
import { contract } from '../define/contract.ts';
import { become, cancel, type Effect, ignore, schedule } from '../define/decision.ts';
import { handle, handleStateless, react, reactStateless } from '../define/handler.ts';
import { implement, TimerPostponed } from '../define/module.ts';
import { memoryStore } from '../memory/memory-store.ts';
import type { Signals, Store } from '../ports.ts';
import { type Harness, harness, settle, virtualClock } from '../testing/index.ts';
import { scope } from '../define/scope.ts';

const { command, event, state } = scope('kitchen');

/* A kitchen: timers that are set, replaced, moved and called off. */

const Set = command(
  'Set',
  z.object({ key: z.string(), after: z.number(), tick: z.number().optional(), live: z.boolean().optional() }),
);
const CallOff = command('CallOff', z.object({ key: z.string() }));
const Both = command('Both', z.object({ key: z.string(), after: z.number() }));
const Rang = event('Rang', z.object({ key: z.string(), at: z.number() }));
const Ticked = event('Ticked', z.object({ key: z.string() }));
const Flashed = event('Flashed', z.object({ key: z.string(), at: z.number() }), { live: true });
const Put = command('Put', z.object({ dish: z.string(), after: z.number() }));
const Done = event('Done', z.object({ dish: z.string(), turn: z.number() }));
const Eaten = event('Eaten', z.object({ dish: z.string() }));
const dish = state('dish', z.object({ turn: z.number() }));

const set = ({ key, after, tick, live = false }: z.output<typeof Set.schema>, now: number): Effect => {
  const at = now + after;
  if (live) return schedule(Flashed({ key, at }), { key, at });
  return schedule(Rang({ key, at }), {
    key,
    at,
    ...(tick ? { update: { every: tick, event: Ticked({ key }) } } : {}),
  });
};

const kitchen = contract({
  name: 'kitchen',
  commands: { set: Set, callOff: CallOff, both: Both, put: Put },
  queries: {},
  events: { Rang, Ticked, Flashed, Done, Eaten },
});
const module = implement(kitchen, {
  states: [dish],
  commands: {
    set: handleStateless(Set, (data, { now }) => [set(data, now)]) as never,
    callOff: handleStateless(CallOff, ({ key }) => [cancel(key)]),
    both: handleStateless(Both, ({ key, after }, { now }) => [
      set({ key, after }, now),
      cancel(key),
    ]) as never,
    put: handle(Put, dish, {
      find: (data) => data.dish,
      missing: (data, { now }) =>
        become(
          { turn: 1 },
          schedule(Done({ dish: data.dish, turn: 1 }), { key: data.dish, at: now + data.after }),
        ),
      found: ({ turn }, data, { now }) =>
        become(
          { turn: turn + 1 },
          schedule(Done({ dish: data.dish, turn: turn + 1 }), {
            key: `${data.dish}/${turn + 1}`,
            at: now + data.after,
          }),
        ),
    }),
  },
  queries: {},
  reactions: [
    react(Done, dish, {
      find: (data) => data.dish,
      found: (before, data) =>
        before.turn === data.turn ? become({ turn: before.turn + 1 }, Eaten({ dish: data.dish })) : ignore,
    }),
  ],
});

const start = (ports: Partial<Harness['ports']> = {}) => harness({ modules: [module], ports });
const of = ({ app }: Harness, key: string, after: number, tick?: number) =>
  app.execute(Set({ key, after, tick }), { actor: SYSTEM });
/** What was told, with the milliseconds from the start at which it was. */
async function heard(world: Harness, begin: number) {
  const told: { readonly type: string; readonly key: string; readonly at: number }[] = [];
  world.app.listen('kitchen', ({ events, live }) => {
    for (const { type, data } of [...events, ...live])
      told.push({ type, key: (data as { key: string }).key, at: world.ports.clock.now() - begin });
  });
  return told;
}

async function watched(ports: Partial<Harness['ports']> = {}) {
  const world = await start(ports);
  const begin = world.ports.clock.now();
  return { world, told: await heard(world, begin) };
}

/** Something else comes in just before a due timer is handed to the bus, in the same turn. */
async function interrupted() {
  const { store, reader, log } = memoryStore();
  let meanwhile: () => void = () => {};
  const interrupting: Store = {
    ...store,
    async timersDue(now, limit) {
      const due = store.timersDue(now, limit);
      const interrupt = meanwhile;
      if (due.length > 0) {
        meanwhile = () => {};
        interrupt();
      }
      return due;
    },
  };
  // A turn that is long enough for both to be in it.
  const turn = async () => {
    for (let tick = 0; tick < 20; tick += 1) await Promise.resolve();
  };
  const defer = (work: () => void) => void turn().then(work);
  const whenDue = (act: () => void) => {
    meanwhile = act;
  };
  return { ...(await watched({ store: interrupting, reader, log, defer })), whenDue };
}

describe('a timer', () => {
  test('is never early, and fires once', async () => {
    const { world, told } = await watched();
    await of(world, 'egg', 1_000);
    await world.advance(999);
    expect(told).toEqual([]);
    await world.advance(1);
    expect(told).toEqual([{ type: 'Rang', key: 'egg', at: 1_000 }]);
    await world.advance(1_000_000);
    expect(told).toHaveLength(1);
  });

  test('rings at its own instant, whatever others were set before or after it', async () => {
    const { world, told } = await watched();
    for (const [key, after] of [
      ['c', 300],
      ['a', 100],
      ['d', 400],
      ['b', 200],
    ] as const)
      await of(world, key, after);
    await world.advance(1_000);
    expect(told.map(({ key, at }) => [key, at])).toEqual([
      ['a', 100],
      ['b', 200],
      ['c', 300],
      ['d', 400],
    ]);
  });

  test('that is set again under its key replaces the first, sooner or later', async () => {
    const { world, told } = await watched();
    await of(world, 'egg', 1_000);
    await of(world, 'egg', 3_000);
    await of(world, 'tea', 3_000);
    await of(world, 'tea', 500);
    await world.advance(10_000);
    expect(told).toEqual([
      { type: 'Rang', key: 'tea', at: 500 },
      { type: 'Rang', key: 'egg', at: 3_000 },
    ]);
  });

  test('that is called off never rings, in the same commit either', async () => {
    const { world, told } = await watched();
    await of(world, 'egg', 1_000);
    await world.execute(SYSTEM, CallOff({ key: 'egg' }));
    await world.execute(SYSTEM, Both({ key: 'tea', after: 1_000 }));
    await Promise.all([of(world, 'soup', 1_000), world.execute(SYSTEM, CallOff({ key: 'soup' }))]);
    await world.advance(10_000);
    expect(told).toEqual([]);
    expect(await world.ports.store.nextWake()).toBeNull();
  });

  test('that was called off in the turn in which it was due does not ring', async () => {
    const { world, told, whenDue } = await interrupted();
    await of(world, 'egg', 1_000);
    whenDue(() => void world.execute(SYSTEM, CallOff({ key: 'egg' })));
    await world.advance(1_000);
    expect(told).toEqual([]);
    expect(await world.ports.store.nextWake()).toBeNull();
  });

  test('carries the correlation of what set it', async () => {
    const { world } = await watched();
    await world.app.execute(Set({ key: 'egg', after: 10 }), {
      actor: SYSTEM,
      operationId: 'op',
      correlationId: 'breakfast',
    });
    await world.advance(10);
    expect(world.handled.at(-1)).toMatchObject({ correlation: 'breakfast', sequence: 0, actor: SYSTEM });
    expect(world.handled.at(-1)?.operation).not.toBe('op');
  });

  test('that is of use leaves all that follows from it, also what nobody has a use for', async () => {
    const unmoved = react(Eaten, dish, { find: (data) => data.dish, found: () => ignore });
    const world = await harness({ modules: [{ ...module, reactions: [...module.reactions, unmoved] }] });
    await world.execute(SYSTEM, Put({ dish: 'pie', after: 50 }));
    await world.advance(50);
    const kept = await world.ports.log.read('kitchen', 0, 10);
    expect(kept.map(({ type }) => type)).toEqual(['Done', 'Eaten']);
  });

  test('that has grown stale leaves no trace', async () => {
    const world = await start();
    const put = (after: number) => world.execute(SYSTEM, Put({ dish: 'pie', after }));
    await put(100);
    await put(50);
    await world.advance(50);
    const before = await standsAt(world.ports.store);
    await world.advance(1_000);
    expect(await standsAt(world.ports.store)).toBe(before);
    expect(await world.ports.store.nextWake()).toBeNull();
  });
});

describe('a timer with periodic updates', () => {
  test('tells them until it is due, and then rings', async () => {
    const { world, told } = await watched();
    await of(world, 'egg', 1_000, 300);
    await world.advance(5_000);
    expect(told.map(({ type, at }) => [type, at])).toEqual([
      ['Ticked', 300],
      ['Ticked', 600],
      ['Ticked', 900],
      ['Rang', 1_000],
    ]);
  });

  test('does not tell one at the instant at which it rings', async () => {
    const { world, told } = await watched();
    await of(world, 'egg', 900, 300);
    await world.advance(5_000);
    expect(told.map(({ type, at }) => [type, at])).toEqual([
      ['Ticked', 300],
      ['Ticked', 600],
      ['Rang', 900],
    ]);
  });

  test('falls silent when it is called off', async () => {
    const { world, told } = await watched();
    await of(world, 'egg', 1_000, 300);
    await world.advance(400);
    await world.execute(SYSTEM, CallOff({ key: 'egg' }));
    await world.advance(5_000);
    expect(told.map(({ at }) => at)).toEqual([300]);
  });
});

describe('after an outage', () => {
  const outage = async (world: Harness, milliseconds: number) => {
    await world.app.stop();
    await world.ports.clock.moveTo(world.ports.clock.now() + milliseconds);
    return watched(world.ports);
  };

  test('a timer rings in a new application on the same store, at the instant that was set', async () => {
    const first = await start();
    await of(first, 'egg', 60_000);
    const { world, told } = await outage(first, 20_000);
    await world.advance(39_999);
    expect(told).toEqual([]);
    await world.advance(1);
    expect(told).toEqual([{ type: 'Rang', key: 'egg', at: 40_000 }]);
  });

  test.each([
    ['overdue', 1_000],
    ['due at the start', 20_000],
    ['due soon after', 20_000 + GRACE_MS - 1],
  ])('one that is %s gets its grace, and that is told', async (_when, after) => {
    const first = await start();
    await of(first, 'egg', after);
    const begin = first.ports.clock.now();
    const { world, told } = await outage(first, 20_000);
    const due = begin + 20_000 + GRACE_MS;
    expect(world.handled.map(({ message }) => message)).toEqual([
      TimerPostponed({ key: 'kitchen.egg', due, event: Rang({ key: 'egg', at: begin + after }) }),
    ]);
    await world.advance(GRACE_MS - 1);
    expect(told).toEqual([]);
    await world.advance(1);
    expect(told).toEqual([{ type: 'Rang', key: 'egg', at: GRACE_MS }]);
    await world.advance(1_000_000);
    expect(told).toHaveLength(1);
  });

  test('one that is due later than the grace is left alone', async () => {
    const first = await start();
    await of(first, 'egg', 20_000 + GRACE_MS);
    const { world, told } = await outage(first, 20_000);
    expect(world.handled).toEqual([]);
    await world.advance(GRACE_MS);
    expect(told).toEqual([{ type: 'Rang', key: 'egg', at: GRACE_MS }]);
  });

  test('updates wait for the grace, too, and go on where the timer itself is not due', async () => {
    const first = await start();
    await of(first, 'egg', 40_000, 8_000);
    await of(first, 'tea', 21_000, 8_000);
    const { world, told } = await outage(first, 20_000);
    expect(world.handled.map(({ message }) => message.type)).toEqual(['TimerPostponed']);
    await world.advance(30_000);
    expect(told.map(({ type, key, at }) => [type, key, at])).toEqual([
      ['Ticked', 'egg', GRACE_MS],
      ['Rang', 'tea', GRACE_MS],
      ['Ticked', 'egg', GRACE_MS + 8_000],
      ['Rang', 'egg', 20_000],
    ]);
  });

  test('one that was set in what is the future now, since the clock was set back, waits for its own time at most', async () => {
    const first = await start();
    await of(first, 'egg', 60_000, 25_000);
    const begin = first.ports.clock.now();
    await first.app.stop();
    const back = 2 * 3_600_000;
    const { world, told } = await watched({ ...first.ports, clock: virtualClock(begin - back) });
    expect(world.handled.map(({ message }) => message)).toEqual([
      TimerPostponed({
        key: 'kitchen.egg',
        due: begin - back + 60_000,
        event: Rang({ key: 'egg', at: begin + 60_000 }),
      }),
    ]);
    await world.advance(100_000);
    expect(told.map(({ type, at }) => [type, at])).toEqual([
      ['Ticked', GRACE_MS],
      ['Ticked', GRACE_MS + 25_000],
      ['Rang', 60_000],
    ]);
  });

  test('one that a server has set whose clock is a little ahead is left alone', async () => {
    const first = await start();
    await of(first, 'egg', 60_000);
    const behind = first.ports.clock.now() - (GRACE_MS - 1);
    // It has died: the one that finds that out gives a grace.
    await first.app.stop();
    const { world, told } = await watched({ ...first.ports, clock: virtualClock(behind) });
    expect(world.handled).toEqual([]);
    await world.advance(60_000 + GRACE_MS);
    expect(told).toEqual([{ type: 'Rang', key: 'egg', at: 60_000 + GRACE_MS - 1 }]);
  });

  test('hundreds that were set before the clock was set back all wait for their own time', async () => {
    const first = await start();
    await Promise.all(Array.from({ length: 500 }, (_, n) => of(first, `t${n}`, 60_000 + n)));
    const begin = first.ports.clock.now();
    await first.app.stop();
    const { world, told } = await watched({ ...first.ports, clock: virtualClock(begin - 3_600_000) });
    await world.advance(60_499);
    expect(told).toHaveLength(500);
  });

  test('a thousand overdue timers all get their grace, and all ring', async () => {
    const first = await start();
    await Promise.all(Array.from({ length: 1_000 }, (_, n) => of(first, `t${n}`, 1_000 + n)));
    const { world, told } = await outage(first, 20_000);
    expect(world.handled).toHaveLength(1_000);
    await world.advance(GRACE_MS);
    expect(new globalThis.Set(told.map(({ key }) => key)).size).toBe(1_000);
    expect(told).toHaveLength(1_000);
  });

  test('live timers are gone with the process that set them', async () => {
    const first = await start();
    await first.execute(SYSTEM, Set({ key: 'lamp', after: 60_000, live: true }));
    const { world, told } = await outage(first, 1_000);
    await world.advance(1_000_000);
    expect(told).toEqual([]);
    expect(world.handled).toEqual([]);
  });

  test('an application that is stopped and started again forgets its live timers and keeps the others', async () => {
    const { world, told } = await watched();
    await world.execute(SYSTEM, Set({ key: 'lamp', after: 1_000, live: true }));
    await of(world, 'egg', 60_000);
    await world.app.stop();
    await world.app.start();
    await world.advance(1_000_000);
    expect(told).toEqual([{ type: 'Rang', key: 'egg', at: 60_000 }]);
  });
});

test('a timer that carries an event which nobody declares is not set, be it only an update', async () => {
  const Unheard = event('Unheard', z.object({}));
  const carrying = (carried: Effect) => ({
    ...module,
    commands: { ...module.commands, set: handleStateless(Set, () => [carried]) as never },
  });
  const at = Date.UTC(2030, 0, 1);
  const update = { every: 1, event: Unheard({}) };
  for (const carried of [
    schedule(Unheard({}), { key: 'egg', at }),
    schedule(Rang({ key: 'egg', at }), { key: 'egg', at, update }),
  ]) {
    const world = await harness({ modules: [carrying(carried)] });
    await expect(of(world, 'egg', 1)).rejects.toThrow(
      'kitchen.Set tells event kitchen.Unheard, which nobody declares.',
    );
    expect(await world.ports.store.nextWake()).toBeNull();
  }
});

describe('while the application is stopped', () => {
  test('nothing rings', async () => {
    const { world, told } = await watched();
    await of(world, 'egg', 1_000);
    await world.app.stop();
    await world.ports.clock.moveTo(world.ports.clock.now() + 1_000_000);
    expect(told).toEqual([]);
  });
});

test('a live timer leaves nothing in the store, and rings like any other', async () => {
  const { world, told } = await watched();
  await world.execute(SYSTEM, Set({ key: 'lamp', after: 500, live: true }));
  expect(await world.ports.store.nextWake()).toBeNull();
  await world.advance(500);
  expect(told).toEqual([{ type: 'Flashed', key: 'lamp', at: 500 }]);
  expect(await standsAt(world.ports.store)).toBe(0);
});

describe('where something fails', () => {
  const failingStore = () => {
    const { store, reader, log } = memoryStore();
    const trouble = { commits: 0, reads: 0 };
    const flaky: Store = {
      ...store,
      commit(commit) {
        if (trouble.commits-- > 0) throw new Error('the disk is full');
        return store.commit(commit);
      },
      timersDue(now, limit) {
        if (trouble.reads-- > 0) throw new Error('the disk is gone');
        return store.timersDue(now, limit);
      },
    };
    return { ports: { store: flaky, reader, log }, trouble };
  };

  const ringing = (told: Awaited<ReturnType<typeof heard>>) =>
    told.filter(({ type }) => type === 'Rang').map(({ key, at }) => [key, at]);

  test('a store that can not be read is asked again: what came due meanwhile has its grace', async () => {
    const { ports, trouble } = failingStore();
    const { world, told } = await watched(ports);
    await of(world, 'egg', 1_000);
    await of(world, 'soup', 60_000);
    trouble.reads = 3;
    await world.advance(3_999);
    expect(told).toEqual([]);
    await world.advance(100_000);
    // Read again at 4 s.
    expect(ringing(told)).toEqual([
      ['egg', 4_000 + GRACE_MS],
      ['soup', 60_000],
    ]);
  });

  test('a store that can not be written costs nobody their time: nothing rings until it can, and then after a grace', async () => {
    const { ports, trouble } = failingStore();
    const { world, told } = await watched(ports);
    await of(world, 'egg', 20_000);
    await of(world, 'tea', 33_000);
    await of(world, 'soup', 90_000);
    await world.advance(10_000);
    trouble.commits = Infinity;
    await expect(of(world, 'fish', 1)).rejects.toThrow('the disk is full');
    await world.advance(15_500);
    trouble.commits = 0;
    await world.advance(100_000);
    expect(ringing(told)).toEqual([
      ['egg', 26_000 + GRACE_MS],
      ['tea', 26_000 + GRACE_MS],
      ['soup', 90_000],
    ]);
  });

  test('a store that failed only between two rings is noticed, too: those who were refused have time to ask again', async () => {
    const { ports, trouble } = failingStore();
    const { world, told } = await watched(ports);
    await of(world, 'egg', 20_000);
    await world.advance(10_000);
    trouble.commits = 1;
    await expect(of(world, 'fish', 1)).rejects.toThrow('the disk is full');
    await world.advance(100_000);
    expect(ringing(told)).toEqual([['egg', 11_000 + GRACE_MS]]);
  });

  test.each([
    ['beyond the instant', 25_000],
    ['to shortly before it', 19_500],
  ])('a machine that slept %s costs nobody their time', async (_, milliseconds) => {
    const { world, told } = await watched();
    await of(world, 'egg', 20_000);
    await of(world, 'soup', 90_000);
    await world.advance(100);
    world.ports.clock.sleep(milliseconds);
    await world.advance(200_000);
    expect(ringing(told)).toEqual([
      ['egg', 100 + milliseconds + GRACE_MS],
      ['soup', 90_000],
    ]);
  });

  test('a server that is busy for a while has not slept', async () => {
    const { world, told } = await watched();
    await of(world, 'egg', 2_000);
    world.ports.clock.sleep(4_000);
    await world.advance(100_000);
    expect(ringing(told)).toEqual([['egg', 4_000]]);
  });

  test('a commit that fails by the fault of one operation gives nobody more time', async () => {
    const { store, reader, log } = memoryStore();
    const refusing: Store = {
      ...store,
      commit(commit) {
        if (commit.timers.length > 1) throw new Error('one of them is poison');
        return store.commit(commit);
      },
    };
    const { world, told } = await watched({ store: refusing, reader, log });
    await Promise.all([of(world, 'egg', 2_000), of(world, 'tea', 2_000)]);
    await world.advance(100_000);
    expect(ringing(told)).toEqual([
      ['egg', 2_000],
      ['tea', 2_000],
    ]);
  });

  test('an application starts on a store that fails, and gives the grace as soon as it can be kept', async () => {
    const { ports, trouble } = failingStore();
    const first = await start(ports);
    await of(first, 'egg', 1_000);
    await first.app.stop();
    trouble.commits = 3;
    const { world, told } = await watched(first.ports);
    await world.advance(100_000);
    // Tried at the start, after one second and after two.
    expect(ringing(told)).toEqual([['egg', 3_000 + GRACE_MS]]);
  });

  test('hundreds of timers that fail keep no other from ringing', async () => {
    const endless = reactStateless(Rang, ({ key, at }) => (key.startsWith('bad') ? [Rang({ key, at })] : []));
    const world = await harness({ modules: [{ ...module, reactions: [endless] }] });
    const told = await heard(world, world.ports.clock.now());
    for (let number = 0; number < 201; number += 1) await of(world, `bad ${number}`, 1_000);
    await of(world, 'good', 1_000);
    await world.advance(1_000);
    expect(told.map(({ key }) => key)).toEqual(['good']);
  });

  test('a timer that fails keeps no other from ringing, live or not', async () => {
    const endless = reactStateless(Rang, ({ key, at }) => (key === 'bad' ? [Rang({ key, at })] : []));
    const world = await harness({ modules: [{ ...module, reactions: [endless] }] });
    const told = await heard(world, world.ports.clock.now());
    for (const key of ['bad', 'good']) await of(world, key, 1_000);
    await world.execute(SYSTEM, Set({ key: 'lamp', after: 1_000, live: true }));
    await of(world, 'later', 1_500);
    await world.advance(1_000);
    expect(told.map(({ key }) => key)).toEqual(['good', 'lamp']);
    // It is tried again once a second: others may ring that much later, but they ring.
    await world.advance(1_000);
    expect(told.map(({ key }) => key)).toEqual(['good', 'lamp', 'later']);
  });
});

test('an application that is stopped while it reads what needs a grace gives none: it keeps nothing more', async () => {
  const { store, reader, log } = memoryStore();
  let fails = false;
  let goOn = () => {};
  let reading: Promise<void> | null = null;
  const slow: Store = {
    ...store,
    commit(commit) {
      if (fails) throw new Error('the disk is full');
      return store.commit(commit);
    },
    async timersDue(now, limit) {
      await reading;
      return store.timersDue(now, limit);
    },
  };
  const world = await start({ store: slow, reader, log });
  await of(world, 'egg', 5_000);
  fails = true;
  await expect(of(world, 'fish', 1)).rejects.toThrow('the disk is full');
  fails = false;
  reading = new Promise((resolve) => {
    goOn = resolve;
  });
  await world.advance(1_000);
  await world.app.stop();
  goOn();
  await settle();
  expect(world.handled.filter(({ message }) => message.type === TimerPostponed.type)).toEqual([]);
});

describe('of two servers on one store', () => {
  const NOBODY: Signals = { listen: () => () => {}, tellLive() {} };

  /** Two servers, and what each has tried to commit since, with the milliseconds from the start. */
  async function twoServers() {
    const { store, reader, log } = memoryStore();
    const begin = Date.UTC(2026, 0, 1);
    const clock = virtualClock(begin);
    const another = async () => {
      const tried: { readonly key: unknown; readonly at: number }[] = [];
      const commit: Store['commit'] = (asked) => {
        const keys = asked.events.map(({ data }) => (data as { key?: string }).key);
        for (const key of asked.timers.some((write) => 'set' in write) ? [] : [keys[0]])
          tried.push({ key, at: clock.now() - begin });
        return store.commit(asked);
      };
      return {
        ...(await start({ store: { ...store, commit }, reader, log, clock, signals: NOBODY })),
        tried,
      };
    };
    return [await another(), await another()] as const;
  }

  test('the one that has set a timer rings it, and the other does not even try', async () => {
    const [a, b] = await twoServers();
    await of(a, 'egg', 1_000);
    await of(b, 'tea', 1_500);
    await a.advance(10_000);
    expect(a.tried).toEqual([{ key: 'egg', at: 1_000 }]);
    expect(b.tried).toEqual([{ key: 'tea', at: 1_500 }]);
  });

  test('a timer is of who has set it last', async () => {
    const [a, b] = await twoServers();
    await of(a, 'egg', 1_000);
    await of(b, 'egg', 2_000);
    await a.advance(10_000);
    expect([a.tried, b.tried]).toEqual([[], [{ key: 'egg', at: 2_000 }]]);
  });

  test('what one that is gone has set rings at the other a second late', async () => {
    const [a, b] = await twoServers();
    for (let eggs = 0; eggs < 300; eggs += 1) await of(a, `egg ${eggs}`, 5_000);
    await of(b, 'tea', 5_000);
    await a.app.stop();
    await b.advance(5_999);
    expect(b.tried).toEqual([{ key: 'tea', at: 5_000 }]);
    await b.advance(1);
    expect(await b.ports.store.nextWake()).toBeNull();
  });
});

test('a timer that is set while others are being fired is not forgotten', async () => {
  // A store that answers later: in between, commands come in.
  const { store, reader, log } = memoryStore();
  let meanwhile: () => void = () => {};
  const slow: Store = {
    ...store,
    async nextWake() {
      const answer = store.nextWake();
      meanwhile();
      meanwhile = () => {};
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
      return answer;
    },
  };
  const { world, told } = await watched({ store: slow, reader, log });
  await of(world, 'egg', 1_000);
  meanwhile = () => void of(world, 'tea', 100);
  await world.advance(1_000);
  await settle();
  await world.advance(100);
  expect(told).toEqual([
    { type: 'Rang', key: 'egg', at: 1_000 },
    { type: 'Rang', key: 'tea', at: 1_100 },
  ]);
});

test('a timer that is set anew while it is about to be fired waits for its new instant', async () => {
  const { world, told, whenDue } = await interrupted();
  await of(world, 'egg', 1_000);
  whenDue(() => void of(world, 'egg', 500));
  await world.advance(1_000);
  expect(told).toEqual([]);
  await world.advance(500);
  expect(told).toEqual([{ type: 'Rang', key: 'egg', at: 1_500 }]);
});
