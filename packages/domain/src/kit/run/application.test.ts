import { standsAt } from '../testing/stands-at.ts';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { SYSTEM } from '../define/actor.ts';
import { createApplication } from './application.ts';
import { NotRunning, type Published } from '../define/application.types.ts';
import { contract } from '../define/contract.ts';
import { become, remove } from '../define/decision.ts';
import { handle, handleStateless, react, reactStateless, singleton } from '../define/handler.ts';
import { memoryStore } from '../memory/memory-store.ts';
import { rejection } from '../define/message.ts';
import { implement, type Module, type Process } from '../define/module.ts';
import type { Store } from '../ports.ts';
import { answeringLater } from '../testing/answering-later.ts';
import { countingIds, harness, virtualClock } from '../testing/index.ts';
import { scope } from '../define/scope.ts';

const { command, event, query, state } = scope('rooms');

/* Rooms with visitors, and a lobby that counts them for as long as the process lives. */

const NO_SUCH_ROOM = rejection('NO_SUCH_ROOM', 'NOT_FOUND');
const Enter = command('Enter', z.object({ room: z.string(), visitor: z.string() }));
const Leave = command('Leave', z.object({ room: z.string() }), { rejections: [NO_SUCH_ROOM] });
const Prepare = command('Prepare', z.object({}));
const Entered = event('Entered', z.object({ room: z.string(), visitor: z.string() }));
const Waved = event('Waved', z.object({ room: z.string() }), { live: true });
const Prepared = event('Prepared', z.object({}));
const Refused = event('Refused', z.object({ room: z.string(), reason: z.string() }), { live: true });
const GetRoom = query('GetRoom', z.object({ room: z.string() }), z.object({ visitor: z.string() }), {
  rejections: [NO_SUCH_ROOM],
});
const GetLobby = query(
  'GetLobby',
  z.object({}),
  z.object({
    total: z.number(),
    rooms: z.array(z.string()),
    of: z.array(z.string()),
    first: z.array(z.string()),
    position: z.number(),
  }),
);
const GetBroken = query('GetBroken', z.object({}), z.object({}));
const room = state('room', z.object({ visitor: z.string() }), {
  indexes: { visitor: ({ visitor }) => [visitor] },
});
const lobby = state('lobby', z.object({ total: z.number() }), { live: true });

const rooms = contract({
  name: 'rooms',
  commands: { enter: Enter, leave: Leave },
  queries: { getRoom: GetRoom, getLobby: GetLobby, getBroken: GetBroken },
  events: { Entered, Waved, Refused },
  feed: { by: { room: z.string() } },
});

const roomsModule = (extra: Partial<Module> = {}): Module => ({
  ...implement(rooms, {
    internal: { commands: { prepare: Prepare }, events: { Prepared } },
    states: [room, lobby],
    commands: {
      enter: handle(Enter, room, {
        find: (data) => data.room,
        missing: ({ visitor, room: id }) => become({ visitor }, Entered({ room: id, visitor })),
        found: (_before, { visitor, room: id }) => become({ visitor }, Entered({ room: id, visitor })),
      }),
      leave: handle(Leave, room, {
        find: (data) => data.room,
        missing: NO_SUCH_ROOM,
        found: (before, data) => become(before, remove(room, data.room)),
      }),
      prepare: handleStateless(Prepare, () => [Prepared({})]),
    },
    queries: {
      getRoom: async (data, read) => (await read.get(room, data.room))?.state ?? NO_SUCH_ROOM,
      getLobby: async (_data, read, { actor }) => ({
        total: (await read.singleton(lobby))?.state.total ?? 0,
        rooms: (await read.all(room)).map(({ id }) => id),
        of: (await read.where(room, 'visitor', actor)).map(({ id }) => id),
        first: (await read.page(room, null, (await read.count(room)) - 1)).map(({ id }) => id),
        position: await read.position(rooms, { room: 'b' }),
      }),
      getBroken: () => {
        throw new Error('no answer');
      },
    },
    reactions: [
      react(Entered, lobby, {
        find: singleton,
        missing: () => become({ total: 1 }),
        found: ({ total }) => become({ total: total + 1 }),
      }),
      reactStateless(Entered, ({ room: id }) => [Waved({ room: id })]),
    ],
    whenRejected: (asked, { reason }) => Refused({ room: asked.data.room, reason }),
  }),
  ...extra,
});

const enter = (id: string, visitor = 'ann') => Enter({ room: id, visitor });

describe('life', () => {
  const processes = (seen: string[], ...names: readonly string[]): readonly Process[] =>
    names.map((name) => ({
      name,
      start: () => void seen.push(`start ${name}`),
      stop: async () => {
        await Promise.resolve();
        seen.push(`stop ${name}`);
      },
    }));

  test('starts the processes of all modules in order, then runs the initial commands, and stops in reverse', async () => {
    const seen: string[] = [];
    const other = implement(contract({ name: 'other', commands: {}, queries: {}, events: {} }), {
      states: [],
      commands: {},
      queries: {},
      processes: processes(seen, 'third'),
    });
    const first = roomsModule({
      processes: processes(seen, 'first', 'second'),
      initialCommands: [Prepare({})],
      hooks: [
        {
          onHandled: ({ message, actor }) =>
            void seen.push(`${message.type} by ${actor === SYSTEM ? 'the system' : actor}`),
        },
      ],
    });
    const { app } = await harness({ modules: [first, other] });
    expect(seen).toEqual([
      'start first',
      'start second',
      'start third',
      'Prepare by the system',
      'Prepared by the system',
    ]);
    seen.length = 0;
    await app.stop();
    expect(seen).toEqual(['stop third', 'stop second', 'stop first']);
  });

  test('stop, then start, works: everything begins again', async () => {
    const seen: string[] = [];
    const { app, execute } = await harness({
      modules: [roomsModule({ processes: processes(seen, 'only'), initialCommands: [Prepare({})] })],
    });
    await app.stop();
    await app.start();
    expect(seen).toEqual(['start only', 'stop only', 'start only']);
    expect(await execute(SYSTEM, enter('hall'))).toMatchObject({ ok: true });
  });

  test('new work is refused before the start and after the stop', async () => {
    const memory = memoryStore();
    const clock = virtualClock(0);
    const ports = {
      ...memory,
      clock,
      newId: countingIds(),
      defer: (work: () => void) => void Promise.resolve().then(work),
    };
    const app = createApplication({ modules: [roomsModule()], ports });
    const everything = async () => {
      await expect(app.execute(enter('hall'), { actor: SYSTEM })).rejects.toThrow(NotRunning);
      await expect(app.publish(Waved({ room: 'hall' }))).rejects.toThrow(NotRunning);
      await expect(app.ask(GetRoom({ room: 'hall' }), { actor: SYSTEM })).rejects.toThrow(NotRunning);
    };
    await everything();
    await app.start();
    await expect(app.start()).rejects.toThrow('The application is running.');
    await app.stop();
    await everything();
    expect(await standsAt(memory.store)).toBe(0);
  });

  test('stop finishes what is in hand: every command that was taken is answered', async () => {
    const { app, execute } = await harness({ modules: [roomsModule()] });
    const taken = Array.from({ length: 600 }, (_, n) => execute(SYSTEM, enter(`room ${n}`)));
    const stopped = app.stop();
    await expect(execute(SYSTEM, enter('late'))).rejects.toThrow(NotRunning);
    await stopped;
    const outcomes = await Promise.all(taken);
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
  });

  test('a process ends when all that was taken is answered', async () => {
    const seen: string[] = [];
    const { store, reader, log } = memoryStore();
    const module = roomsModule({ processes: processes(seen, 'only') });
    const ports = { store: answeringLater(store), reader, log };
    const { app, execute } = await harness({ modules: [module], ports });
    const taken = execute(SYSTEM, enter('hall')).then(() => seen.push('entered'));
    await app.stop();
    await taken;
    expect(seen).toEqual(['start only', 'entered', 'stop only']);
  });

  test('a process that ends may ask for nothing more, and the stop waits for its end', async () => {
    const seen: string[] = [];
    const busy: Process = {
      name: 'busy',
      start: () => {},
      async stop() {
        await expect(app.execute(enter('late'), { actor: SYSTEM })).rejects.toThrow(NotRunning);
        seen.push('ended');
      },
    };
    const { app } = await harness({ modules: [roomsModule({ processes: [busy] })] });
    await app.stop();
    expect(seen).toEqual(['ended']);
  });

  test('to stop twice is to stop once, and both wait for the end', async () => {
    const seen: string[] = [];
    const { app } = await harness({ modules: [roomsModule({ processes: processes(seen, 'only') })] });
    const first = app.stop();
    await app.stop();
    expect(seen).toEqual(['start only', 'stop only']);
    await first;
    await app.stop();
    expect(seen).toHaveLength(2);
  });

  test('a stop during the start lets the start end, and stops what it has started', async () => {
    const seen: string[] = [];
    const ports = {
      ...memoryStore(),
      clock: virtualClock(0),
      newId: countingIds(),
      defer: (work: () => void) => void Promise.resolve().then(work),
    };
    const app = createApplication({ modules: [roomsModule({ processes: processes(seen, 'only') })], ports });
    const starting = app.start();
    await app.stop();
    await starting;
    expect(seen).toEqual(['start only', 'stop only']);
    await app.start();
  });

  test('a process may use the application from its start on; one that can not start ends the others', async () => {
    const seen: string[] = [];
    const uses: Process = {
      name: 'uses',
      start: async (application) => {
        await application.execute(enter('hall'), { actor: SYSTEM });
        seen.push('used');
      },
      stop: () => void seen.push('stop uses'),
    };
    const fails: Process = {
      name: 'fails',
      start: () => Promise.reject(new Error('no port')),
      stop: () => void seen.push('stop fails'),
    };
    await expect(harness({ modules: [roomsModule({ processes: [uses, fails] })] })).rejects.toThrow(
      'no port',
    );
    expect(seen).toEqual(['used', 'stop uses']);
  });

  test('a process that can not stop does not keep the others from it', async () => {
    const seen: string[] = [];
    const fails: Process = { name: 'fails', start: () => {}, stop: () => Promise.reject(new Error('stuck')) };
    const { app } = await harness({
      modules: [roomsModule({ processes: [...processes(seen, 'first'), fails] })],
    });
    await app.stop();
    expect(seen).toEqual(['start first', 'stop first']);
  });

  test('live state begins anew with each start, the rest is kept', async () => {
    const { app, execute } = await harness({ modules: [roomsModule()] });
    const seen = async () =>
      await app.ask<{ readonly total: number; readonly rooms: readonly string[] }>(GetLobby({}), {
        actor: SYSTEM,
      });
    await execute(SYSTEM, enter('hall'));
    expect(await seen()).toMatchObject({ answer: { total: 1, rooms: ['hall'] } });
    await app.stop();
    await app.start();
    expect(await seen()).toMatchObject({ answer: { total: 0, rooms: ['hall'] } });
  });
});

describe('questions', () => {
  test('are answered from what has been committed: by id, all, index, page, and with the position', async () => {
    const { app, execute } = await harness({ modules: [roomsModule()] });
    for (const id of ['c', 'a', 'b']) await execute(SYSTEM, enter(id, id === 'b' ? SYSTEM : 'ann'));
    expect(await app.ask(GetRoom({ room: 'a' }), { actor: SYSTEM })).toEqual({
      ok: true,
      answer: { visitor: 'ann' },
    });
    expect(await app.ask(GetLobby({}), { actor: SYSTEM })).toEqual({
      ok: true,
      answer: { total: 3, rooms: ['a', 'b', 'c'], of: ['b'], first: ['a', 'b'], position: 3 },
    });
  });

  test('do not see what is only decided', async () => {
    const { app, execute } = await harness({ modules: [roomsModule()] });
    const entering = execute(SYSTEM, enter('a'));
    expect(await app.ask(GetRoom({ room: 'a' }), { actor: SYSTEM })).toEqual({
      ok: false,
      rejection: NO_SUCH_ROOM,
    });
    await entering;
    expect(await app.ask(GetRoom({ room: 'a' }), { actor: SYSTEM })).toMatchObject({ ok: true });
  });

  test('that can not be answered tell their caller', async () => {
    const { app } = await harness({ modules: [roomsModule()] });
    await expect(app.ask(GetBroken({}), { actor: SYSTEM })).rejects.toThrow('no answer');
    await expect(
      app.ask({ kind: 'query', name: 'rooms.GetNothing', type: 'GetNothing', data: {} }, { actor: SYSTEM }),
    ).rejects.toThrow('No handler for query rooms.GetNothing');
  });
});

describe('listeners', () => {
  const types = ({ events, live }: Published) => [
    ...events.map(({ type, topic, position }) => `${type} ${topic} ${position}`),
    ...live.map(({ type, topic }) => `${type} ${topic} live`),
  ];

  test('hear what their topic was told, once for each commit, in order, before the caller does', async () => {
    const { app, execute } = await harness({ modules: [roomsModule()] });
    const seen: (readonly string[])[] = [];
    const { stop } = app.listen('rooms/hall', (published) => void seen.push(types(published)));
    await Promise.all([
      execute(SYSTEM, enter('hall')),
      execute(SYSTEM, enter('attic')),
      execute(SYSTEM, enter('hall')),
    ]).then(() => seen.push(['done']));
    expect(seen).toEqual([
      ['Entered rooms/hall 1', 'Entered rooms/hall 3', 'Waved rooms/hall live', 'Waved rooms/hall live'],
      ['done'],
    ]);
    stop();
    await execute(SYSTEM, enter('hall'));
    expect(seen).toHaveLength(2);
  });

  test('to everything hear everything, the events of no feed too', async () => {
    const { app, execute } = await harness({ modules: [roomsModule({ initialCommands: [Prepare({})] })] });
    const seen: string[] = [];
    app.listen(null, (published) => void seen.push(...types(published)));
    await execute(SYSTEM, enter('hall'));
    await app.stop();
    await app.start();
    expect(seen).toEqual(['Entered rooms/hall 2', 'Waved rooms/hall live', 'Prepared null 3']);
  });

  test('hear of a refusal where it is to be told; the log does not', async () => {
    const { app, execute, ports } = await harness({ modules: [roomsModule()] });
    const seen: string[] = [];
    app.listen('rooms/hall', (published) => void seen.push(...types(published)));
    await execute(SYSTEM, Leave({ room: 'hall' }));
    expect(seen).toEqual(['Refused rooms/hall live']);
    expect(await standsAt(ports.store)).toBe(0);
  });

  test('that throw are reported, and keep nothing from others or from happening once', async () => {
    const failed = vi.fn(() => {
      throw new Error('and whoever is told of it throws too');
    });
    const memory = memoryStore();
    const app = createApplication({
      modules: [
        roomsModule({
          whenRejected: () => {
            throw new Error('can not be told');
          },
        }),
      ],
      ports: {
        ...memory,
        clock: virtualClock(0),
        newId: countingIds(),
        defer: (work) => void Promise.resolve().then(work),
      },
      onWatcherFailed: failed,
    });
    await app.start();
    const heard = vi.fn();
    app.listen('rooms/hall', () => {
      throw new Error('a listener failed');
    });
    app.listen('rooms/hall', heard);
    expect(await app.execute(enter('hall'), { actor: SYSTEM })).toMatchObject({
      ok: true,
      receipt: { position: 1 },
    });
    expect(await standsAt(memory.store)).toBe(1);
    expect(heard).toHaveBeenCalledTimes(1);
    expect(await app.execute(Leave({ room: 'x' }), { actor: SYSTEM })).toEqual({
      ok: false,
      rejection: NO_SUCH_ROOM,
    });
    expect(failed.mock.calls.map(([error]: readonly unknown[]) => String(error))).toEqual([
      'Error: a listener failed',
      'Error: can not be told',
    ]);
  });

  test.each([
    ['at once', (store: Store) => store],
    ['later', answeringLater],
  ])(
    'may send commands of their own: they are done after the commit that they heard of, by a store that answers %s',
    async (_, answering) => {
      const { store, reader, log } = memoryStore();
      const ports = { store: answering(store), reader, log };
      const { app, execute } = await harness({ modules: [roomsModule()], ports });
      app.listen('rooms/hall', ({ events }) => {
        if (events.length > 0) void execute(SYSTEM, enter('attic'));
      });
      await execute(SYSTEM, enter('hall'));
      await app.stop();
      const told = log.read('rooms/attic', 0, 10);
      expect(told.map(({ position }) => position)).toEqual([2]);
    },
  );

  test('an index of a live state that throws loses live state only: what is on disk is not done twice', async () => {
    const bad = state('bad', z.object({}), {
      live: true,
      indexes: {
        x: () => {
          throw new Error('no such value');
        },
      },
    });
    const failing = react(Entered, bad, { find: singleton, missing: () => become({}) });
    const module = roomsModule();
    const { execute, ports } = await harness({
      modules: [{ ...module, states: [...module.states, bad], reactions: [...module.reactions, failing] }],
    });
    expect(await execute(SYSTEM, enter('hall'))).toMatchObject({ ok: true, receipt: { position: 1 } });
    expect(await standsAt(ports.store)).toBe(1);
  });
});

test('an event from outside is told like any other', async () => {
  const { app } = await harness({ modules: [roomsModule()] });
  const heard = vi.fn();
  app.listen('rooms/hall', heard);
  expect(
    await app.publish(Entered({ room: 'hall', visitor: 'bea' }), { correlationId: 'elsewhere' }),
  ).toMatchObject({ position: 1 });
  expect(heard).toHaveBeenCalledTimes(1);
  expect(await app.ask(GetLobby({}), { actor: SYSTEM })).toMatchObject({ answer: { total: 1 } });
});
