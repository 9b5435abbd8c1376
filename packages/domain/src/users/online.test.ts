import { harness, type Harness, standsAt } from '../kit/testing/index.ts';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { modules } from '../index.ts';
import { SYSTEM } from '../kit/define/index.ts';
import {
  AssociateUserToSession,
  SessionConnected,
  SessionDisconnected,
  SessionEnded,
  UserConnected,
} from '../sessions/messages.ts';
import { SessionId } from '../sessions/session.ts';
import { ann, bea, cid, connection, person } from '../testing/people.ts';
import { CreateUser } from './commands.ts';
import { MAX_ASKED_FOR } from './limits.ts';
import { GetPresence, GetUsersOnline } from './queries.ts';

// Many runs: time enough for a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const product = modules({ turnTimeout: 20_000, sessionLifetime: 1_000_000_000 });
const GATHERED = 300;
const names = new Map([
  [ann, 'Ann'],
  [bea, 'Bea'],
  [cid, 'Cid'],
]);
const of = (id: typeof ann) => ({ id, alias: names.get(id) ?? '' });

async function start() {
  const world = await harness({ modules: product });
  for (const [id, alias] of names) await world.execute(SYSTEM, CreateUser({ id, alias }));
  const updates: unknown[] = [];
  world.app.listen('users', ({ live }) => void updates.push(...live.map(({ data }) => data)));
  const connect = async (who: typeof ann, number: number) => {
    await world.app.publish(SessionConnected({ sessionId: connection(number) }));
    await world.execute(who, AssociateUserToSession({ sessionId: connection(number) }));
  };
  const disconnect = (number: number) =>
    world.app.publish(SessionDisconnected({ sessionId: connection(number) }));
  return { ...world, updates, connect, disconnect };
}

async function seen({ app }: Pick<Harness, 'app'>, page: { after?: typeof ann; limit?: number } = {}) {
  const answer = await app.ask<{ users: readonly { id: string }[]; total: number; next: string | null }>(
    GetUsersOnline(GetUsersOnline.schema.parse(page)),
    { actor: ann },
  );
  if (!answer.ok) throw new Error(answer.rejection.reason);
  return answer.answer;
}

async function presenceOf({ app }: Pick<Harness, 'app'>, userIds: (typeof ann)[]) {
  const answer = await app.ask<{ online: readonly string[] }>(GetPresence({ userIds }), { actor: ann });
  if (!answer.ok) throw new Error(answer.rejection.reason);
  return answer.answer.online;
}

interface Update {
  readonly online: readonly { readonly id: string }[];
  readonly offline: readonly string[];
}

/** Those online to a listener who has heard all of these. */
function heardOnline(updates: readonly unknown[]): readonly string[] {
  const list = new Set<string>();
  for (const { online, offline } of updates as readonly Update[]) {
    for (const { id } of online) list.add(id);
    for (const id of offline) list.delete(id);
  }
  return [...list].toSorted();
}

describe('a user is online', () => {
  test('from the first connection on, until the last has ended', async () => {
    const world = await start();
    await world.connect(ann, 1);
    await world.connect(ann, 2);
    expect(await seen(world)).toEqual({ users: [of(ann)], total: 1, next: null });
    await world.disconnect(1);
    expect(await seen(world)).toMatchObject({ total: 1 });
    await world.disconnect(2);
    await world.advance(GATHERED);
    expect(await seen(world)).toEqual({ users: [], total: 0, next: null });
  });

  test('until a connection ends twice, which is to end once', async () => {
    const world = await start();
    await world.connect(ann, 1);
    await world.connect(bea, 2);
    await world.disconnect(1);
    await world.disconnect(1);
    await world.disconnect(99);
    expect(await seen(world)).toEqual({ users: [of(bea)], total: 1, next: null });
    world.assertNoFailures();
  });

  test('once, however often the same connection says so', async () => {
    const world = await start();
    await world.connect(ann, 1);
    await world.app.publish(UserConnected({ userId: ann, sessionId: connection(1) }));
    await world.execute(ann, AssociateUserToSession({ sessionId: connection(1) }));
    await world.disconnect(1);
    expect(await seen(world)).toMatchObject({ total: 0 });
  });

  test('if there is such a user', async () => {
    const world = await start();
    await world.connect(person(99), 1);
    expect(await seen(world)).toMatchObject({ total: 0 });
    await world.disconnect(1);
    world.assertNoFailures();
  });

  test('not any more when the server starts anew: nobody is connected then', async () => {
    const world = await start();
    await world.connect(ann, 1);
    await world.app.stop();
    await world.app.start();
    expect(await seen(world)).toMatchObject({ total: 0 });
    await world.advance(10_000);
    expect(await world.ports.store.nextWake()).toBeNull();
  });
});

describe('who has given up the name', () => {
  const id = SessionId.parse('s'.repeat(40));
  const signsOut = async ({ app }: Pick<Harness, 'app'>, last = true) =>
    app.publish(SessionEnded({ id, userId: ann, last }));

  test('is said to have left, once, whether still connected or not', async () => {
    const world = await start();
    await world.connect(ann, 1);
    await world.connect(bea, 2);
    await world.advance(GATHERED);
    await signsOut(world);
    await world.disconnect(1);
    await world.advance(GATHERED);
    expect(world.updates.slice(1)).toEqual([{ online: [], offline: [ann], left: [ann], total: 1 }]);

    await world.disconnect(2);
    await world.advance(GATHERED);
    await world.app.publish(SessionEnded({ id, userId: bea, last: true }));
    await world.advance(GATHERED);
    expect(world.updates.slice(2)).toEqual([
      { online: [], offline: [bea], total: 0 },
      { online: [], offline: [], left: [bea], total: 0 },
    ]);
  });

  test('is known to have left to who asks, and nobody else is', async () => {
    const world = await start();
    await signsOut(world);
    const answer = await world.app.ask(GetPresence({ userIds: [ann, bea, person(99)] }), { actor: bea });
    expect(answer).toEqual({ ok: true, answer: { online: [], left: [ann] } });
  });

  test('is nobody who has another session yet', async () => {
    const world = await start();
    await signsOut(world, false);
    await world.advance(GATHERED);
    expect(world.updates).toEqual([]);
    const answer = await world.app.ask(GetPresence({ userIds: [ann] }), { actor: bea });
    expect(answer).toEqual({ ok: true, answer: { online: [] } });
  });
});

describe('updates', () => {
  test('gather what has changed: one for all that came and went meanwhile, with the total', async () => {
    const world = await start();
    await world.connect(ann, 1);
    await world.connect(bea, 2);
    await world.advance(GATHERED - 1);
    expect(world.updates).toEqual([]);
    await world.advance(1);
    expect(world.updates).toEqual([{ online: [of(ann), of(bea)], offline: [], total: 2 }]);
    await world.disconnect(1);
    await world.connect(cid, 3);
    await world.advance(GATHERED);
    expect(world.updates.slice(1)).toEqual([{ online: [of(cid)], offline: [ann], total: 2 }]);
  });

  test('say nothing of somebody who reloads a page', async () => {
    const world = await start();
    await world.connect(ann, 1);
    await world.advance(GATHERED);
    await world.disconnect(1);
    await world.connect(ann, 2);
    await world.advance(10_000);
    expect(world.updates).toHaveLength(1);
    await world.connect(bea, 3);
    await world.disconnect(3);
    await world.advance(10_000);
    expect(world.updates).toHaveLength(1);
  });

  test('say nothing of a second connection', async () => {
    const world = await start();
    await world.connect(ann, 1);
    await world.advance(GATHERED);
    await world.connect(ann, 2);
    await world.disconnect(1);
    await world.advance(10_000);
    expect(world.updates).toHaveLength(1);
  });

  test('leave no row in the log and no timer on disk: presence is live', async () => {
    const world = await start();
    const before = await standsAt(world.ports.store);
    await world.connect(ann, 1);
    expect(await world.ports.store.nextWake()).toBeNull();
    await world.advance(GATHERED);
    expect(await standsAt(world.ports.store)).toBe(before);
  });

  test('keep a listener’s list right, whoever comes and goes', async () => {
    const act = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({
          who: fc.constantFrom(ann, bea, cid),
          number: fc.integer({ min: 1, max: 5 }),
          comes: fc.boolean(),
        }),
      },
      { weight: 1, arbitrary: fc.record({ wait: fc.constantFrom(1, 150, 299, 300, 1_000) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 30 }), async (acts) => {
        const world = await start();
        const open = new Map<number, typeof ann>();
        for (const each of acts) {
          if ('wait' in each) await world.advance(each.wait);
          else if (each.comes) {
            await world.connect(each.who, each.number);
            // A connection is whose it was first.
            if (!open.has(each.number)) open.set(each.number, each.who);
          } else {
            await world.disconnect(each.number);
            open.delete(each.number);
          }
          const { users, total } = await seen(world);
          // Who has gone counts until that is told.
          const expected = [...new Set([...open.values(), ...heardOnline(world.updates)])].toSorted();
          expect(users.map(({ id }) => id)).toEqual(expected);
          expect(total).toBe(expected.length);
          expect(await presenceOf(world, [ann, bea, cid])).toEqual(heardOnline(world.updates));
        }
        await world.advance(GATHERED);
        const list = new Set<string>();
        for (const update of world.updates as readonly {
          online: readonly { id: string }[];
          offline: readonly string[];
          total: number;
        }[]) {
          expect(update.online.length + update.offline.length).toBeGreaterThan(0);
          for (const { id } of update.online) {
            expect(list.has(id)).toBe(false);
            list.add(id);
          }
          for (const id of update.offline) expect(list.delete(id)).toBe(true);
          expect(update.total).toBe(list.size);
        }
        expect([...list].toSorted()).toEqual([...new Set(open.values())].toSorted());
        world.assertNoFailures();
      }),
      { numRuns: 100 },
    );
  });
});

test('the list of those online comes in pages, by id', async () => {
  const world = await start();
  for (const [index, id] of [cid, ann, bea].entries()) await world.connect(id, index);
  const first = await seen(world, { limit: 2 });
  expect(first).toEqual({ users: [of(ann), of(bea)], total: 3, next: bea });
  expect(await seen(world, { after: bea, limit: 2 })).toEqual({ users: [of(cid)], total: 3, next: null });
});

test('the list of those online counts who reloads a page at that moment, where their id has its place', async () => {
  const world = await start();
  for (const [index, id] of [ann, bea, cid].entries()) await world.connect(id, index);
  await world.advance(GATHERED);
  await world.disconnect(1);
  expect(await seen(world)).toEqual({ users: [of(ann), of(bea), of(cid)], total: 3, next: null });
  expect(await seen(world, { limit: 2 })).toEqual({ users: [of(ann), of(bea)], total: 3, next: bea });
  expect(await seen(world, { after: bea })).toMatchObject({ users: [of(cid)] });
  await world.connect(bea, 4);
  await world.advance(GATHERED);
  expect(world.updates).toHaveLength(1);
  await world.disconnect(4);
  await world.advance(GATHERED);
  expect(await seen(world)).toEqual({ users: [of(ann), of(cid)], total: 2, next: null });
});

describe('who of some is online', () => {
  test('is answered as listeners were told it, so that the updates go on from there', async () => {
    const world = await start();
    await world.connect(ann, 1);
    expect(await presenceOf(world, [ann, bea])).toEqual([]);
    await world.advance(GATHERED);
    expect(await presenceOf(world, [ann, bea])).toEqual([ann]);
    await world.disconnect(1);
    expect(await presenceOf(world, [ann, bea])).toEqual([ann]);
    await world.advance(GATHERED);
    expect(await presenceOf(world, [ann, bea])).toEqual([]);
  });

  test('counts somebody who reloads a page at that moment, of whom no update speaks', async () => {
    const world = await start();
    await world.connect(ann, 1);
    await world.advance(GATHERED);
    await world.disconnect(1);
    expect(await presenceOf(world, [ann])).toEqual([ann]);
    await world.connect(ann, 2);
    await world.advance(GATHERED);
    expect(world.updates).toHaveLength(1);
  });

  test('says nothing of others, nor of ids that are nobody’s', async () => {
    const world = await start();
    await world.connect(bea, 1);
    await world.advance(GATHERED);
    expect(await presenceOf(world, [ann, person(99)])).toEqual([]);
    expect(await presenceOf(world, [])).toEqual([]);
  });

  test('is asked for a bounded number of users', () => {
    const asksFor = (length: number) =>
      GetPresence.schema.safeParse({ userIds: Array.from({ length }, () => ann) }).success;
    expect(asksFor(MAX_ASKED_FOR)).toBe(true);
    expect(asksFor(MAX_ASKED_FOR + 1)).toBe(false);
  });
});
