import { standsAt } from '../testing/stands-at.ts';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { SYSTEM } from '../define/actor.ts';
import { contract } from '../define/contract.ts';
import { become, cancel, schedule } from '../define/decision.ts';
import { handle, handleStateless, reactStateless } from '../define/handler.ts';
import { memoryStore } from '../memory/memory-store.ts';
import { implement } from '../define/module.ts';
import {
  type Commit,
  leavesSomething,
  NO_READS,
  type StateReader,
  type Store,
  VersionConflict,
} from '../ports.ts';
import { harness } from '../testing/index.ts';
import { answeringLater } from '../testing/answering-later.ts';
import { scope } from '../define/scope.ts';

const { command, event, state } = scope('counters');

/* Counters: how many commits they took, and whether each count was counted. */

const Count = command('Count', z.object({ id: z.string() }));
const Counted = event('Counted', z.object({ id: z.string(), count: z.number() }));
const counter = state('counter', z.object({ count: z.number() }));
const count = handle(Count, counter, {
  find: ({ id }) => id,
  missing: ({ id }) => become({ count: 1 }, Counted({ id, count: 1 })),
  found: ({ count: before }, { id }) => become({ count: before + 1 }, Counted({ id, count: before + 1 })),
});
const modules = [
  implement(contract({ name: 'counters', commands: { count: Count }, queries: {}, events: { Counted } }), {
    states: [counter],
    commands: { count },
    queries: {},
  }),
];

/** A store whose commits can be watched, and made to fail. */
function watchedStore(onCommit: (commit: Commit) => void) {
  const memory = memoryStore();
  const store: Store = {
    ...memory.store,
    commit(commit) {
      onCommit(commit);
      return memory.store.commit(commit);
    },
  };
  return { ...memory, store };
}

const countOf = async (ports: { readonly reader: StateReader }, id: string) =>
  ((await ports.reader.load(counter, id))?.state as { count: number } | undefined)?.count;

test('the commands of one turn share a commit, up to 256 of them', async () => {
  const sizes: number[] = [];
  const { execute } = await harness({
    modules,
    ports: watchedStore(({ events }) => void sizes.push(events.length)),
  });
  await Promise.all(Array.from({ length: 600 }, (_, n) => execute(SYSTEM, Count({ id: `${n % 7}` }))));
  expect(sizes).toEqual([256, 256, 88]);
  await execute(SYSTEM, Count({ id: 'x' }));
  expect(sizes).toEqual([256, 256, 88, 1]);
});

test('within a commit, each command sees what those before it have done; a state is written once', async () => {
  const writes: number[] = [];
  const { execute, ports } = await harness({
    modules,
    ports: watchedStore(({ states }) => void writes.push(states.length)),
  });
  const outcomes = await Promise.all(Array.from({ length: 100 }, () => execute(SYSTEM, Count({ id: 'x' }))));
  expect(outcomes.map((outcome) => (outcome.ok ? outcome.receipt.position : null))).toEqual(
    outcomes.map((_, n) => n + 1),
  );
  expect(await countOf(ports, 'x')).toBe(100);
  expect(writes).toEqual([1]);
});

test('while a store works on a batch, those before it are told, in the order of the commits', async () => {
  const story: string[] = [];
  const memory = memoryStore();
  const commit: Store['commit'] = async (batch) => {
    const first = batch.events[0]?.data;
    story.push(`commit ${JSON.stringify(first)}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
    return memory.store.commit(batch);
  };
  const { app, execute } = await harness({
    modules,
    ports: { ...memory, store: { ...memory.store, commit } },
  });
  app.listen('counters', ({ events }) => void story.push(`told ${JSON.stringify(events[0]?.data)}`));
  const count = (id: string) => execute(SYSTEM, Count({ id })).then(() => void story.push(`answered ${id}`));
  const first = count('a');
  await new Promise((resolve) => setImmediate(resolve));
  // The first is being committed by now: these gather for the next commit.
  await Promise.all([first, count('b')]);
  expect(story).toEqual([
    'commit {"id":"a","count":1}',
    'commit {"id":"b","count":1}',
    'told {"id":"a","count":1}',
    'answered a',
    'told {"id":"b","count":1}',
    'answered b',
  ]);
});

describe('where a commit fails', () => {
  const poison = ({ states }: Commit) => {
    if (states.some(({ id }) => id === 'poison')) throw new Error('does not fit on the disk');
  };

  test('each of its commands is tried once more by itself: one that fails takes no other with it', async () => {
    const { execute, ports } = await harness({ modules, ports: watchedStore(poison) });
    const ids = ['a', 'poison', 'b', 'a', 'poison', 'c'];
    const outcomes = await Promise.allSettled(ids.map((id, n) => execute(SYSTEM, Count({ id }), `op-${n}`)));
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(await Promise.all(['a', 'b', 'c', 'poison'].map((id) => countOf(ports, id)))).toEqual([
      2,
      1,
      1,
      undefined,
    ]);
    const told = await ports.log.read('counters', 0, 100);
    expect(told.map(({ position, data }) => [position, (data as { id: string }).id])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'a'],
      [4, 'c'],
    ]);
  });

  test('of a store that is unavailable, they fail together: to try each again would take as long for each', async () => {
    let tries = 0;
    const { execute, ports } = await harness({
      modules,
      ports: watchedStore(() => {
        tries += 1;
        if (tries === 1) throw Object.assign(new Error('held by another'), { unavailable: true });
      }),
    });
    const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((id) => execute(SYSTEM, Count({ id }))));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(tries).toBe(1);
    expect(await execute(SYSTEM, Count({ id: 'a' }))).toMatchObject({ ok: true });
    expect(await countOf(ports, 'a')).toBe(1);
  });

  test('of a store that is unavailable, what needs no store goes on', async () => {
    const looks = scope('looks');
    const Look = looks.command('Look', z.object({}));
    const Looked = looks.event('Looked', z.object({}), { live: true });
    const looking = implement(
      contract({ name: looks.name, commands: { look: Look }, queries: {}, events: { Looked } }),
      { states: [], commands: { look: handleStateless(Look, () => [Looked({})]) }, queries: {} },
    );
    let tries = 0;
    const { app, execute } = await harness({
      modules: [...modules, looking],
      ports: watchedStore(() => {
        tries += 1;
        throw Object.assign(new Error('held by another'), { unavailable: true });
      }),
    });
    const told: string[] = [];
    app.listen('looks', ({ live }) => void told.push(...live.map(({ type }) => type)));
    const outcomes = await Promise.allSettled([
      execute(SYSTEM, Count({ id: 'a' })),
      app.execute(Look({}), { actor: SYSTEM }),
      execute(SYSTEM, Count({ id: 'b' })),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
    expect(told).toEqual(['Looked']);
    expect(tries).toBe(1);
  });

  test('nothing is told of what was not kept', async () => {
    const { app, execute } = await harness({ modules, ports: watchedStore(poison) });
    const told: unknown[] = [];
    app.listen(
      null,
      ({ events }) => void told.push(...events.map(({ data }) => (data as { id: string }).id)),
    );
    await Promise.allSettled([execute(SYSTEM, Count({ id: 'poison' })), execute(SYSTEM, Count({ id: 'a' }))]);
    expect(told).toEqual(['a']);
  });

  test('the store recovers: the bus goes on as soon as it does', async () => {
    let full = true;
    const { execute, ports } = await harness({
      modules,
      ports: watchedStore(() => {
        if (full) throw new Error('the disk is full');
      }),
    });
    await expect(execute(SYSTEM, Count({ id: 'a' }), 'op')).rejects.toThrow('the disk is full');
    full = false;
    expect(await execute(SYSTEM, Count({ id: 'a' }), 'op')).toMatchObject({ ok: true });
    expect(await countOf(ports, 'a')).toBe(1);
  });
});

describe('a version conflict', () => {
  test('has the batch decided again on what is there now', async () => {
    const memory = memoryStore();
    let meddle = 3;
    const store: Store = {
      ...memory.store,
      commit(commit) {
        // Another server is faster, three times.
        if (meddle-- > 0) {
          const stored = memory.store.load(counter, 'x') as
            { readonly version: number; readonly state: { readonly count: number } } | undefined;
          const next = { count: (stored?.state.count ?? 0) + 100 };
          void memory.store.commit({
            reads: NO_READS,
            states: [{ definition: counter, id: 'x', expected: stored?.version ?? 0, next }],
            events: [],
            timers: [],
            receipts: [],
          });
        }
        return memory.store.commit(commit);
      },
    };
    const { execute, ports } = await harness({ modules, ports: { ...memory, store } });
    const outcomes = await Promise.all([
      execute(SYSTEM, Count({ id: 'x' })),
      execute(SYSTEM, Count({ id: 'y' })),
      execute(SYSTEM, Count({ id: 'x' })),
    ]);
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    expect(await countOf(ports, 'x')).toBe(302);
    expect(await countOf(ports, 'y')).toBe(1);
    const told = await ports.log.read('counters', 0, 100);
    expect(told.map(({ data }) => data)).toEqual([
      { id: 'x', count: 301 },
      { id: 'y', count: 1 },
      { id: 'x', count: 302 },
    ]);
  });

  test('that never ends fails the command that it concerns, and no other', async () => {
    const { execute } = await harness({
      modules,
      ports: watchedStore(({ states }) => {
        if (states.some(({ id }) => id === 'contested')) throw new VersionConflict(['counter/contested']);
      }),
    });
    const [contested, free] = await Promise.allSettled([
      execute(SYSTEM, Count({ id: 'contested' })),
      execute(SYSTEM, Count({ id: 'free' })),
    ]);
    expect(contested).toMatchObject({ status: 'rejected', reason: { name: 'VersionConflict' } });
    expect(free).toMatchObject({ status: 'fulfilled', value: { ok: true } });
  });

  test('two servers on one store that answers later count everything once', async () => {
    const memory = memoryStore();
    const ports = { ...memory, store: answeringLater(memory.store) };
    const servers = [await harness({ modules, ports }), await harness({ modules, ports })];
    const counted = servers.flatMap(({ execute }) =>
      Array.from({ length: 40 }, (_, n) => execute(SYSTEM, Count({ id: `${n % 3}` }))),
    );
    const outcomes = await Promise.all(counted);
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    expect(await Promise.all(['0', '1', '2'].map((id) => countOf(memory, id)))).toEqual([28, 26, 26]);
    expect(await standsAt(memory.store)).toBe(80);
  });
});

test('a decision that looks for what it has just made gets to its end on a store that answers later', async () => {
  const Begin = command('Begin', z.object({}));
  const Begun = event('Begun', z.object({ id: z.string() }));
  const begun = [
    implement(
      contract({
        name: 'counters',
        commands: { begin: Begin, count: Count },
        queries: {},
        events: { Counted, Begun },
      }),
      {
        states: [counter],
        commands: {
          begin: handleStateless(Begin, (_data, { newId }) => {
            const id = newId<string>();
            return [Count({ id }), Begun({ id })];
          }),
          count,
        },
        queries: {},
      },
    ),
  ];
  const memory = memoryStore();
  const later = answeringLater(memory.store);
  let loads = 0;
  const store: Store = {
    ...later,
    load(definition, id) {
      loads += 1;
      if (loads > 10) throw new Error('It asks for something else each time.');
      return later.load(definition, id);
    },
  };
  const world = await harness({ modules: begun, ports: { ...memory, store } });
  expect(
    await Promise.all([world.execute(SYSTEM, Begin({})), world.execute(SYSTEM, Begin({}))]),
  ).toMatchObject([{ ok: true }, { ok: true }]);
  const told = world.handled.flatMap(({ message }) => (message.name === Begun.name ? [message.data] : []));
  expect((await later.all(counter)).map(({ id }) => ({ id }))).toEqual(told);
  expect(told).toHaveLength(2);
});

describe('an operation that fails midway', () => {
  const Put = command('Put', z.object({}));
  const Break = command('Break', z.object({}));
  const Placed = event('Placed', z.object({ count: z.number() }));
  const Rattled = event('Rattled', z.object({ count: z.number() }), { live: true });
  const Broke = event('Broke', z.object({}));
  const Due = event('Due', z.object({ at: z.number() }));
  const shelf = state('shelf', z.object({ count: z.number() }));

  const put = (count: number) =>
    become(
      { count },
      Placed({ count }),
      Rattled({ count }),
      schedule(Due({ at: count }), { key: 'kept', at: 1e15 + count }),
      schedule(Due({ at: 0 }), { key: 'needed', at: 2e15 }),
    );
  const shelves = implement(
    contract({
      name: 'counters',
      commands: { put: Put, break: Break },
      queries: {},
      events: { Placed, Rattled, Broke, Due },
    }),
    {
      states: [shelf],
      commands: {
        put: handle(Put, shelf, {
          find: () => 'only',
          missing: () => put(1),
          found: ({ count }) => put(count + 1),
        }),
        break: handle(Break, shelf, {
          find: () => 'only',
          missing: () => become({ count: 100 }, Broke({})),
          found: ({ count }) =>
            become(
              { count: count + 100 },
              Placed({ count: count + 100 }),
              Rattled({ count: count + 100 }),
              schedule(Due({ at: 0 }), { key: 'kept', at: 5 }),
              schedule(Due({ at: 0 }), { key: 'never set', at: 5 }),
              cancel('needed'),
              Broke({}),
            ),
        }),
      },
      queries: {},
      // It never ends: the whole operation fails.
      reactions: [reactStateless(Broke, () => [Broke({})])],
    },
  );

  test('leaves nothing to those after it in the same commit: no state, no event, no timer', async () => {
    const { app, execute, ports } = await harness({ modules: [shelves] });
    const told: unknown[] = [];
    app.listen(
      'counters',
      ({ events, live }) => void told.push(...[...events, ...live].map(({ type, data }) => [type, data])),
    );
    const settled = await Promise.allSettled([
      execute(SYSTEM, Break({})),
      execute(SYSTEM, Put({})),
      execute(SYSTEM, Break({})),
      execute(SYSTEM, Put({})),
      execute(SYSTEM, Break({})),
    ]);
    expect(settled.map(({ status }) => status)).toEqual([
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
    ]);
    expect(await ports.reader.load(shelf, 'only')).toMatchObject({ version: 1, state: { count: 2 } });
    const [one, two] = [{ count: 1 }, { count: 2 }];
    expect(told).toEqual([
      ['Placed', one],
      ['Placed', two],
      ['Rattled', one],
      ['Rattled', two],
    ]);
    const timers = await ports.store.timersDue(Number.MAX_SAFE_INTEGER, 10);
    expect(timers.map(({ key, due }) => [key, due])).toEqual([
      ['counters.kept', 1e15 + 2],
      ['counters.needed', 2e15],
    ]);
  });

  test('alone in its commit leaves nothing at all', async () => {
    const commits: Commit[] = [];
    const { execute } = await harness({
      modules: [shelves],
      ports: watchedStore((commit) => void commits.push(commit)),
    });
    await execute(SYSTEM, Put({}));
    await expect(execute(SYSTEM, Break({}))).rejects.toThrow('more than 10000 effects');
    // What the failure rests on is checked all the same.
    expect(commits.map(leavesSomething)).toEqual([true, false]);
  });
});
