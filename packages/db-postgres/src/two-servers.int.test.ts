import { commitOf, draft, game, gameOf, put, receiptOf, timerOf, user } from '@tic-tac-toe/db/testing';
import {
  ActorId,
  type AnyEvent,
  type Awaitable,
  type Commit,
  type LiveEvent,
  NO_READS,
  type RecordedEvent,
  scope,
  VersionConflict,
} from '@tic-tac-toe/domain/kit';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import type { Database, DatabaseOptions } from './database.ts';
import { z } from 'zod';
import { onPostgres, open } from './testing/world.ts';

/* Two servers have one database open. What one has read, the other may change before it commits. */

const ANN = '11111111-1111-4111-8111-111111111111';

/** Races are run so often, since a wrong store lets most of them end well. */
const ROUNDS = 40;

/** What a server's version knows of the shapes of stored data, and of what is told. */
type Known = Pick<DatabaseOptions, 'shapes'>;

const reading = (reads: Partial<Commit['reads']>) => ({ reads: { ...NO_READS, ...reads } });

onPostgres((cluster) => {
  async function twoServers(first: Known = {}, second: Known = {}): Promise<readonly [Database, Database]> {
    const url = await cluster().createDatabase();
    return [await open(url, first), await open(url, second)];
  }

  /** Until one hears what the other says. */
  async function heardBy({ signals }: Database, other: Database): Promise<void> {
    let hasHeard = false;
    const end = signals.listen((topics) => {
      hasHeard ||= topics?.includes('test') ?? false;
    });
    await expect
      .poll(() => {
        other.signals.announce(['test']);
        return hasHeard;
      })
      .toBe(true);
    end();
    // What is on its way comes before this.
    await new Promise((resolve) => {
      signals.listen((topics) => topics?.includes('last') && resolve(undefined));
      other.signals.announce(['last']);
    });
  }

  /** Has both servers commit at once, again and again. @returns how often both commits stood, and the conflicts */
  async function race(
    make: (round: number) => Awaitable<readonly [Partial<Commit>, Partial<Commit>]>,
    [a, b]: readonly [Database, Database],
  ) {
    let both = 0;
    const stale: (readonly string[])[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const [first, second] = await make(round);
      const results = await Promise.allSettled([
        a.store.commit(commitOf(first)),
        b.store.commit(commitOf(second)),
      ]);
      const reasons = results.flatMap((result) =>
        result.status === 'rejected' ? [result.reason as unknown] : [],
      );
      if (reasons.length === 0) both += 1;
      for (const reason of reasons) {
        expect(reason).toBeInstanceOf(VersionConflict);
        if (reason instanceof VersionConflict) stale.push(reason.stale);
      }
    }
    return { both, stale };
  }

  test('of two that each add to what the other has looked up, one is refused, and hears what is stale', async () => {
    const open = (round: number, id: string) => ({
      ...reading({
        lookups: [{ definition: game, by: { index: 'player', value: `ann ${round}` }, ids: [] }],
      }),
      states: [put(`${id} ${round}`, 0, gameOf(`ann ${round}`))],
      events: [draft({ topic: `games/${id} ${round}` })],
    });
    const { both, stale } = await race((round) => [open(round, 'x'), open(round, 'y')], await twoServers());
    expect(both).toBe(0);
    expect(stale).toEqual(Array.from({ length: ROUNDS }, (_, round) => [`games.game?player/ann ${round}`]));
  });

  test('of two that each add to a kind of which the other has seen all, one is refused', async () => {
    const servers = await twoServers();
    const [{ reader }] = servers;
    const { both } = await race(async (round) => {
      const ids = (await reader.all(user)).map(({ id }) => id);
      const add = (by: string) => ({
        ...reading({ lookups: [{ definition: user, by: null, ids }] }),
        states: [put(`${by} ${round}`, 0, { alias: by }, user)],
      });
      return [add('x'), add('y')];
    }, servers);
    expect(both).toBe(0);
    expect(await reader.count(user)).toBe(ROUNDS);
  });

  test('of two that each make what the other has not found, one is refused', async () => {
    const make = (made: string, missed: string) => ({
      ...reading({ states: [{ definition: game, id: missed, version: 0 }] }),
      states: [put(made, 0, gameOf('ann'))],
    });
    const { both } = await race(
      (round) => [make(`x ${round}`, `y ${round}`), make(`y ${round}`, `x ${round}`)],
      await twoServers(),
    );
    expect(both).toBe(0);
  });

  test('of two that each change what the other has read, one is refused', async () => {
    const servers = await twoServers();
    const [{ store }] = servers;
    const both = Array.from({ length: ROUNDS }, (_, round) => [`x ${round}`, `y ${round}`]).flat();
    await store.commit(commitOf({ states: both.map((id) => put(id, 0, gameOf('ann'))) }));
    const change = (changed: string, read: string) => ({
      ...reading({ states: [{ definition: game, id: read, version: 1 }] }),
      states: [put(changed, 1, gameOf('bea'))],
    });
    const outcome = await race(
      (round) => [change(`x ${round}`, `y ${round}`), change(`y ${round}`, `x ${round}`)],
      servers,
    );
    expect(outcome.both).toBe(0);
  });

  test('of two that make the same state, or answer the same operation, one is refused', async () => {
    const servers = await twoServers();
    const states = await race(
      (round) => [
        { states: [put(`${round}`, 0, gameOf('ann'))] },
        { states: [put(`${round}`, 0, gameOf('bea'))] },
      ],
      servers,
    );
    const receipts = await race(
      (round) => [{ receipts: [receiptOf(`${round}`, 0)] }, { receipts: [receiptOf(`${round}`, 0)] }],
      servers,
    );
    expect([states.both, receipts.both]).toEqual([0, 0]);
  });

  test('of two that ring the same timer, or find none and set one, one is refused', async () => {
    const servers = await twoServers();
    const timers = Array.from({ length: ROUNDS }, (_, round) => timerOf(`${round}`, 1));
    await servers[0].store.commit(commitOf({ timers: timers.map((set) => ({ set })) }));
    const ring = (round: number) => ({
      ...reading({ timers: [{ key: `${round}`, found: timers[round] }] }),
      timers: [{ cancel: `${round}` }],
      events: [draft({ type: 'Rang' })],
    });
    const set = (round: number, by: string) => ({
      ...reading({ timers: [{ key: `new ${round}`, found: undefined }] }),
      timers: [{ set: timerOf(`new ${round}`, 1, { correlation: by }) }],
    });
    const rung = await race((round) => [ring(round), ring(round)], servers);
    const found = await race((round) => [set(round, 'x'), set(round, 'y')], servers);
    expect([rung.both, found.both]).toEqual([0, 0]);
    expect(await servers[1].log.read('games/g1', 0, 1_000)).toHaveLength(ROUNDS);
  });

  test('a state that another server has changed is read anew after the conflict that told so', async () => {
    const [a, b] = await twoServers();
    await a.store.commit(commitOf({ states: [put('g1', 0, gameOf('ann'))] }));
    expect(await b.store.load(game, 'g1')).toMatchObject({ version: 1 });
    await a.store.commit(commitOf({ states: [put('g1', 1, gameOf('ann', 'bea'))] }));
    const late = b.store.commit(commitOf({ states: [put('g1', 1, gameOf('eve'))] }));
    await expect(late).rejects.toMatchObject({ stale: ['games.game/g1'] });
    expect(await b.store.load(game, 'g1')).toMatchObject({ version: 2, state: gameOf('ann', 'bea') });
  });

  describeLog(twoServers);

  test('the whole log is read up to where a commit on its way may still add to it', async () => {
    const url = await cluster().createDatabase();
    const { store, log } = await open(url);
    const other = new pg.Client(url);
    await other.connect();
    onTestFinished(() => other.end());
    await store.commit(commitOf({ events: [draft()] }));
    await other.query('BEGIN');
    await other.query('SELECT take_positions_v1(3)');
    await store.commit(commitOf({ events: [draft()] }));
    const positions = async () => {
      const { events, upTo } = await log.readAll(['games.MarkPlaced'], 0, 10);
      return { upTo, read: events.map(({ position }) => position) };
    };
    expect(await positions()).toEqual({ upTo: 1, read: [1] });
    await other.query('COMMIT');
    expect(await positions()).toEqual({ upTo: 5, read: [1, 5] });
  });

  test('numbers of the log are taken once, and follow one another within a commit', async () => {
    const url = await cluster().createDatabase();
    await open(url);
    const taken = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const client = new pg.Client(url);
        await client.connect();
        onTestFinished(() => client.end());
        const { rows } = await client.query<{ before: string }>(
          'SELECT take_positions_v1(3) AS before FROM generate_series(1, 400)',
        );
        return rows.map(({ before }) => Number(before));
      }),
    );
    expect(taken.flat().toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 1_600 }, (_, index) => 3 * index),
    );
  });

  test('a server hears which topics another has let grow, and that it may have missed some', async () => {
    const [a, b] = await twoServers();
    const heard: (readonly string[] | null)[] = [];
    b.signals.listen((topics) => heard.push(topics));
    const many = Array.from({ length: 1_000 }, (_, index) => `games/${'long name '.repeat(10)}${index}`);
    await expect
      .poll(() => {
        a.signals.announce(many);
        return new Set(heard.flatMap((topics) => topics ?? [])).size;
      })
      .toBe(1_000);
    heard.length = 0;
    await cluster().administer(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE pid <> pg_backend_pid() AND (query LIKE 'LISTEN%' OR query LIKE 'SELECT pg_notify%')`,
    );
    await expect.poll(() => heard).toContain(null);
  });

  test('what another server has committed to a topic is read anew, before a commit would be refused for it', async () => {
    const [a, b] = await twoServers();
    const write = ({ store }: Database, version: number) =>
      store.commit(commitOf({ states: [put('g1', version, gameOf(`${version}`))], events: [draft()] }));
    /** Said again and again: what is said before a server listens is lost. */
    const toldBy =
      ({ signals }: Database, { store }: Database) =>
      async () => {
        signals.announce(['games/g1']);
        return (await store.load(game, 'g1'))?.version;
      };
    await write(a, 0);
    await expect.poll(toldBy(a, b)).toBe(1);
    await write(a, 1);
    await expect.poll(toldBy(a, b)).toBe(2);
    await write(b, 2);
    await expect.poll(toldBy(b, a)).toBe(3);
  });

  test('what another server has committed is told by the hint: its events, and the states that are at hand', async () => {
    const [a, b] = await twoServers();
    const events: RecordedEvent[] = [];
    /** Versions of what is at hand, which is answered at once. */
    const atHand = () =>
      [b.store.load(game, 'g1'), b.store.load(user, 'ann')].map((found) =>
        found && 'version' in found ? found.version : undefined,
      );
    const write = ({ store }: Database, version: number, players: string) =>
      store.commit(
        commitOf({
          states: [
            put('g1', version, gameOf(players)),
            put('ann', version, { id: ANN, alias: players }, user),
          ],
          events: [
            draft(),
            draft({ topic: null }),
            draft({ topic: 'users', audience: [ActorId.parse(ANN)] }),
          ],
        }),
      );
    await write(a, 0, 'ann');
    await write(a, 1, 'ann');
    await b.store.load(game, 'g1');
    await b.store.load(user, 'ann');
    expect(atHand()).toEqual([2, 2]);
    await heardBy(b, a);
    b.signals.listen((_topics, told) => events.push(...(told?.events() ?? [])));
    await write(a, 2, 'bea');
    await expect.poll(() => events.length).toBe(2);
    await expect.poll(atHand).toEqual([3, 3]);
    expect(events).toEqual([...(await b.log.read('games/g1', 6, 10)), ...(await b.log.read('users', 6, 10))]);
    expect(await b.store.load(game, 'g1')).toEqual(await b.reader.load(game, 'g1'));
  });

  test('of a commit that is too long for a hint, only its topics are told', async () => {
    const [a, b] = await twoServers();
    const long = 'é'.repeat(4_000);
    await a.store.commit(commitOf({ states: [put('g1', 0, gameOf('ann'))] }));
    expect((await b.store.load(game, 'g1'))?.version).toBe(1);
    await heardBy(b, a);
    const heard: unknown[] = [];
    b.signals.listen((topics, told) => heard.push([topics, told]));
    await a.store.commit(commitOf({ states: [put('g1', 1, gameOf(long))], events: [draft()] }));
    await expect.poll(() => heard).toEqual([[['games/g1'], undefined]]);
    expect((await b.store.load(game, 'g1'))?.version).toBe(2);
  });

  describeLive(twoServers);

  test('what a topic’s id names in another module is read anew, too', async () => {
    const [a, b] = await twoServers();
    await a.store.commit(commitOf({ states: [put('g1', 0, gameOf('1'))] }));
    expect((await b.store.load(game, 'g1'))?.version).toBe(1);
    await a.store.commit(commitOf({ states: [put('g1', 1, gameOf('2'))] }));
    await expect
      .poll(async () => {
        a.signals.announce(['rooms/g1']);
        return (await b.store.load(game, 'g1'))?.version;
      })
      .toBe(2);
  });
});

/** What is told to who listens, and is in no log. */
function describeLive(
  twoServers: (first?: Known, second?: Known) => Promise<readonly [Database, Database]>,
): void {
  const waved = (data: unknown): LiveEvent => ({
    name: 'games.Waved',
    type: 'Waved',
    data,
    topic: 'games/g1',
    audience: ['ann'],
  });

  /** The hints and the live events that a server hears, each in its order. */
  function hear({ signals }: Database) {
    const [hints, live]: [(readonly string[] | null)[], LiveEvent[]] = [[], []];
    onTestFinished(
      signals.listen(
        (topics) => void hints.push(topics),
        (event) => void live.push(event),
      ),
    );
    return { hints, live };
  }

  test('live events of a server reach the others once, in their order, and not itself; none is a hint', async () => {
    const [a, b] = await twoServers();
    const [atA, atB] = [hear(a), hear(b)];
    const many = Array.from({ length: 300 }, (_, number) => waved({ number, text: 'é\n'.repeat(40) }));
    for (const event of many) a.signals.tellLive([event]);
    // Both directions, so that each has heard what came before the last.
    a.signals.announce(['last']);
    b.signals.announce(['last']);
    await expect.poll(() => [atA.hints, atB.hints]).toEqual([[['last']], [['last']]]);
    await expect.poll(() => atB.live.length).toBe(many.length);
    expect(atB.live).toEqual(many);
    expect(atA.live).toEqual([]);
  });

  test('one that is too long for a notification is lost, and none after it', async () => {
    const [a, b] = await twoServers();
    const { live } = hear(b);
    a.signals.tellLive([waved('é'.repeat(4_000)), waved('short')]);
    await expect.poll(() => live).toEqual([waved('short')]);
  });

  test('one of an older version is upcast, and one that a server is too old for is lost', async () => {
    const { event } = scope('games');
    const before = event('Waved', z.object({ to: z.string() }), { live: true });
    const now = event('Waved', z.object({ to: z.array(z.string()) }), {
      live: true,
      version: 2,
      upcasts: { 1: ({ to }: { to: string }) => ({ to: [to] }) },
    });
    const known = (definition: AnyEvent) => ({
      shapes: { states: new Map(), events: new Map([[definition.name, definition]]) },
    });
    const [older, newer] = await twoServers(known(before), known(now));
    const [atOlder, atNewer] = [hear(older), hear(newer)];
    older.signals.tellLive([waved({ to: 'ann' })]);
    await expect.poll(() => atNewer.live).toEqual([waved({ to: ['ann'] })]);
    newer.signals.tellLive([waved({ to: ['bea'] })]);
    newer.signals.announce(['last']);
    await expect.poll(() => atOlder.hints).toEqual([['last']]);
    expect(atOlder.live).toEqual([]);
  });
}

/** How the log grows while several servers write to it. */
function describeLog(twoServers: () => Promise<readonly [Database, Database]>): void {
  const COMMITS = 150;
  const TOPICS = ['games/g1', 'games/g2', 'users'];

  /** Both servers commit events to all topics, in different orders, several of them at once. */
  async function write(servers: readonly [Database, Database]): Promise<void> {
    await Promise.all(
      servers.map(async ({ store }, server) => {
        const topics = server === 0 ? TOPICS : TOPICS.toReversed();
        for (let number = 0; number < COMMITS; number += 1) {
          await store.commit(
            commitOf({
              events: topics
                .slice(number % 3)
                .map((topic) => draft({ topic, data: { server, number }, operation: `${server}/${number}` })),
            }),
          );
        }
      }),
    );
  }

  test('each topic is one chain, which a reader follows without gaps or doubles while both write', async () => {
    const [a, b] = await twoServers();
    let writing = true;
    const written = write([a, b]).finally(() => (writing = false));
    const follow = async (topic: string) => {
      const read: RecordedEvent[] = [];
      for (let isLast = false; !isLast;) {
        isLast = !writing;
        read.push(...(await b.log.read(topic, read.at(-1)?.position ?? 0, 100)));
      }
      return read;
    };
    const followed = await Promise.all(TOPICS.map(follow));
    await written;
    for (const [index, topic] of TOPICS.entries()) {
      const read = followed[index] ?? [];
      expect(read.map(({ previous }) => previous)).toEqual(
        [0, ...read.map(({ position }) => position)].slice(0, -1),
      );
      expect(read.map(({ position }) => position)).toEqual(
        (await a.log.read(topic, 0, 10_000)).map(({ position }) => position),
      );
      expect(await a.log.head(topic)).toBe(read.at(-1)?.position);
    }
    expect(followed.flat()).toHaveLength(2 * COMMITS * 2);
  });

  test('who commits is told of each event what the log says: its position, and which one is before it', async () => {
    const [a, b] = await twoServers();
    const events = Array.from({ length: 60 }, () => TOPICS.map((topic) => draft({ topic })));
    await Promise.all(
      events.map(async (drafts, index) =>
        (index % 2 === 0 ? a : b).store.commit(commitOf({ events: drafts })),
      ),
    );
    for (const { topic, position, previous } of events.flat()) {
      const [found] = await a.log.read(topic ?? '', position - 1, 1);
      expect(found).toMatchObject({ position, previous });
    }
  });

  test('the whole log is read without gaps or doubles while both write', async () => {
    const [a, b] = await twoServers();
    const { store } = a;
    await store.commit(commitOf({}));
    let writing = true;
    const written = write([a, b]).finally(() => (writing = false));
    const read: number[] = [];
    for (let [after, isLast] = [0, false]; !isLast;) {
      const isDone = !writing;
      const page = await b.log.readAll(['games.MarkPlaced'], after, 7);
      read.push(...page.events.map(({ position }) => position));
      isLast = isDone && page.isLast;
      after = page.upTo;
    }
    await written;
    const all = (await Promise.all(TOPICS.map(async (topic) => a.log.read(topic, 0, 10_000)))).flat();
    expect(read).toEqual(all.map(({ position }) => position).toSorted((x, y) => x - y));
  });
}
