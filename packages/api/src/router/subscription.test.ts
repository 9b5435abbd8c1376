import { afterEach, describe, expect, test, vi } from 'vitest';
import { MAX_WAITING_EVENTS } from '../limits.ts';
import { ANN, BEN, fakeContext, identityOf } from '../testing/fake-context.ts';
import { createReadingQueue, READERS } from './reading-queue.ts';
import type { Subscription } from './subscriber.ts';
import { follow } from './subscription.ts';

const TOPIC = 'games/1';

/** A subscriber that has begun, and takes what it is told one by one. */
function subscribe(
  context: ReturnType<typeof fakeContext>,
  lastEventId?: number,
  readers = createReadingQueue(),
) {
  const stop = new AbortController();
  const subscription: Subscription = {
    context,
    readers,
    topic: TOPIC,
    actor: context.identity?.userId ?? null,
    lastEventId,
  };
  const told = follow(subscription, stop.signal);
  let first: ReturnType<typeof told.next> | null = told.next();
  return {
    stop: () => stop.abort(),
    /** What comes next, as `[position, type]`; null at the end. */
    async next(): Promise<readonly [string, string] | null> {
      const result = await (first ?? told.next());
      first = null;
      if (result.done) return null;
      const [position, { type }] = result.value;
      return [position, type];
    },
  };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('a subscriber', () => {
  test('hears what happens from now on', async () => {
    const context = fakeContext();
    context.app.commit(TOPIC, [{ type: 'Before' }]);
    const ann = subscribe(context);
    context.app.commit(TOPIC, [{ type: 'First' }, { type: 'Second' }]);
    expect([await ann.next(), await ann.next()]).toEqual([
      ['2', 'First'],
      ['3', 'Second'],
    ]);
  });

  test('hears what happened since the position that it names, then what happens', async () => {
    const context = fakeContext();
    for (const type of ['One', 'Two', 'Three']) context.app.commit(TOPIC, [{ type }]);
    const ann = subscribe(context, 1);
    expect([await ann.next(), await ann.next()]).toEqual([
      ['2', 'Two'],
      ['3', 'Three'],
    ]);
    context.app.commit(TOPIC, [{ type: 'Four' }]);
    expect(await ann.next()).toEqual(['4', 'Four']);
  });

  test('hears a long history to its end', async () => {
    const context = fakeContext();
    for (let count = 1; count <= 250; count += 1) context.app.commit(TOPIC, [{ type: `E${count}` }]);
    const ann = subscribe(context, 0);
    for (let count = 1; count <= 250; count += 1)
      expect(await ann.next()).toEqual([String(count), `E${count}`]);
  });

  test('does not look at the log for what commits hand over', async () => {
    const context = fakeContext();
    context.app.commit(TOPIC, [{ type: 'Before' }]);
    const ann = subscribe(context, 0);
    await ann.next();
    const waiting = ann.next();
    await new Promise((resolve) => setTimeout(resolve));
    const reads = context.app.reads();
    context.app.commit(TOPIC, [{ type: 'After' }]);
    expect(await waiting).toEqual(['2', 'After']);
    expect(context.app.reads()).toBe(reads);
  });

  test('hears nothing of other topics', async () => {
    const context = fakeContext();
    const ann = subscribe(context, 0);
    context.app.commit('games/2', [{ type: 'Elsewhere' }]);
    context.app.commit(TOPIC, [{ type: 'Here' }]);
    expect(await ann.next()).toEqual(['2', 'Here']);
  });

  test('hears what is told live at the position where it stands', async () => {
    const context = fakeContext();
    const ann = subscribe(context, 0);
    context.app.commit(TOPIC, [{ type: 'Kept' }], [{ type: 'Live' }]);
    expect([await ann.next(), await ann.next()]).toEqual([
      ['1', 'Kept'],
      ['1', 'Live'],
    ]);
  });

  test('never hears what is meant for others, past, present or live', async () => {
    const context = fakeContext({ identity: identityOf(ANN) });
    const forBen = [{ type: 'ForBen', audience: [BEN] }];
    const forAnn = [{ type: 'ForAnn', audience: [ANN] }];
    context.app.commit(TOPIC, [...forBen, ...forAnn]);
    const ann = subscribe(context, 0);
    expect(await ann.next()).toEqual(['2', 'ForAnn']);
    context.app.commit(TOPIC, forBen, forBen);
    context.app.commit(TOPIC, forAnn, forAnn);
    expect([await ann.next(), await ann.next()]).toEqual([
      ['4', 'ForAnn'],
      ['4', 'ForAnn'],
    ]);
  });

  test('who is nobody hears only what is meant for everyone', async () => {
    const context = fakeContext();
    const nobody = subscribe(context, 0);
    context.app.commit(TOPIC, [{ type: 'ForAnn', audience: [ANN] }, { type: 'ForAll' }]);
    expect(await nobody.next()).toEqual(['2', 'ForAll']);
  });
});

/** The log is asked as before, but `around` has each read in its hands. */
function watchReads(
  { app }: ReturnType<typeof fakeContext>,
  around: (read: () => ReturnType<typeof app.log.readFor>) => ReturnType<typeof app.log.readFor>,
): void {
  const { readFor } = app.log;
  app.log.readFor = (...asked) => around(() => readFor(...asked));
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const FOR_BEN = { type: 'ForBen', audience: [BEN] };

describe('a history of many pages', () => {
  test('is read a page per turn of the event loop, where a page takes all its time, even if nothing may be told', async () => {
    let time = 0;
    const readers = createReadingQueue(() => (time += 1_000));
    const context = fakeContext({ identity: identityOf(ANN) });
    context.app.commit(TOPIC, [...Array.from({ length: 1_000 }, () => FOR_BEN), { type: 'ForAll' }]);
    let turns = 0;
    let reading = true;
    const count = async () => {
      for (; reading; turns += 1) await turn();
    };
    const counting = count();
    const turnOfReads: number[] = [];
    watchReads(context, (read) => {
      turnOfReads.push(turns);
      return read();
    });
    expect(await subscribe(context, 0, readers).next()).toEqual(['1001', 'ForAll']);
    reading = false;
    await counting;
    expect(turnOfReads.length).toBeGreaterThan(5);
    expect(new Set(turnOfReads).size).toBe(turnOfReads.length);
  });

  test('keeps no other subscriber from hearing what happens meanwhile', async () => {
    const context = fakeContext({ identity: identityOf(ANN) });
    context.app.commit(TOPIC, [...Array.from({ length: 5_000 }, () => FOR_BEN), { type: 'ForAll' }]);
    const story: string[] = [];
    const other = subscribe(context).next();
    const caughtUp = subscribe(context, 0).next();
    await turn();
    context.app.commit(TOPIC, [{ type: 'News' }]);
    await Promise.all([
      other.then((event) => story.push(`other ${event?.[1]}`)),
      caughtUp.then((event) => story.push(`caught up ${event?.[1]}`)),
    ]);
    expect(story).toEqual(['other News', 'caught up ForAll']);
  });

  test('is read for few at once, however many ask, and for all of them in the end', async () => {
    const context = fakeContext();
    context.app.commit(TOPIC, [{ type: 'One' }]);
    const readers = createReadingQueue();
    let reading = 0;
    let most = 0;
    watchReads(context, async (read) => {
      reading += 1;
      most = Math.max(most, reading);
      await turn();
      reading -= 1;
      return read();
    });
    const many = Array.from({ length: 5 * READERS }, () => subscribe(context, 0, readers).next());
    expect(await Promise.all(many)).toEqual(many.map(() => ['1', 'One']));
    expect(most).toBe(READERS);
  });

  test('that cannot be read, or told, or that nobody waits for any more, keeps no place', async () => {
    const context = fakeContext();
    context.app.commit(TOPIC, [{ type: 'One' }]);
    const readers = createReadingQueue();
    let how: 'fails' | 'hangs' | 'works' = 'fails';
    let goOn = () => {};
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    watchReads(context, async (read) => {
      if (how === 'fails') throw new Error('disk on fire');
      if (how === 'hangs') await held;
      return read();
    });
    const each = () => Array.from({ length: READERS }, () => subscribe(context, 0, readers));
    for (const failing of each()) await expect(failing.next()).rejects.toThrow('disk on fire');

    how = 'works';
    context.drained = () => new Promise(() => {});
    const stalled = each();
    await turn();
    await turn();
    context.drained = () => null;
    expect(await subscribe(context, 0, readers).next()).toEqual(['1', 'One']);
    for (const each of stalled) each.stop();

    how = 'hangs';
    const hanging = each().map((each) => each.next());
    await turn();
    await turn();
    const gone = subscribe(context, 0, readers);
    gone.stop();
    expect(await gone.next()).toBeNull();
    how = 'works';
    goOn();
    expect(await Promise.all(hanging)).toEqual(hanging.map(() => ['1', 'One']));
  });

  test('is not read on after the end of the session, though nothing of it may be told', async () => {
    const context = fakeContext({ identity: identityOf(ANN) });
    context.app.commit(
      TOPIC,
      Array.from({ length: 5_000 }, () => FOR_BEN),
    );
    watchReads(context, (read) => {
      context.identity = null;
      return read();
    });
    await expect(subscribe(context, 0).next()).rejects.toMatchObject({ reason: 'SIGN_IN_REQUIRED' });
    expect([context.app.reads(), context.app.listeners(), context.subscriptions()]).toEqual([1, 0, 0]);
  });
});

describe('a position that the log does not reach', () => {
  test('that was pruned is told to resynchronise, and goes on from there', async () => {
    const context = fakeContext();
    for (const type of ['One', 'Two', 'Three']) context.app.commit(TOPIC, [{ type }]);
    context.app.prune(TOPIC, 2);
    const ann = subscribe(context, 1);
    expect(await ann.next()).toEqual(['3', 'Resync']);
    context.app.commit(TOPIC, [{ type: 'Four' }]);
    expect(await ann.next()).toEqual(['4', 'Four']);
  });

  test('that is the last one pruned misses nothing', async () => {
    const context = fakeContext();
    for (const type of ['One', 'Two', 'Three']) context.app.commit(TOPIC, [{ type }]);
    context.app.prune(TOPIC, 2);
    expect(await subscribe(context, 2).next()).toEqual(['3', 'Three']);
  });

  test('that lies in the future, as after a backup was put back, is told to resynchronise', async () => {
    const context = fakeContext();
    context.app.commit(TOPIC, [{ type: 'One' }]);
    const ann = subscribe(context, 7);
    expect(await ann.next()).toEqual(['1', 'Resync']);
    context.app.commit(TOPIC, [{ type: 'Two' }]);
    expect(await ann.next()).toEqual(['2', 'Two']);
  });

  test('that is pruned while it is read is noticed', async () => {
    const context = fakeContext();
    for (const type of ['One', 'Two', 'Three']) context.app.commit(TOPIC, [{ type }]);
    let looks = 0;
    context.app.meanwhile = () => {
      looks += 1;
      // Between the look at the head and that at the rows.
      if (looks === 4) context.app.prune(TOPIC, 2);
    };
    expect(await subscribe(context, 0).next()).toEqual(['3', 'Resync']);
  });
});

describe('a subscription ends', () => {
  test('with its signal, and leaves nobody listening', async () => {
    const context = fakeContext();
    const ann = subscribe(context, 0);
    const waiting = ann.next();
    await Promise.resolve();
    expect([context.app.listeners(), context.subscriptions()]).toEqual([1, 1]);
    ann.stop();
    expect(await waiting).toBeNull();
    expect([context.app.listeners(), context.subscriptions()]).toEqual([0, 0]);
  });

  test('with its connection, while it waits for room', async () => {
    const context = fakeContext();
    context.drained = () => Promise.reject(new Error('gone'));
    const ann = subscribe(context);
    context.app.commit(TOPIC, [{ type: 'One' }]);
    expect(await ann.next()).toBeNull();
    expect(context.app.listeners()).toBe(0);
  });

  test('with its signal, while a stalled connection has no room', async () => {
    const context = fakeContext();
    context.drained = () => new Promise(() => {});
    const ann = subscribe(context);
    context.app.commit(TOPIC, [{ type: 'One' }]);
    const waiting = ann.next();
    ann.stop();
    expect(await waiting).toBeNull();
    expect([context.app.listeners(), context.subscriptions()]).toEqual([0, 0]);
  });

  test('when a stalled subscriber has more waiting than is kept for one', async () => {
    const context = fakeContext();
    context.drained = () => new Promise(() => {});
    const ann = subscribe(context);
    const waiting = ann.next();
    const many = Array.from({ length: MAX_WAITING_EVENTS + 2 }, () => ({ type: 'Event' }));
    context.app.commit(TOPIC, many);
    await expect(waiting).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS', reason: 'SUBSCRIBER_TOO_SLOW' });
    expect([context.app.listeners(), context.subscriptions()]).toEqual([0, 0]);
  });

  test('not before: as many as are kept arrive once there is room', async () => {
    const context = fakeContext();
    let makeRoom = () => {};
    const room = new Promise<void>((resolve) => {
      makeRoom = resolve;
    });
    context.drained = () => room;
    const ann = subscribe(context);
    for (let count = 0; count < MAX_WAITING_EVENTS; count += 1)
      context.app.commit(TOPIC, [{ type: 'Event' }]);
    makeRoom();
    for (let count = 1; count <= MAX_WAITING_EVENTS; count += 1)
      expect(await ann.next()).toEqual([`${count}`, 'Event']);
  });

  test('with the session, before another word is told', async () => {
    const context = fakeContext({ identity: identityOf(ANN) });
    const ann = subscribe(context);
    context.identity = null;
    context.app.commit(TOPIC, [{ type: 'Secret' }]);
    await expect(ann.next()).rejects.toMatchObject({ code: 'UNAUTHORIZED', reason: 'SIGN_IN_REQUIRED' });
    expect(context.app.listeners()).toBe(0);
  });

  test('when the session expires, though nothing happens, and not while it is renewed', async () => {
    vi.useFakeTimers({ now: 0 });
    const context = fakeContext({ identity: identityOf(ANN, 1_000) });
    context.now = () => Date.now();
    const ann = subscribe(context);
    let error: unknown;
    ann.next().catch((cause: unknown) => {
      error = cause;
    });
    await vi.advanceTimersByTimeAsync(900);
    context.identity = identityOf(ANN, 5_000_000_000);
    await vi.advanceTimersByTimeAsync(4_999_990_000);
    expect(error).toBeUndefined();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(error).toMatchObject({ code: 'UNAUTHORIZED' });
    expect([context.app.listeners(), vi.getTimerCount()]).toEqual([0, 0]);
  });

  /** A subscriber whose connection takes no more, and for whom an event waits at the gate. */
  async function stalled(context: ReturnType<typeof fakeContext>) {
    let makeRoom = () => {};
    const room = new Promise<void>((resolve) => {
      makeRoom = resolve;
    });
    context.drained = () => room;
    const ann = subscribe(context);
    const end: { error?: unknown } = {};
    ann.next().catch((error: unknown) => {
      end.error = error;
    });
    context.app.commit(TOPIC, [{ type: 'AtTheGate' }]);
    await turn();
    return { end, makeRoom };
  }

  test('when more comes than is kept while an event waits for room', async () => {
    const context = fakeContext();
    const { end } = await stalled(context);
    context.app.commit(
      TOPIC,
      Array.from({ length: MAX_WAITING_EVENTS + 1 }, () => ({ type: 'Event' })),
    );
    await turn();
    expect(end.error).toMatchObject({ code: 'TOO_MANY_REQUESTS', reason: 'SUBSCRIBER_TOO_SLOW' });
    expect([context.app.listeners(), context.subscriptions()]).toEqual([0, 0]);
  });

  test('with the session, while an event waits for room that never comes', async () => {
    vi.useFakeTimers({ now: 0, toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    const context = fakeContext({ identity: identityOf(ANN, 1_000) });
    context.now = () => Date.now();
    const { end } = await stalled(context);
    context.identity = null;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(end.error).toMatchObject({ code: 'UNAUTHORIZED', reason: 'SIGN_IN_REQUIRED' });
    expect([context.app.listeners(), context.subscriptions()]).toEqual([0, 0]);
  });

  test('with the session, also where there is room before anybody is woken: the event is not told', async () => {
    const context = fakeContext({ identity: identityOf(ANN) });
    const { end, makeRoom } = await stalled(context);
    context.identity = null;
    makeRoom();
    await turn();
    expect(end.error).toMatchObject({ code: 'UNAUTHORIZED', reason: 'SIGN_IN_REQUIRED' });
    expect([context.app.listeners(), context.subscriptions()]).toEqual([0, 0]);
  });

  test('before the session does, and leaves no timer that waits for that', async () => {
    vi.useFakeTimers({ now: 0 });
    const context = fakeContext({ identity: identityOf(ANN, 1_000) });
    context.now = () => Date.now();
    const ann = subscribe(context);
    expect(vi.getTimerCount()).toBe(1);
    ann.stop();
    expect(await ann.next()).toBeNull();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('where the log cannot be read, with that error, and leaves nobody listening', async () => {
    const context = fakeContext();
    context.app.commit(TOPIC, [{ type: 'One' }]);
    context.app.meanwhile = () => {
      throw new Error('disk on fire');
    };
    await expect(subscribe(context, 0).next()).rejects.toThrow('disk on fire');
    expect([context.app.listeners(), context.subscriptions()]).toEqual([0, 0]);
  });
});
