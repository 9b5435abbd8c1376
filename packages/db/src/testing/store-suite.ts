import { standsAt } from '@tic-tac-toe/domain/kit/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type Audience,
  type Commit,
  type EventLog,
  NO_READS,
  type StateReader,
  type Store,
  VersionConflict,
} from '@tic-tac-toe/domain/kit';
import {
  commitOf,
  draft,
  endedGame,
  eventOf,
  game,
  gameOf,
  put,
  receiptOf,
  timerOf,
  user,
} from './drafts.ts';

/** A store under test. */
export interface Subject {
  readonly store: Store;
  readonly reader: StateReader;
  readonly log: EventLog;
  /** Makes the store forget the current events of `topic`, and perhaps of others. */
  readonly forgetLog: (topic: string) => unknown;
  readonly close: () => unknown;
}

/** What the kit relies on: every store passes the same tests. */
export function storeSuite(name: string, open: () => Subject | Promise<Subject>): void {
  let subject: Subject;
  let store: Store;
  let reader: StateReader;
  let log: EventLog;
  const commit = async (parts: Partial<Commit>) => store.commit(commitOf(parts));
  const idsOf = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id);
  async function playing(player: string) {
    const found = await reader.where(game, 'player', player);
    // What the store remembers is the same.
    expect(await store.where(game, 'player', player)).toEqual(found);
    return idsOf(found);
  }
  const typesOf = (events: readonly { readonly type: string }[]) => events.map(({ type }) => type);

  beforeEach(async () => {
    subject = await open();
    ({ store, reader, log } = subject);
  });
  afterEach(() => subject.close());

  describe(`${name}: states`, () => {
    test('a state that was never written is not there', async () => {
      expect(await store.load(game, 'g1')).toBeUndefined();
      expect(await reader.load(game, 'g1')).toBeUndefined();
    });

    test('a written state is there as it was written, at version 1 and the position of its commit', async () => {
      const state = {
        stage: 'InProgress',
        players: ['ann', 'bea'],
        board: [[null, 'ann'], []],
        note: 'ünï — 🎲 "q"',
      };
      await commit({ states: [put('g1', 0, state)], events: [draft(), draft()] });

      const expected = { id: 'g1', version: 1, position: 2, state };
      expect(await store.load(game, 'g1')).toEqual(expected);
      expect(await reader.load(game, 'g1')).toEqual(expected);
    });

    test('each write counts the version up, and moves the position to the end of its commit', async () => {
      await commit({ states: [put('g1', 0, gameOf('ann'))], events: [draft()] });
      await commit({ events: [draft(), draft()] });
      await commit({ states: [put('g1', 1, gameOf('ann', 'bea'))], events: [draft()] });

      expect(await reader.load(game, 'g1')).toMatchObject({
        version: 2,
        position: 4,
        state: gameOf('ann', 'bea'),
      });
    });

    test('states of different kinds may have the same id', async () => {
      await commit({ states: [put('1', 0, gameOf('ann')), put('1', 0, { id: '1', alias: 'Ann' }, user)] });

      expect(await reader.load(game, '1')).toMatchObject({ state: gameOf('ann') });
      expect(await reader.load(user, '1')).toMatchObject({ state: { id: '1', alias: 'Ann' } });
    });

    test('a deleted state is gone, and may begin again at version 1', async () => {
      await commit({ states: [put('g1', 0, gameOf('ann'))] });
      await commit({ states: [put('g1', 1, undefined)] });
      expect(await store.load(game, 'g1')).toBeUndefined();
      expect(await reader.all(game)).toEqual([]);

      await commit({ states: [put('g1', 0, gameOf('bea'))] });
      expect(await reader.load(game, 'g1')).toMatchObject({ version: 1, state: gameOf('bea') });
    });

    test('the singleton of a kind has the empty id', async () => {
      await commit({ states: [put('', 0, gameOf('ann'))] });
      await commit({ states: [put('', 1, gameOf('bea'))] });

      expect(await reader.load(game, '')).toMatchObject({ id: '', version: 2 });
      expect(idsOf(await reader.page(game, null, 10))).toEqual(['']);
    });

    test('who changes what they wrote or read changes nothing that is stored', async () => {
      const written = gameOf('ann');
      await commit({ states: [put('g1', 0, written)] });
      const read = await store.load(game, 'g1');
      for (const state of [written, read?.state]) {
        const players = typeof state === 'object' && state !== null && 'players' in state && state.players;
        // Frozen data refuses it; a copy accepts it.
        if (Array.isArray(players)) Reflect.set(players, 0, 'eve');
      }

      expect(await store.load(game, 'g1')).toMatchObject({ state: gameOf('ann') });
      expect(await reader.load(game, 'g1')).toMatchObject({ state: gameOf('ann') });
    });
  });

  describe(`${name}: conflicts`, () => {
    beforeEach(() => commit({ states: [put('g1', 0, gameOf('ann'))], events: [draft()] }));

    test.each([
      ['a version that has passed', put('g1', 0, gameOf('eve'))],
      ['a version that has not come', put('g1', 2, gameOf('eve'))],
      ['a version of a state that is not there', put('g2', 1, gameOf('eve'))],
      ['deleting a version that has passed', put('g1', 2, undefined)],
      ['deleting what is not there', put('g2', 1, undefined)],
      ['deleting, as if it were not there, what is there', put('g1', 0, undefined)],
    ])('%s is a conflict', async (_, write) => {
      await expect(commit({ states: [write] })).rejects.toThrow(VersionConflict);
      expect(await store.load(game, 'g1')).toMatchObject({ version: 1, state: gameOf('ann') });
      expect(await store.load(game, 'g2')).toBeUndefined();
    });

    test('a conflict undoes everything of its commit', async () => {
      const conflicting = commit({
        states: [
          put('g0', 0, gameOf('eve')),
          put('g1', 5, gameOf('eve')),
          put('u1', 0, { alias: 'Eve' }, user),
        ],
        events: [draft({ type: 'Never' })],
        timers: [{ set: timerOf('never', 1) }],
        receipts: [receiptOf('never', 1)],
      });
      await expect(conflicting).rejects.toThrow(VersionConflict);

      expect(await store.load(game, 'g0')).toBeUndefined();
      expect(await store.load(user, 'u1')).toBeUndefined();
      expect(await playing('eve')).toEqual([]);
      expect(await standsAt(store)).toBe(1);
      expect(typesOf(await log.read('games/g1', 0, 10))).toEqual(['MarkPlaced']);
      expect(await store.timer('never')).toBeUndefined();
      expect(await store.receipt('ann', 'never')).toBeUndefined();
    });

    describe('what a commit rests on', () => {
      const rests = (reads: Partial<Commit['reads']>) => ({ reads: { ...NO_READS, ...reads } });
      const timer = timerOf('turn/g1', 500);
      beforeEach(() => commit({ timers: [{ set: timer }] }));

      test.each<readonly [string, Partial<Commit['reads']>, readonly string[]]>([
        [
          'a version that has passed',
          { states: [{ definition: game, id: 'g1', version: 2 }] },
          ['games.game/g1'],
        ],
        [
          'a state that was not there',
          { states: [{ definition: game, id: 'g1', version: 0 }] },
          ['games.game/g1'],
        ],
        [
          'a state that is not there',
          { states: [{ definition: game, id: 'g2', version: 1 }] },
          ['games.game/g2'],
        ],
        [
          'who is found by an index',
          { lookups: [{ definition: game, by: { index: 'player', value: 'ann' }, ids: [] }] },
          ['games.game?player/ann'],
        ],
        [
          'who was found by an index',
          { lookups: [{ definition: game, by: { index: 'player', value: 'bea' }, ids: ['g1'] }] },
          ['games.game?player/bea'],
        ],
        ['all of a kind', { lookups: [{ definition: game, by: null, ids: ['g1', 'g2'] }] }, ['games.game?']],
        ['a timer that is not set', { timers: [{ key: 'x', found: timerOf('x', 500) }] }, ['timer/x']],
        ['a timer that was not set', { timers: [{ key: 'turn/g1', found: undefined }] }, ['timer/turn/g1']],
        [
          'a timer that is set anew',
          { timers: [{ key: 'turn/g1', found: timerOf('turn/g1', 400) }] },
          ['timer/turn/g1'],
        ],
      ])('%s is a conflict, and is named', async (_, reads, stale) => {
        await expect(commit({ ...rests(reads), events: [draft()] })).rejects.toMatchObject({
          name: 'VersionConflict',
          stale,
        });
        expect(await standsAt(store)).toBe(1);
      });

      test('all of it that is stale is named', async () => {
        const stale = commit({
          ...rests({
            states: [{ definition: user, id: 'u1', version: 3 }],
            lookups: [{ definition: game, by: null, ids: [] }],
            timers: [{ key: 'turn/g1', found: undefined }],
          }),
          states: [put('g1', 5, gameOf('eve'))],
        });
        await expect(stale).rejects.toMatchObject({
          stale: ['games.game/g1', 'users.user/u1', 'games.game?', 'timer/turn/g1'],
        });
      });

      test('where all of it is still so, the commit stands', async () => {
        const holds = {
          states: [
            { definition: game, id: 'g1', version: 1 },
            { definition: game, id: 'g2', version: 0 },
          ],
          lookups: [
            { definition: game, by: { index: 'player', value: 'ann' }, ids: ['g1'] },
            { definition: game, by: null, ids: ['g1'] },
          ],
          timers: [
            { key: 'turn/g1', found: timer },
            { key: 'turn/g2', found: undefined },
          ],
        };
        expect(await commit(rests(holds))).toEqual({ before: 1 });
        expect(await commit({ ...rests(holds), events: [draft()] })).toEqual({ before: 1 });
        expect(await standsAt(store)).toBe(2);
      });

      test('two commits that are asked for at once are done one after the other', async () => {
        const [first, second] = await Promise.allSettled([
          commit({ states: [put('g1', 1, gameOf('bea'))], events: [draft()] }),
          commit({ ...rests({ states: [{ definition: game, id: 'g1', version: 1 }] }), events: [draft()] }),
        ]);
        expect(first).toMatchObject({ status: 'fulfilled', value: { before: 1 } });
        expect(second).toMatchObject({ status: 'rejected', reason: { stale: ['games.game/g1'] } });
      });
    });

    test('after a conflict the same work can be done on the right version', async () => {
      await expect(commit({ states: [put('g1', 0, gameOf('bea'))], events: [draft()] })).rejects.toThrow(
        VersionConflict,
      );
      expect(await commit({ states: [put('g1', 1, gameOf('bea'))], events: [draft()] })).toEqual({
        before: 1,
      });
      expect(await reader.load(game, 'g1')).toMatchObject({ version: 2, position: 2 });
    });
  });

  describe(`${name}: lists`, () => {
    test('an index follows its state through writes and to its end', async () => {
      await commit({ states: [put('g2', 0, gameOf('ann', 'bea')), put('g1', 0, gameOf('ann'))] });
      expect(await playing('ann')).toEqual(['g1', 'g2']);
      expect([await playing('bea'), await playing('cleo')]).toEqual([['g2'], []]);

      await commit({ states: [put('g2', 1, gameOf('bea', 'cleo'))] });
      expect([await playing('ann'), await playing('bea'), await playing('cleo')]).toEqual([
        ['g1'],
        ['g2'],
        ['g2'],
      ]);

      await commit({ states: [put('g2', 2, endedGame)] });
      expect([await playing('ann'), await playing('bea'), await playing('cleo')]).toEqual([['g1'], [], []]);

      await commit({ states: [put('g1', 1, undefined)] });
      expect(await playing('ann')).toEqual([]);

      await commit({ states: [put('g1', 0, gameOf('ann', 'ann'))] });
      await commit({ states: [put('g0', 0, gameOf('ann'))] });
      expect(await playing('ann')).toEqual(['g0', 'g1']);
    });

    test('a state that has a value twice is found once, with all that a load tells', async () => {
      await commit({ states: [put('g1', 0, gameOf('ann', 'ann'))], events: [draft()] });
      expect(await reader.where(game, 'player', 'ann')).toEqual([await reader.load(game, 'g1')]);
    });

    test('a value is found whole and exactly', async () => {
      await commit({
        states: [put('g1', 0, gameOf('Ann')), put('g2', 0, gameOf('ann%')), put('g3', 0, gameOf(''))],
      });
      expect(await playing('ann')).toEqual([]);
      expect(await playing('')).toEqual(['g3']);
      expect(await reader.where(game, 'another', 'Ann')).toEqual([]);
      expect(await reader.where(user, 'player', 'Ann')).toEqual([]);
    });

    test('all states of a kind come by id, in the order of code points', async () => {
      const ids = ['b', 'a', '', 'aa', 'B', 'é', '\u{1f600}', '\uff21', '10', '9'];
      await commit({ states: ids.map((id) => put(id, 0, gameOf('ann'))) });
      await commit({ states: [put('u', 0, { alias: 'Ann' }, user)] });

      const ordered = ['', '10', '9', 'B', 'a', 'aa', 'b', 'é', '\uff21', '\u{1f600}'];
      expect(idsOf(await reader.all(game))).toEqual(ordered);
      expect(idsOf(await reader.where(game, 'player', 'ann'))).toEqual(ordered);
      expect(idsOf(await reader.page(game, null, 100))).toEqual(ordered);
    });

    test('pages follow one another without gap or overlap while states come and go', async () => {
      await commit({ states: ['a', 'b', 'c', 'd', 'e'].map((id) => put(id, 0, gameOf('ann'))) });
      expect(idsOf(await reader.page(game, null, 2))).toEqual(['a', 'b']);

      await commit({
        states: [put('b', 1, undefined), put('bb', 0, gameOf('ann')), put('c', 1, gameOf('bea'))],
      });
      expect(idsOf(await reader.page(game, 'b', 2))).toEqual(['bb', 'c']);
      expect(idsOf(await reader.page(game, 'c', 2))).toEqual(['d', 'e']);
      expect(idsOf(await reader.page(game, 'e', 2))).toEqual([]);
      expect(idsOf(await reader.page(game, null, 10))).toEqual(['a', 'bb', 'c', 'd', 'e']);
    });

    test('the count is the number of states of the kind', async () => {
      expect(await reader.count(game)).toBe(0);
      await commit({
        states: [put('a', 0, gameOf('ann')), put('b', 0, gameOf('ann')), put('u', 0, {}, user)],
      });
      await commit({ states: [put('b', 1, gameOf('ann'))] });
      expect(await reader.count(game)).toBe(2);
      for (const [id, before] of Object.entries({ '': 0, a: 0, aa: 1, b: 1, c: 2 }))
        expect(await reader.count(game, id)).toBe(before);
      await commit({ states: [put('b', 2, undefined)] });
      expect(await reader.count(game)).toBe(1);
    });
  });

  describe(`${name}: the log`, () => {
    test('is empty at first', async () => {
      expect(await standsAt(store)).toBe(0);
      expect(await log.read('games/g1', 0, 10)).toEqual([]);
      expect(await log.floor('games/g1')).toBe(0);
    });

    test('an event is kept with all that is known of it', async () => {
      const kept = [
        draft({
          sequence: 0,
          causation: null,
          audience: ['ann', 'bea'],
          data: { list: [1, null, 'ünï 🎲'] },
        }),
        draft({ audience: [], data: null }),
        draft(),
      ];
      await commit({ events: kept });
      expect(await log.read('games/g1', 0, 10)).toEqual(
        kept.map((event, index) => ({ ...event, position: 1 + index, previous: index })),
      );
    });

    test('says of each event which one is before it in its topic', async () => {
      await commit({ events: [draft(), draft({ topic: 'users' }), draft({ topic: null }), draft()] });
      await commit({ events: [draft({ topic: 'users' }), draft()] });
      const chain = async (topic: string) =>
        (await log.read(topic, 0, 10)).map(({ previous, position }) => [previous, position]);
      expect(await chain('games/g1')).toEqual([
        [0, 1],
        [1, 4],
        [4, 6],
      ]);
      expect(await chain('users')).toEqual([
        [0, 2],
        [2, 5],
      ]);
    });

    test('chains go on after commits that failed', async () => {
      await commit({ events: [draft()], states: [put('g1', 0, gameOf('ann'))] });
      const failing = commit({ events: [draft(), draft()], states: [put('g1', 0, gameOf('bea'))] });
      await expect(failing).rejects.toThrow(VersionConflict);
      await commit({ events: [draft()] });
      expect((await log.read('games/g1', 1, 10)).map(({ previous }) => previous)).toEqual([1]);
    });

    test('each topic has a head of its own', async () => {
      await commit({ events: [draft(), draft({ topic: 'users' }), draft({ topic: null })] });
      expect([await log.head('games/g1'), await log.head('users'), await log.head('games/g2')]).toEqual([
        1, 2, 0,
      ]);
      expect(await log.heads(['users', 'games/g2', 'games/g1'])).toEqual([2, 0, 1]);
      expect(await log.heads([])).toEqual([]);
    });

    test('has stood at every position up to its head', async () => {
      expect(await log.stoodAt('games/g1', 0)).toBe(true);
      expect(await log.stoodAt('games/g1', 1)).toBe(false);
      await commit({ events: [draft(), draft({ topic: null })] });
      expect(await log.stoodAt('games/g1', 1)).toBe(true);
      expect(await log.stoodAt('games/g1', 2)).toBe(true);
      expect(await log.stoodAt('games/g1', 3)).toBe(false);
    });

    test('positions are consecutive over commits, whatever the topic', async () => {
      expect(await commit({ events: [draft(), draft({ topic: null }), draft({ topic: 'users' })] })).toEqual({
        before: 0,
      });
      expect(await commit({ timers: [{ set: timerOf('t', 1) }] })).toEqual({ before: 3 });
      expect(await commit({ events: [draft()] })).toEqual({ before: 3 });
      expect(await standsAt(store)).toBe(4);
      expect((await log.read('games/g1', 0, 10)).map(({ position }) => position)).toEqual([1, 4]);
      expect((await log.read('users', 0, 10)).map(({ position }) => position)).toEqual([3]);
    });

    test('is read by topic, after a position, oldest first, up to a limit', async () => {
      for (const number of [1, 2, 3, 4]) {
        await commit({
          events: [draft({ type: `E${number}` }), draft({ type: 'Other', topic: 'games/g2' })],
        });
      }
      expect(typesOf(await log.read('games/g1', 0, 10))).toEqual(['E1', 'E2', 'E3', 'E4']);
      expect(typesOf(await log.read('games/g1', 0, 2))).toEqual(['E1', 'E2']);
      expect(typesOf(await log.read('games/g1', 3, 2))).toEqual(['E3', 'E4']);
      expect(typesOf(await log.read('games/g1', 4, 10))).toEqual(['E3', 'E4']);
      expect(typesOf(await log.read('games/g1', 99, 10))).toEqual([]);
      expect(typesOf(await log.read('games', 0, 10))).toEqual([]);
    });

    test('is read for somebody: what they may hear of the next so many events, and up to where that was', async () => {
      const kept: readonly Audience[] = [
        ['ann'],
        ['bea'],
        'everyone',
        ['bea', 'ann'],
        [],
        ['bea'],
        ['"ann"', 'ann\\', 'x"ann'],
      ];
      await commit({
        events: kept.flatMap((audience, index) => [
          draft({ type: `E${index}`, audience }),
          draft({ topic: 'users' }),
        ]),
      });
      const read = async (actor: string | null, after: number, limit: number) => {
        const { events, ...rest } = await log.readFor(actor, 'games/g1', after, limit);
        return [typesOf(events).join(' '), rest];
      };
      expect(await read('ann', 0, 100)).toEqual(['E0 E2 E3', { upTo: 13, isLast: true }]);
      expect(await read('ann', 0, 4)).toEqual(['E0 E2 E3', { upTo: 7, isLast: false }]);
      expect(await read('ann', 7, 2)).toEqual(['', { upTo: 11, isLast: false }]);
      expect(await read('ann', 11, 2)).toEqual(['', { upTo: 13, isLast: true }]);
      expect(await read('ann', 13, 2)).toEqual(['', { upTo: 13, isLast: true }]);
      expect(await read('bea', 0, 100)).toEqual(['E1 E2 E3 E5', { upTo: 13, isLast: true }]);
      expect(await read('eve', 0, 100)).toEqual(['E2', { upTo: 13, isLast: true }]);
      expect(await read('', 0, 100)).toEqual(['E2', { upTo: 13, isLast: true }]);
      expect(await read(null, 0, 7)).toEqual(['E2', { upTo: 13, isLast: false }]);
      expect(await log.readFor('ann', 'games/g1', 2, 3)).toMatchObject({
        events: await log.read('games/g1', 4, 2),
      });
    });

    describe('of one operation that has told much', () => {
      const operation = 'c0ffee00-0000-4000-8000-00000000000a';
      const actor = 'c0ffee00-0000-4000-8000-00000000000b';
      const told = (topic: string | null, first: number, count: number) =>
        Array.from({ length: count }, (_, index) =>
          draft({ type: `E${first + index}`, topic, operation, actor, sequence: first + index }),
        );
      /** E1 to E40 in one topic, then two in another, two in none, and one more. */
      beforeEach(() =>
        commit({
          events: [
            ...told('games/g1', 1, 40),
            ...told('users', 41, 2),
            ...told(null, 43, 2),
            ...told('games/g1', 45, 1),
          ],
        }),
      );
      const numbers = (events: readonly { readonly type: string }[]) =>
        events.map(({ type }) => Number(type.slice(1)));
      const from = (first: number, count: number) =>
        Array.from({ length: count }, (_, index) => first + index);

      test('a topic is read from any position to any other', async () => {
        for (const after of [0, 1, 7, 15, 16, 17, 39]) {
          for (const limit of [1, 2, 15, 16, 17]) {
            const expected = [...from(1, 40), 45].slice(after, after + limit);
            expect(numbers(await log.read('games/g1', after, limit))).toEqual(expected);
            const upTo = expected.at(-1) ?? after;
            const isLast = expected.length < limit;
            const page = await log.readFor(null, 'games/g1', after, limit);
            expect({ ...page, events: numbers(page.events) }).toEqual({ events: expected, upTo, isLast });
          }
        }
        expect(numbers(await log.read('games/g1', 40, 9))).toEqual([45]);
        expect(await log.read('games/g1', 45, 9)).toEqual([]);
        expect(await log.head('games/g1')).toBe(45);
        expect(await log.head('users')).toBe(42);
      });

      test('the whole log is read from any position to any other', async () => {
        const names = [2, 16, 17, 40, 42, 44, 45].map((number) => `games.E${number}`);
        for (const limit of [1, 2, 15, 16, 17, 100]) {
          const found: number[] = [];
          for (let [after, isLast] = [0, false]; !isLast;) {
            const page = await log.readAll(names, after, limit);
            found.push(...numbers(page.events));
            expect(page.events.length).toBeLessThanOrEqual(limit);
            ({ upTo: after, isLast } = page);
          }
          expect(found).toEqual([2, 16, 17, 40, 42, 45]);
        }
      });

      test('each event is kept with all that is known of it', async () => {
        const [, second] = await log.read('games/g1', 0, 2);
        expect(second).toEqual({
          ...draft({ type: 'E2', operation, actor, sequence: 2 }),
          position: 2,
          previous: 1,
        });
        const [last] = await log.read('games/g1', 40, 1);
        expect(last).toMatchObject({ position: 45, previous: 40, sequence: 45, operation, actor });
        const [first] = await log.read('users', 0, 1);
        expect(first).toMatchObject({ position: 41, previous: 0, sequence: 41 });
      });
    });

    test('keeps apart what is told to others, by others, or for another reason', async () => {
      const kept = [
        draft({ sequence: 1 }),
        draft({ sequence: 2, audience: ['bea'] }),
        draft({ sequence: 3, audience: ['cleo'] }),
        draft({ sequence: 4, causation: 3 }),
        draft({ sequence: 5, causation: 3, actor: 'bea' }),
        draft({ sequence: 6, causation: 3, actor: 'bea', recordedAt: 5 }),
        draft({ sequence: 7, causation: 3, actor: 'bea', recordedAt: 5, correlation: 'another' }),
        draft({ sequence: 9, causation: 3, actor: 'bea', recordedAt: 5, correlation: 'another' }),
      ];
      await commit({ events: kept });
      expect(await log.read('games/g1', 0, 10)).toEqual(
        kept.map((event, index) => ({ ...event, position: 1 + index, previous: index })),
      );
      expect((await log.readFor('bea', 'games/g1', 0, 3)).events.map(({ position }) => position)).toEqual([
        1, 2,
      ]);
    });

    test('is read as a whole: of all topics, the events of some names, page by page, in the order of commits', async () => {
      await commit({
        events: [
          draft({ type: 'E1' }),
          draft({ type: 'Own', topic: null }),
          draft({ type: 'Other', topic: 'games/g2' }),
          draft({ type: 'E2', topic: 'games/g2', audience: ['ann'] }),
        ],
      });
      await commit({ events: [draft({ type: 'E2', topic: 'users' }), draft({ type: 'Other' })] });
      const readAll = async (names: readonly string[], limit: number, from = 0) => {
        const found: string[] = [];
        for (let after = from; ;) {
          const { events, upTo, isLast } = await log.readAll(names, after, limit);
          found.push(...events.map(({ type, topic }) => `${type} ${topic}`));
          expect(upTo).toBeGreaterThanOrEqual(events.at(-1)?.position ?? after);
          if (isLast) return found;
          expect(upTo).toBeGreaterThan(after);
          after = upTo;
        }
      };
      const wanted = ['E1 games/g1', 'E2 games/g2', 'E2 users'];
      for (const limit of [1, 2, 3, 100])
        expect(await readAll(['games.E1', 'games.E2', 'games.Own'], limit)).toEqual(wanted);
      const [only] = await log.read('games/g1', 0, 1);
      expect(await readAll(['games.E1', 'games.E2'], 2, only?.position)).toEqual(wanted.slice(1));
      expect(await readAll(['games.Nothing'], 2)).toEqual([]);
      expect(await readAll([], 100)).toEqual([]);
      expect((await log.readAll(['games.E1'], 0, 1)).events).toEqual([only]);
    });

    test('is read as a whole without what was forgotten', async () => {
      await commit({ events: [draft({ type: 'E1', topic: 'users' }), draft({ type: 'E1' })] });
      await subject.forgetLog('users');
      const { events, isLast } = await log.readAll(['games.E1'], 0, 10);
      expect(events.map(({ topic }) => topic)).not.toContain('users');
      expect(isLast).toBe(true);
    });

    test('says below which position a topic may be incomplete, and goes on from where it stood', async () => {
      await commit({ events: [draft({ topic: 'users' }), draft({ topic: 'users' })] });
      await subject.forgetLog('users');

      expect(await log.floor('users')).toBe(2);
      expect(await log.read('users', 0, 10)).toEqual([]);
      expect(await standsAt(store)).toBe(2);

      expect(await commit({ events: [draft({ topic: 'users', type: 'Later' })] })).toEqual({ before: 2 });
      expect(typesOf(await log.read('users', 2, 10))).toEqual(['Later']);
      expect(await log.floor('users')).toBe(2);
    });
  });

  describe(`${name}: timers`, () => {
    test('a timer is kept with all that is known of it', async () => {
      const update = { every: 1_000, event: eventOf('games.Tick', { left: 3 }) };
      const plain = timerOf('plain', 5_000);
      const updated = timerOf('updated', 1_000, { due: 9_000, update, setAt: 700 });
      await commit({ timers: [{ set: plain }, { set: updated }] });

      expect(await store.timer('plain')).toEqual(plain);
      expect(await store.timer('updated')).toEqual(updated);
      expect(await store.timer('another')).toBeUndefined();
    });

    test('setting a key again replaces its timer, in one commit or in two', async () => {
      const update = { every: 10, event: eventOf('games.Tick', {}) };
      await commit({ timers: [{ set: timerOf('t', 10, { due: 90, update }) }] });
      await commit({ timers: [{ set: timerOf('t', 20) }, { set: timerOf('t', 30) }] });

      expect(await store.timer('t')).toEqual(timerOf('t', 30));
      expect(await store.timersDue(100, 10)).toEqual([timerOf('t', 30)]);
    });

    test('a cancelled timer is gone; cancelling what is not set does nothing; writes count in order', async () => {
      await commit({ timers: [{ set: timerOf('a', 1) }, { set: timerOf('b', 1) }] });
      await commit({
        timers: [{ cancel: 'a' }, { cancel: 'never set' }, { cancel: 'b' }, { set: timerOf('b', 2) }],
      });

      expect(await store.timer('a')).toBeUndefined();
      expect(await store.timer('b')).toEqual(timerOf('b', 2));
    });

    test('due timers come earliest first, none before its time, up to a limit', async () => {
      const keys = ['c', 'a', 'd', 'b'].map((key) => ({ set: timerOf(key, key === 'd' ? 10 : 20) }));
      await commit({ timers: [...keys, { set: timerOf('later', 21) }] });
      const due = async (now: number, limit: number) =>
        (await store.timersDue(now, limit)).map(({ key }) => key);

      expect(await due(9, 10)).toEqual([]);
      expect(await due(10, 10)).toEqual(['d']);
      expect(await due(20, 10)).toEqual(['d', 'a', 'b', 'c']);
      expect(await due(21, 3)).toEqual(['d', 'a', 'b']);
    });

    test('timers that were set after an instant are found, whenever they are due, by key, up to a limit', async () => {
      const keys = ['c', 'a', 'b'].map((key, index) => ({ set: timerOf(key, 1, { setAt: 10 + index }) }));
      await commit({ timers: [...keys, { set: timerOf('long ago', 90, { setAt: 9 }) }] });
      const setAfter = async (instant: number, limit: number) =>
        (await store.timersSetAfter(instant, limit)).map(({ key }) => key);

      expect(await setAfter(9, 10)).toEqual(['a', 'b', 'c']);
      expect(await setAfter(9, 2)).toEqual(['a', 'b']);
      expect(await setAfter(10, 10)).toEqual(['a', 'b']);
      expect(await setAfter(12, 10)).toEqual([]);
    });

    test('the next wake is that of the earliest timer, updates included', async () => {
      expect(await store.nextWake()).toBeNull();
      const update = { every: 10, event: eventOf('games.Tick', {}) };
      await commit({ timers: [{ set: timerOf('a', 50) }, { set: timerOf('b', 40, { due: 90, update }) }] });
      expect(await store.nextWake()).toBe(40);
      await commit({ timers: [{ cancel: 'b' }] });
      expect(await store.nextWake()).toBe(50);
      await commit({ timers: [{ cancel: 'a' }] });
      expect(await store.nextWake()).toBeNull();
    });
  });

  describe(`${name}: receipts`, () => {
    test('each points behind the events of its own operation, in a commit of many', async () => {
      await commit({ events: [draft()] });
      await commit({
        events: [draft(), draft(), draft()],
        receipts: [receiptOf('first', 2), receiptOf('nothing happened', 2), receiptOf('last', 3)],
      });

      const positionOf = async (operation: string) => (await store.receipt('ann', operation))?.position;
      expect([
        await positionOf('first'),
        await positionOf('nothing happened'),
        await positionOf('last'),
      ]).toEqual([3, 3, 4]);
    });

    test('is kept with all that is known of it', async () => {
      const request = { name: 'games.PlaceMark', data: { ünï: '🎲' } };
      await commit({ events: [draft()] });
      await commit({ receipts: [receiptOf('o', 0, { request, rejection: 'NOT_YOUR_TURN' })] });
      const expected = receiptOf('o', 1, { request, rejection: 'NOT_YOUR_TURN' });
      expect(await store.receipt('ann', 'o')).toEqual(expected);
    });

    test('an operation that has one already is a conflict, and changes nothing', async () => {
      const first = { name: 'games.PlaceMark', data: { x: 1 } };
      const second = { name: 'games.PlaceMark', data: { x: 2 } };
      await commit({ receipts: [receiptOf('o', 0, { request: first })] });
      const again = commit({
        states: [put('g1', 0, gameOf('ann'))],
        events: [draft()],
        receipts: [receiptOf('new', 1), receiptOf('o', 1, { request: second })],
      });
      await expect(again).rejects.toThrow(VersionConflict);

      expect(await store.receipt('ann', 'o')).toMatchObject({ request: first, position: 0 });
      expect(await store.receipt('ann', 'new')).toBeUndefined();
      expect(await store.load(game, 'g1')).toBeUndefined();
      expect(await standsAt(store)).toBe(0);
    });

    test('an operation that comes twice in one commit is a conflict, and changes nothing', async () => {
      const twice = commit({
        states: [put('g1', 0, gameOf('ann'))],
        events: [draft()],
        receipts: [receiptOf('new', 1), receiptOf('o', 1), receiptOf('o', 1, { rejection: 'NOT_YOUR_TURN' })],
      });
      await expect(twice).rejects.toThrow(VersionConflict);

      expect(await store.receipt('ann', 'new')).toBeUndefined();
      expect(await store.receipt('ann', 'o')).toBeUndefined();
      expect(await store.load(game, 'g1')).toBeUndefined();
      expect(await standsAt(store)).toBe(0);
    });

    describe('of an operation that left events', () => {
      const ids = {
        operation: 'c0ffee00-0000-4000-8000-00000000000a',
        actor: 'c0ffee00-0000-4000-8000-00000000000b',
      };
      const gameId = 'c0ffee00-0000-4000-8000-00000000000c';
      const topic = `games/${gameId}`;
      const request = { name: 'games.PlaceMark', data: { gameId, ünï: '🎲', by: ids.actor } };
      const receipt = ({ position = 3, ...parts }: Partial<Commit['receipts'][number]> = {}) =>
        receiptOf(ids.operation, position, { ...ids, request, ...parts });
      // Made anew for each commit, which numbers them in place.
      const move = () => ({
        events: [
          draft({ topic: 'users' }),
          draft({ ...ids, topic, sequence: 1, data: { gameId } }),
          draft({ ...ids, topic, sequence: 2, data: { gameId, of: 'c0ffee00-0000-4000-8000-00000000000d' } }),
          draft({ topic }),
        ],
        receipts: [receipt(), receiptOf('operation-1', 4)],
      });

      test('is kept with all that is known of it, and the events are as they were', async () => {
        await commit({ events: [draft()] });
        await commit(move());
        expect(await store.receipt(ids.actor, ids.operation)).toEqual(receipt({ position: 4 }));
        expect(await store.receipt('ann', 'operation-1')).toEqual(receiptOf('operation-1', 5));
        expect(await store.receipt('ann', ids.operation)).toBeUndefined();
        expect((await log.read(topic, 0, 9)).map(({ data }) => data)).toEqual(
          move()
            .events.slice(1)
            .map(({ data }) => data),
        );
      });

      test.each<readonly [string, () => Partial<Commit>]>([
        ['that left some', move],
        ['that left none', () => ({ receipts: [receipt({ position: 0 })] })],
        ['that was refused', () => ({ receipts: [receipt({ position: 0, rejection: 'NO' })] })],
      ])('a second one is a conflict, and changes nothing: of one %s', async (_, again) => {
        await commit(move());
        await expect(commit(again())).rejects.toMatchObject({
          name: 'VersionConflict',
          stale: expect.arrayContaining([`receipt/${ids.actor}/${ids.operation}`]) as unknown,
        });
        expect(await standsAt(store)).toBe(4);
        expect(await store.receipt(ids.actor, ids.operation)).toEqual(receipt());
      });

      test('is a conflict, and changes nothing, where the operation has one already', async () => {
        await commit({ receipts: [receipt({ position: 0, rejection: 'NO' })] });
        await expect(commit(move())).rejects.toMatchObject({
          stale: [`receipt/${ids.actor}/${ids.operation}`],
        });
        expect(await standsAt(store)).toBe(0);
        expect(await store.receipt(ids.actor, ids.operation)).toMatchObject({ rejection: 'NO' });
        expect(await store.receipt('ann', 'operation-1')).toBeUndefined();
      });
    });

    test('the operations of one actor are not those of another', async () => {
      await commit({
        receipts: [receiptOf('o', 0, { actor: 'ann' }), receiptOf('o', 0, { actor: 'bea', rejection: 'NO' })],
      });

      expect(await store.receipt('ann', 'o')).toMatchObject({ rejection: null });
      expect(await store.receipt('bea', 'o')).toMatchObject({ rejection: 'NO' });
      expect(await store.receipt('cleo', 'o')).toBeUndefined();
    });
  });
}
