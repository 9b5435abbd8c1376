import { standsAt } from '../testing/stands-at.ts';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { ActorId, SYSTEM } from '../define/actor.ts';
import type { Outcome } from '../define/application.types.ts';
import { contract } from '../define/contract.ts';
import { become, cancel, ignore, remove, schedule } from '../define/decision.ts';
import { all, handle, many, one, react, reactStateless, singleton, where } from '../define/handler.ts';
import type { Envelope, Hooks } from '../define/hooks.ts';
import { memoryStore } from '../memory/memory-store.ts';
import { type CommandMessage, rejection } from '../define/message.ts';
import { implement } from '../define/module.ts';
import type { Commit, RecordedEvent, Store, Timer } from '../ports.ts';
import { answeringLater } from '../testing/answering-later.ts';
import { harness } from '../testing/index.ts';
import { scope } from '../define/scope.ts';

const { command, event, state } = scope('bank');

// Many runs on a busy machine take long.
vi.setConfig({ testTimeout: 60_000 });

/*
 * A bank, small enough to be checked by hand and with every form of handler in it: accounts, transfers that
 * look at two of them, interest for all, fees by timers, and two reactions that fail now and then.
 */

const NO_ACCOUNT = rejection('NO_ACCOUNT', 'NOT_FOUND');
const ACCOUNT_EXISTS = rejection('ACCOUNT_EXISTS', 'CONFLICT');
const NOT_ENOUGH = rejection('NOT_ENOUGH', 'CONFLICT');
const NOT_EMPTY = rejection('NOT_EMPTY', 'CONFLICT');

const Id = z.object({ id: z.string() });
const OpenAccount = command('OpenAccount', Id, { rejections: [ACCOUNT_EXISTS] });
const Deposit = command('Deposit', z.object({ id: z.string(), amount: z.number() }), {
  rejections: [NO_ACCOUNT],
});
const Transfer = command('Transfer', z.object({ id: z.string(), to: z.string(), amount: z.number() }), {
  rejections: [NO_ACCOUNT, NOT_ENOUGH],
});
const PayInterest = command('PayInterest', z.object({}));
const Merge = command('Merge', z.object({ id: z.string(), one: z.string(), other: z.string() }), {
  rejections: [NO_ACCOUNT],
});
const CloseAccount = command('CloseAccount', Id, { rejections: [NO_ACCOUNT, NOT_EMPTY] });

const Opened = event('Opened', z.object({ id: z.string(), number: z.string() }));
const Paid = event('Paid', z.object({ id: z.string(), amount: z.number(), balance: z.number() }));
const Sent = event('Sent', z.object({ id: z.string(), to: z.string(), amount: z.number() }));
const InterestDue = event('InterestDue', z.object({ id: z.string() }));
const FeeDue = event('FeeDue', Id);
const Closed = event('Closed', Id);
const Glimpsed = event('Glimpsed', Id, { live: true });

const account = state('account', z.object({ balance: z.number(), owner: z.string() }), {
  indexes: { owner: ({ owner }) => [owner] },
});
const ledger = state('ledger', z.object({ entries: z.number(), turnover: z.number() }));
const glimpses = state('glimpses', z.object({ count: z.number() }), { live: true });

const feeTimer = (id: string) => `fee/${id}`;
const pay = (before: z.output<typeof account.schema>, id: string, amount: number) => {
  const balance = before.balance + amount;
  return { next: { ...before, balance }, paid: Paid({ id, amount, balance }) };
};

/** A selector that fails. */
function nameIn(text: string): string {
  if (text === NO_NAME) throw new Error('not a name');
  return text;
}

const bank = contract({
  name: 'bank',
  commands: {
    openAccount: OpenAccount,
    deposit: Deposit,
    transfer: Transfer,
    payInterest: PayInterest,
    merge: Merge,
    closeAccount: CloseAccount,
  },
  queries: {},
  events: { Opened, Paid, Sent, InterestDue, FeeDue, Closed, Glimpsed },
  feed: { by: { id: z.string() } },
});

const bankModule = implement(bank, {
  states: [account, ledger, glimpses],
  commands: {
    openAccount: handle(OpenAccount, account, {
      find: ({ id }) => id,
      reads: { mine: many(account, 'owner', (_data, { actor }) => actor) },
      missing: ({ id }, { actor, now, newId }, { mine }) =>
        become(
          { balance: mine.length === 0 ? 10 : 0, owner: actor },
          Opened({ id, number: newId() }),
          schedule(FeeDue({ id }), { key: feeTimer(id), at: now + 1_000 }),
        ),
      found: ACCOUNT_EXISTS,
    }),
    deposit: handle(Deposit, account, {
      find: ({ id }) => id,
      missing: NO_ACCOUNT,
      found: (before, { id, amount }) => {
        const { next, paid } = pay(before, id, amount);
        return become(next, paid);
      },
    }),
    transfer: handle(Transfer, account, {
      find: ({ id }) => id,
      reads: { other: one(account, ({ to }) => to) },
      missing: NO_ACCOUNT,
      found: (before, { id, to, amount }, _context, { other }) => {
        if (!other) return NO_ACCOUNT;
        if (before.balance < amount) return NOT_ENOUGH;
        const { next, paid } = pay(before, id, -amount);
        return become(next, paid, Sent({ id, to, amount }));
      },
    }),
    payInterest: handle(PayInterest, ledger, {
      find: singleton,
      missing: () => become({ entries: 0, turnover: 0 }, InterestDue({ id: '' })),
      found: (before) => become(before, InterestDue({ id: '' })),
    }),
    merge: handle(Merge, account, {
      find: ({ id }) => id,
      reads: {
        one: one(account, (data) => nameIn(data.one)),
        other: one(account, (data) => nameIn(data.other)),
      },
      missing: NO_ACCOUNT,
      found: (before, { id, one: first, other: second }, _context, reads) => {
        if (!reads.one || !reads.other) return NO_ACCOUNT;
        const { next, paid } = pay(before, id, reads.one.balance + reads.other.balance);
        return become(next, paid, remove(account, first), remove(account, second));
      },
    }),
    closeAccount: handle(CloseAccount, account, {
      find: ({ id }) => id,
      missing: NO_ACCOUNT,
      found: (before, { id }) =>
        before.balance === 0
          ? become(before, remove(account, id), cancel(feeTimer(id)), Closed({ id }))
          : NOT_EMPTY,
    }),
  },
  queries: {},
  reactions: [
    react(Sent, account, {
      find: ({ to }) => to,
      found: (before, { to, amount }) => {
        const { next, paid } = pay(before, to, amount);
        return become(next, paid);
      },
    }),
    react(InterestDue, account, {
      find: all,
      when: ({ balance }) => balance > 0,
      found: (before) => become({ ...before, balance: before.balance + 1 }),
    }),
    react(FeeDue, account, {
      find: ({ id }) => id,
      found: (before, { id }, { now }) =>
        before.balance === 0
          ? ignore
          : become(
              { ...before, balance: before.balance - 1 },
              schedule(FeeDue({ id }), { key: feeTimer(id), at: now + 1_000 }),
            ),
    }),
    // Fails for the ledger where an amount is odd: nothing else may notice.
    react(Paid, ledger, {
      find: singleton,
      missing: ({ amount }) => become({ entries: 1, turnover: amount }),
      found: ({ entries, turnover }, { amount }) => {
        if (amount % 2 !== 0) throw new Error(`an odd amount: ${amount}`);
        return become({ entries: entries + 1, turnover: turnover + amount });
      },
    }),
    react(Opened, account, {
      find: ({ id }) => where(account, 'owner', id),
      found: () => {
        throw new Error('nobody owns an account of this name');
      },
    }),
    reactStateless(Paid, ({ id, balance }) => {
      if (balance === 13) throw new Error('unlucky');
      return [Glimpsed({ id })];
    }),
    react(Glimpsed, glimpses, {
      find: singleton,
      missing: () => become({ count: 1 }),
      found: ({ count }) => become({ count: count + 1 }),
    }),
  ],
});

/* What people do. */

const actors = ['a', 'b', 'c'].map((letter) => ActorId.parse(`0000000${letter}-0000-4000-8000-000000000001`));
const names = ['x', 'é', '😀'];
const NO_NAME = '?';
/** Accounts that cannot be read from disk: they fail at once, or after a while. */
const BROKEN = 'broken';
const BROKEN_SLOWLY = 'broken slowly';

type Act =
  | {
      readonly kind: 'say';
      readonly actor: ActorId;
      readonly command: CommandMessage;
      readonly again: number | null;
    }
  | { readonly kind: 'pass'; readonly milliseconds: number };

const id = fc.constantFrom(...names);
const amount = fc.integer({ min: 0, max: 12 });
const said = fc.oneof(
  { weight: 3, arbitrary: fc.record({ id }).map(OpenAccount) },
  { weight: 3, arbitrary: fc.record({ id, amount }).map(Deposit) },
  { weight: 4, arbitrary: fc.record({ id, to: id, amount }).map(Transfer) },
  { weight: 1, arbitrary: fc.constant(PayInterest({})) },
  { weight: 1, arbitrary: fc.record({ id }).map(CloseAccount) },
);
/** What fails by its selectors, by its loads, or by both at once. */
const unlucky = fc
  .tuple(...[1, 2, 3].map(() => fc.constantFrom('x', 'é', NO_NAME, BROKEN, BROKEN_SLOWLY)))
  .map(([id = '', first = '', second = '']) => Merge({ id, one: first, other: second }));
const actOf = (command: fc.Arbitrary<CommandMessage>): fc.Arbitrary<Act> =>
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant('say' as const),
        actor: fc.constantFrom(...actors),
        command,
        // Now and then under the operation id of an earlier one: a retry, or a mistake.
        again: fc.option(fc.nat(30), { freq: 5 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('pass' as const),
        milliseconds: fc.integer({ min: 1, max: 2_500 }),
      }),
    },
  );
/** Often all accounts are open already, so that there is something to do. */
const actsOf = (command: fc.Arbitrary<CommandMessage>) =>
  fc
    .tuple(fc.boolean(), fc.array(actOf(command), { maxLength: 40 }))
    .map(([begun, some]) => (begun ? [...names.map(open), ...some] : some));
const acts = actsOf(said);
const open = (name: string, index: number): Act => ({
  kind: 'say',
  actor: actors[index % actors.length] ?? SYSTEM,
  command: OpenAccount({ id: name }),
  again: null,
});

const merge = (name: string, first: string, second: string): Act => ({
  kind: 'say',
  actor: SYSTEM,
  command: Merge({ id: name, one: first, other: second }),
  again: null,
});

interface Said {
  readonly actor: ActorId;
  readonly command: CommandMessage;
  readonly operationId: string;
}

/** Commands between which no time passes, each with its operation id. */
function turnsOf(done: readonly Act[]): readonly (readonly Said[] | number)[] {
  const turns: (Said[] | number)[] = [];
  const before: Said[] = [];
  for (const each of done) {
    if (each.kind === 'pass') {
      turns.push(each.milliseconds);
      continue;
    }
    const earlier = each.again === null ? undefined : before[each.again % Math.max(1, before.length)];
    // Half of the retries are true ones.
    const retry =
      earlier && (each.again ?? 0) % 2 === 0 ? { actor: earlier.actor, command: earlier.command } : each;
    const next = {
      actor: retry.actor,
      command: retry.command,
      operationId: earlier?.operationId ?? `op-${before.length}`,
    };
    before.push(next);
    const last = turns.at(-1);
    if (Array.isArray(last)) last.push(next);
    else turns.push([next]);
  }
  return turns;
}

/** What a command came to: an outcome, or the error that its caller heard. */
type Came = Outcome | { readonly ok: null; readonly failed: string };

const wordFor = (came: Came): string =>
  came.ok === null ? came.failed : came.ok ? 'ok' : came.rejection.reason;

/** All that a run leaves behind. */
interface Left {
  readonly outcomes: readonly Came[];
  readonly states: readonly unknown[];
  readonly log: readonly RecordedEvent[];
  readonly timers: readonly Timer[];
  readonly receipts: readonly unknown[];
}

interface Way {
  readonly together: boolean;
  readonly later: boolean;
  readonly hooks?: readonly Hooks[];
}

/** The same store, on a disk with two broken places. */
function brittle(whole: Store, later: boolean): Store {
  const load: Store['load'] = (definition, name) => {
    if (name === BROKEN || name === BROKEN_SLOWLY) throw new Error(`${name} cannot be read`);
    return whole.load(definition, name);
  };
  if (!later) return { ...whole, load };
  const store = answeringLater({ ...whole, load });
  return {
    ...store,
    async load(definition, name) {
      if (name === BROKEN_SLOWLY) await new Promise((resolve) => setImmediate(resolve));
      return store.load(definition, name);
    },
  };
}

async function run(done: readonly Act[], { together, later, hooks = [] }: Way): Promise<Left> {
  const memory = memoryStore();
  const store = brittle(memory.store, later);
  const world = await harness({ modules: [bankModule], ports: { ...memory, store }, hooks });
  const log: RecordedEvent[] = [];
  world.app.listen(null, ({ events }) => void log.push(...events));
  const outcomes: Came[] = [];
  const operations = new Map<string, Said>();
  for (const turn of turnsOf(done)) {
    if (typeof turn === 'number') {
      await world.advance(turn);
      continue;
    }
    for (const one of turn) operations.set(`${one.actor} ${one.operationId}`, one);
    const execute = ({ actor, command: asked, operationId }: Said) =>
      world
        .execute(actor, asked, operationId)
        .catch((error: unknown) => ({ ok: null, failed: String(error) }));
    if (together) outcomes.push(...(await Promise.all(turn.map(execute))));
    else for (const one of turn) outcomes.push(await execute(one));
  }
  await world.settle();
  const states = [account, ledger].flatMap((definition) =>
    (memory.reader.all(definition) as readonly { readonly id: string; readonly state: unknown }[]).map(
      (stored) => [definition.kind, stored.id, stored.state],
    ),
  );
  const timers = memory.store.timersDue(Number.MAX_SAFE_INTEGER, 1_000);
  const receipts = [...operations.values()].map(({ actor, operationId }) =>
    memory.store.receipt(actor, operationId),
  );
  return { outcomes, states, log, timers, receipts };
}

/** Renames fresh ids in the order of their appearance: a decision that was made anew has skipped some. */
function renumbered(left: Left): unknown {
  const found = new Map<string, number>();
  const json = JSON.stringify(left, (_, value: unknown) => (value === undefined ? null : value));
  const plain = json.replaceAll(/00000000-0000-4000-8000-[0-9a-f]{12}/g, (fresh) => {
    const number = found.get(fresh) ?? found.size;
    found.set(fresh, number);
    return `fresh ${number}`;
  });
  return JSON.parse(plain);
}

describe('however the work is shared out', () => {
  test('one by one or many in a commit, on a store that answers at once or later: the same outcomes, states, log, timers and receipts', async () => {
    await fc.assert(
      fc.asyncProperty(actsOf(fc.oneof(said, unlucky)), async (done) => {
        const reference = renumbered(await run(done, { together: false, later: false }));
        for (const way of [
          { together: true, later: false },
          { together: false, later: true },
          { together: true, later: true },
        ]) {
          expect(renumbered(await run(done, way))).toEqual(reference);
        }
      }),
      {
        numRuns: 100,
        // A load is pending when something else fails: a selector, or a faster load.
        examples: [
          [BROKEN, NO_NAME],
          [BROKEN_SLOWLY, BROKEN],
          ['x', BROKEN, NO_NAME],
        ].map(([broken = '', first = '', second = 'é']) => [
          [...names.map(open), merge(broken, first, second)],
        ]),
      },
    );
  });

  test('hooks come in pairs, whatever is refused or fails', async () => {
    await fc.assert(
      fc.asyncProperty(
        actsOf(fc.oneof(said, unlucky)),
        fc.boolean(),
        fc.boolean(),
        async (done, together, later) => {
          const open = { operations: 0, cascades: 0, handlers: 0, commits: 0 };
          const handed = new Set<string>();
          const watching: Hooks = {
            onHandle(_message, operation) {
              handed.add(operation);
              open.operations += 1;
            },
            // Nobody hands in a timer.
            onSettled: (operation) => void (open.operations -= handed.has(operation) ? 1 : 0),
            onBeginProcessing: () => void (open.cascades += 1),
            onEndProcessing: () => void (open.cascades -= 1),
            beforeHandler: () => void (open.handlers += 1),
            afterHandler: () => void (open.handlers -= 1),
            beforeCommit: () => void (open.commits += 1),
            afterCommit: () => void (open.commits -= 1),
          };
          await run(done, { together, later, hooks: [watching] });
          expect(open).toEqual({ operations: 0, cascades: 0, handlers: 0, commits: 0 });
        },
      ),
      { numRuns: 100 },
    );
  });

  test('hooks that fail change nothing', async () => {
    const fail = () => {
      throw new Error('a hook failed');
    };
    const failing = new Proxy<Hooks>({}, { get: () => fail });
    await fc.assert(
      fc.asyncProperty(acts, async (done) => {
        const way = { together: true, later: false };
        expect(await run(done, { ...way, hooks: [failing] })).toEqual(await run(done, way));
      }),
      { numRuns: 50 },
    );
  });
});

/** The same acts on a sheet of paper: what each account must hold in the end, and what each command must answer. */
function reckon(done: readonly Act[]) {
  const balances = new Map<string, { balance: number; owner: string; fee: number }>();
  const answers: string[] = [];
  const receipts = new Map<string, { readonly request: string; readonly answer: string }>();
  let now = 0;

  function answer({ actor, command: asked }: Said): string {
    const data = asked.data as { readonly id: string; readonly to: string; readonly amount: number };
    const mine = balances.get(data.id);
    switch (asked.type) {
      case 'OpenAccount': {
        if (mine) return 'ACCOUNT_EXISTS';
        const first = [...balances.values()].every(({ owner }) => owner !== actor);
        balances.set(data.id, { balance: first ? 10 : 0, owner: actor, fee: now + 1_000 });
        return 'ok';
      }
      case 'Deposit':
        if (!mine) return 'NO_ACCOUNT';
        mine.balance += data.amount;
        return 'ok';
      case 'Transfer': {
        const other = balances.get(data.to);
        if (!mine || !other) return 'NO_ACCOUNT';
        if (mine.balance < data.amount) return 'NOT_ENOUGH';
        mine.balance -= data.amount;
        other.balance += data.amount;
        return 'ok';
      }
      case 'PayInterest':
        for (const each of balances.values()) if (each.balance > 0) each.balance += 1;
        return 'ok';
      default:
        if (!mine) return 'NO_ACCOUNT';
        if (mine.balance !== 0) return 'NOT_EMPTY';
        balances.delete(data.id);
        return 'ok';
    }
  }

  function pass(milliseconds: number): void {
    now += milliseconds;
    for (const each of balances.values()) {
      while (each.fee <= now) {
        // An account that is empty when its fee is due pays none, and is not asked again.
        if (each.balance === 0) each.fee = Infinity;
        else [each.balance, each.fee] = [each.balance - 1, each.fee + 1_000];
      }
    }
  }

  for (const turn of turnsOf(done)) {
    if (typeof turn === 'number') {
      pass(turn);
      continue;
    }
    for (const one of turn) {
      const key = `${one.actor} ${one.operationId}`;
      const request = JSON.stringify([one.command.type, one.command.data]);
      const earlier = receipts.get(key);
      const given = !earlier
        ? answer(one)
        : earlier.request === request
          ? earlier.answer
          : 'OPERATION_ID_REUSED';
      if (!earlier) receipts.set(key, { request, answer: given });
      answers.push(given);
    }
  }
  return { answers, balances };
}

test('whatever is tried, in whatever order: the answers and the balances are those of a sheet of paper', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(acts, fc.boolean(), fc.boolean(), async (done, together, later) => {
      const { answers, balances } = reckon(done);
      const { outcomes, states } = await run(done, { together, later });
      expect(outcomes.map(wordFor)).toEqual(answers);
      const held = states.filter((entry) => (entry as readonly unknown[])[0] === account.kind);
      const expected = [...balances].map(([name, { balance, owner }]) => [
        account.kind,
        name,
        { balance, owner },
      ]);
      expect(new Set(held)).toEqual(new Set(expected));
      for (const each of answers) seen.add(each);
    }),
    { numRuns: 200 },
  );
  expect([...seen].toSorted()).toEqual([
    'ACCOUNT_EXISTS',
    'NOT_EMPTY',
    'NOT_ENOUGH',
    'NO_ACCOUNT',
    'OPERATION_ID_REUSED',
    'ok',
  ]);
});

test('a refusal changes neither states nor log nor timers, live or not: only its receipt is kept', async () => {
  let refusals = 0;
  await fc.assert(
    fc.asyncProperty(acts, async (done) => {
      const memory = memoryStore();
      const commits: Commit[] = [];
      const store: Store = {
        ...memory.store,
        commit(commit) {
          const committed = memory.store.commit(commit);
          commits.push(commit);
          return committed;
        },
      };
      const world = await harness({ modules: [bankModule], ports: { ...memory, store } });
      const told: unknown[] = [];
      world.app.listen(null, (published) => void told.push(published));
      for (const turn of turnsOf(done)) {
        if (typeof turn === 'number') {
          await world.advance(turn);
          continue;
        }
        for (const { actor, command: asked, operationId } of turn) {
          const [committed, heard, head] = [commits.length, told.length, await standsAt(memory.store)];
          const outcome = await world.execute(actor, asked, operationId);
          if (outcome.ok) continue;
          refusals += 1;
          for (const { states, events, timers, receipts } of commits.slice(committed)) {
            expect([states, events, timers]).toEqual([[], [], []]);
            expect(receipts).toMatchObject([
              { actor, operation: operationId, rejection: outcome.rejection.reason },
            ]);
          }
          expect([told.length, await standsAt(memory.store)]).toEqual([heard, head]);
        }
      }
    }),
    { numRuns: 100 },
  );
  expect(refusals).toBeGreaterThan(100);
});

test('one queue: effects are handled in the order of their numbers, causes before consequences, first come first served', async () => {
  await fc.assert(
    fc.asyncProperty(acts, fc.boolean(), async (done, together) => {
      const handled: Envelope[] = [];
      await run(done, {
        together,
        later: false,
        hooks: [{ onHandled: (envelope) => void handled.push(envelope) }],
      });
      let previous: Envelope | undefined;
      for (const envelope of handled) {
        const { sequence, causation } = envelope;
        if (sequence === 0) expect(causation).toBeNull();
        else {
          expect(sequence).toBe((previous?.sequence ?? -1) + 1);
          expect(envelope.operation).toBe(previous?.operation);
          expect(causation).toBeLessThan(sequence);
          expect(causation).toBeGreaterThanOrEqual(previous?.causation ?? 0);
        }
        previous = envelope;
      }
    }),
    { numRuns: 50 },
  );
});

test('the log has no gap and no double, and each feed tells its part of it in the same order', async () => {
  await fc.assert(
    fc.asyncProperty(acts, fc.boolean(), async (done, together) => {
      const memory = memoryStore();
      const world = await harness({ modules: [bankModule], ports: memory });
      const log: RecordedEvent[] = [];
      const heard = new Map<string, RecordedEvent[]>(names.map((name) => [`bank/${name}`, []]));
      world.app.listen(null, ({ events }) => void log.push(...events));
      for (const [topic, part] of heard) world.app.listen(topic, ({ events }) => void part.push(...events));
      for (const turn of turnsOf(done)) {
        if (typeof turn === 'number') await world.advance(turn);
        else if (together)
          await Promise.all(turn.map((one) => world.execute(one.actor, one.command, one.operationId)));
        else for (const one of turn) await world.execute(one.actor, one.command, one.operationId);
      }
      expect(log.map(({ position }) => position)).toEqual(log.map((_, index) => index + 1));
      for (const [topic, part] of heard) {
        const expected = log.filter((recorded) => recorded.topic === topic);
        expect(part).toEqual(expected);
        expect(memory.log.read(topic, 0, 10_000)).toEqual(expected);
      }
    }),
    { numRuns: 50 },
  );
});
