import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { SYSTEM } from '../define/actor.ts';
import type { Published } from '../define/application.types.ts';
import { contract } from '../define/contract.ts';
import { become } from '../define/decision.ts';
import { handle } from '../define/handler.ts';
import { memoryStore } from '../memory/memory-store.ts';
import { implement } from '../define/module.ts';
import type { EventLog, LiveEvent, RecordedEvent, Signals, Store } from '../ports.ts';
import { scope } from '../define/scope.ts';
import { harness, virtualClock } from '../testing/index.ts';

/* Two servers on one store: those who listen at one hear of what the other has committed. */

const { command, event, state } = scope('bells');

const Data = z.object({ door: z.string() });
const Ring = command('Ring', Data, { access: 'anyone' });
const Rung = event('Rung', z.object({ door: z.string(), times: z.number() }));
/* Live: who stands at the door says so to all servers; the air moves at one. */
const Called = event('Called', z.object({ door: z.string(), to: z.string() }), {
  live: true,
  acrossServers: true,
  audience: ({ to }) => [to],
});
const Blew = event('Blew', Data, { live: true });
const bell = state('bell', z.object({ times: z.number() }));

const bells = implement(
  contract({
    name: 'bells',
    commands: { ring: Ring },
    queries: {},
    events: { Rung, Called, Blew },
    feed: { by: { door: z.string() } },
  }),
  {
    states: [bell],
    commands: {
      ring: handle(Ring, bell, {
        find: ({ door }) => door,
        missing: ({ door }) => become({ times: 1 }, Rung({ door, times: 1 })),
        found: ({ times }, { door }) => become({ times: times + 1 }, Rung({ door, times: times + 1 })),
      }),
    },
    queries: {},
    reactions: [],
  },
);

const START = Date.UTC(2026, 0, 1);
const FRONT = 'bells/front';

/** A wire between servers that a test may cut, and say all things twice on. */
function wire() {
  const hearers = new Set<Parameters<Signals['listen']>[0]>();
  const servers: Set<(event: LiveEvent) => void>[] = [];
  let isCut = false;
  let tells = false;
  /** Live events go to all servers but the one that tells them. */
  function join(): Signals {
    const own = new Set<(event: LiveEvent) => void>();
    servers.push(own);
    return {
      listen(hear, hearLive = () => {}) {
        hearers.add(hear);
        own.add(hearLive);
        return () => {
          hearers.delete(hear);
          own.delete(hearLive);
        };
      },
      tellLive(events) {
        const others = isCut ? [] : servers.filter((each) => each !== own);
        for (const hearLive of others.flatMap((each) => [...each])) events.forEach(hearLive);
      },
    };
  }
  return {
    join,
    hearers,
    /** The same, but its commits are said on the wire. */
    announcing: (store: Store): Store => ({
      ...store,
      async commit(commit) {
        const committed = await store.commit(commit);
        const topics = [...new Set(commit.events.flatMap(({ topic }) => topic ?? []))];
        const told = tells ? { events: () => commit.events } : undefined;
        if (!isCut) for (const hear of hearers) hear(topics, told);
        return committed;
      },
    }),
    cut: () => (isCut = true),
    repair: () => (isCut = false),
    tellEvents: () => (tells = true),
    mayHaveMissed: () => hearers.forEach((hear) => hear(null)),
  };
}

async function twoServers(log: (log: EventLog) => EventLog = (same) => same) {
  const memory = memoryStore();
  const clock = virtualClock(START);
  const between = wire();
  const ports = { ...memory, store: between.announcing(memory.store), clock };
  const a = await harness({
    modules: [bells],
    ports: { ...ports, log: log(memory.log), signals: between.join() },
  });
  const b = await harness({ modules: [bells], ports: { ...ports, signals: between.join() } });
  return { a, b, clock, between, log: memory.log };
}

type Server = Awaited<ReturnType<typeof twoServers>>['a'];
const ring = (server: Server, door = 'front') => server.execute(SYSTEM, Ring({ door }));

function hear({ app }: Server, topic = FRONT) {
  const heard: number[] = [];
  const { from, stop } = app.listen(topic, ({ events }: Published) => {
    heard.push(...events.map(({ data }) => (data as { times: number }).times));
  });
  return { heard, from, stop };
}

describe('who listens at a server hears of what another has committed', () => {
  test('when a signal says so', async () => {
    const { a, b } = await twoServers();
    const { heard, from } = hear(a);
    expect(from).toBe(0);
    await ring(b);
    await a.settle();
    await ring(a);
    await ring(b);
    await a.settle();
    expect(heard).toEqual([1, 2, 3]);
  });

  test('within a second where no signal arrives', async () => {
    const { a, b, between } = await twoServers();
    between.cut();
    const { heard } = hear(a);
    await ring(b);
    await a.advance(999);
    expect(heard).toEqual([]);
    await a.advance(1);
    expect(heard).toEqual([1]);
  });

  test('in its place, before what its own server has committed after it', async () => {
    const { a, b, between } = await twoServers();
    between.cut();
    const { heard } = hear(a);
    await ring(b);
    await ring(a);
    await a.settle();
    expect(heard).toEqual([1, 2]);
  });

  test('once, however often it is said', async () => {
    const { a, b, between } = await twoServers();
    const { heard } = hear(a);
    await ring(b);
    for (let times = 0; times < 3; times += 1) between.mayHaveMissed();
    await a.advance(5_000);
    expect(heard).toEqual([1]);
  });

  test('to the last of hundreds that came at once', async () => {
    const { a, b, between } = await twoServers();
    between.cut();
    const { heard } = hear(a);
    for (let count = 0; count < 250; count += 1) await ring(b);
    between.mayHaveMissed();
    await a.settle();
    expect(heard).toEqual(Array.from({ length: 250 }, (_, index) => index + 1));
  });

  test('from where the topic stood when they began', async () => {
    const { a, b, log } = await twoServers();
    await ring(b);
    const first = hear(a);
    expect(first.from).toBe(log.head(FRONT));
    await ring(b);
    await a.settle();
    expect(first.heard).toEqual([2]);
    const second = hear(a);
    expect(second.from).toBe(log.head(FRONT));
    await ring(b);
    await a.settle();
    expect([first.heard, second.heard]).toEqual([[2, 3], [3]]);
  });
});

describe('a log that answers later', () => {
  const later = (log: EventLog): EventLog => ({
    ...log,
    head: async (topic) => log.head(topic),
    read: async (...asked) => log.read(...asked),
  });

  test('leaves no gap between where they began and what they hear', async () => {
    const { a, b } = await twoServers(later);
    await ring(b);
    const { heard, from } = hear(a);
    const own = ring(a);
    expect(await from).toBe(1);
    await own;
    await a.settle();
    expect(heard).toEqual([2]);
  });

  test('that fails is asked again, and nobody misses anything', async () => {
    let fails = false;
    const { a, b } = await twoServers((log) => ({
      ...log,
      async read(...asked): Promise<readonly RecordedEvent[]> {
        if (fails) throw new Error('away');
        return log.read(...asked);
      },
    }));
    const { heard } = hear(a);
    fails = true;
    await ring(b);
    await a.settle();
    await ring(a);
    await a.settle();
    expect(heard).toEqual([]);
    fails = false;
    await a.advance(1_000);
    expect(heard).toEqual([1, 2]);
  });

  test('that cannot say where it stands fails who listens, and lets the next one begin anew', async () => {
    let fails = true;
    const { a } = await twoServers((log) => ({
      ...log,
      async head(topic): Promise<number> {
        if (fails) throw new Error('away');
        return log.head(topic);
      },
    }));
    await expect(hear(a).from).rejects.toThrow('away');
    fails = false;
    const { heard, from } = hear(a);
    expect(await from).toBe(0);
    await ring(a);
    await a.settle();
    expect(heard).toEqual([1]);
  });
});

describe('a follower', () => {
  test('hears no signals, and looks at nothing, while nobody listens', async () => {
    let looks = 0;
    const { a, between } = await twoServers((log) => ({
      ...log,
      read: (...asked) => {
        looks += 1;
        return log.read(...asked);
      },
    }));
    const { stop } = hear(a);
    expect(between.hearers.size).toBe(1);
    stop();
    expect(between.hearers.size).toBe(0);
    await a.advance(10_000);
    expect(looks).toBe(0);
  });

  test('reads nothing that a hint has told, and everything that is missing before it', async () => {
    let reads = 0;
    const { a, b, between } = await twoServers((log) => ({
      ...log,
      read: (...asked) => {
        reads += 1;
        return log.read(...asked);
      },
    }));
    between.tellEvents();
    const { heard } = hear(a);
    await ring(b);
    await Promise.all([ring(b), ring(b, 'back'), ring(b)]);
    await a.settle();
    expect([heard, reads]).toEqual([[1, 2, 3], 0]);
    between.cut();
    await ring(b);
    between.repair();
    await ring(b);
    await a.settle();
    expect([heard, reads]).toEqual([[1, 2, 3, 4, 5], 1]);
  });
});

describe('of live events', () => {
  const call = ({ app }: Server) => app.publish(Called({ door: 'front', to: 'ann' }));

  function hearAll({ app }: Server) {
    const heard: string[] = [];
    app.listen(FRONT, ({ events, live }) => void heard.push(...[...events, ...live].map(({ type }) => type)));
    return heard;
  }

  test('one that says so is heard once at each server, with whom it is for', async () => {
    const { a, b } = await twoServers();
    const live: LiveEvent[] = [];
    a.app.listen(FRONT, (published) => void live.push(...published.live));
    const atB = hearAll(b);
    await call(b);
    await a.settle();
    expect(atB).toEqual(['Called']);
    expect(live).toEqual([
      {
        name: 'bells.Called',
        type: 'Called',
        data: { door: 'front', to: 'ann' },
        topic: FRONT,
        audience: ['ann'],
      },
    ]);
  });

  test('others are heard where they were told', async () => {
    const { a, b } = await twoServers();
    const [atA, atB] = [hearAll(a), hearAll(b)];
    await b.app.publish(Blew({ door: 'front' }));
    await a.settle();
    expect([atA, atB]).toEqual([[], ['Blew']]);
  });

  test('one of another server is heard after what that has committed before', async () => {
    let answer = () => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const { a, b } = await twoServers((log) => ({
      ...log,
      read: (...asked) => answered.then(() => log.read(...asked)),
    }));
    const atA = hearAll(a);
    await ring(b);
    await call(b);
    expect(atA).toEqual([]);
    answer();
    await a.settle();
    expect(atA).toEqual(['Rung', 'Called']);
  });
});
