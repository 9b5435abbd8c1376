import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ActorId, SYSTEM } from '../define/actor.ts';
import { EventRefused } from '../define/application.types.ts';
import { OPERATION_ID_REUSED } from '../define/message.ts';
import { contract } from '../define/contract.ts';
import { become } from '../define/decision.ts';
import { handle, react } from '../define/handler.ts';
import { memoryStore } from '../memory/memory-store.ts';
import { rejection } from '../define/message.ts';
import { implement } from '../define/module.ts';
import { harness } from '../testing/index.ts';
import { scope } from '../define/scope.ts';

const { command, event, state } = scope('jars');

/* A jar of coins: whatever is done twice can be counted. */

const TOO_MUCH = rejection('TOO_MUCH', 'INVALID');
const Insert = command('Insert', z.object({ coins: z.number() }), { rejections: [TOO_MUCH] });
const Empty = command('Empty', z.object({}));
const Inserted = event('Inserted', z.object({ coins: z.number() }));
const Found = event('Found', z.object({ coins: z.number() }));
const Emptied = event('Emptied', z.object({}));
const Clinked = event('Clinked', z.object({}), { live: true });
const jar = state('jar', z.object({ coins: z.number() }));
const crash = { wanted: false };

const insert = (before: { readonly coins: number }, { coins }: { readonly coins: number }) => {
  if (crash.wanted) throw new Error('the jar slipped');
  return coins > 10 ? TOO_MUCH : become({ coins: before.coins + coins }, Inserted({ coins }));
};
const modules = [
  implement(
    contract({
      name: 'jars',
      commands: { insert: Insert, empty: Empty },
      queries: {},
      events: { Inserted, Emptied, Clinked },
      accepts: { Found },
    }),
    {
      states: [jar],
      commands: {
        insert: handle(Insert, jar, {
          find: () => 'jar',
          missing: (data) => insert({ coins: 0 }, data),
          found: insert,
        }),
        empty: handle(Empty, jar, {
          find: () => 'jar',
          missing: () => become({ coins: 0 }),
          found: () => become({ coins: 0 }, Emptied({})),
        }),
      },
      queries: {},
      reactions: [
        react(Found, jar, {
          find: () => 'jar',
          missing: ({ coins }) => become({ coins }),
          found: (before, { coins }) => become({ coins: before.coins + coins }),
        }),
      ],
      whenRejected: () => Clinked({}),
    },
  ),
];
const ann = ActorId.parse('0000000a-0000-4000-8000-000000000001');
const bea = ActorId.parse('0000000b-0000-4000-8000-000000000001');

async function start(ports: Partial<Awaited<ReturnType<typeof harness>>['ports']> = {}) {
  const world = await harness({ modules, ports });
  const told: string[] = [];
  world.app.listen(
    'jars',
    ({ events, live }) => void told.push(...[...events, ...live].map(({ type }) => type)),
  );
  const coins = async () =>
    ((await world.ports.reader.load(jar, 'jar'))?.state as { coins: number } | undefined)?.coins;
  return { ...world, told, coins };
}

describe('the same operation id with the same payload', () => {
  test('gets the same receipt, and nothing is done twice', async () => {
    const { execute, coins, told } = await start();
    const first = await execute(ann, Insert({ coins: 3 }), 'op');
    await execute(ann, Insert({ coins: 4 }), 'later');
    expect(await execute(ann, Insert({ coins: 3 }), 'op')).toEqual(first);
    expect(first).toEqual({ ok: true, receipt: { operationId: 'op', position: 1 } });
    expect(await coins()).toBe(7);
    expect(told).toEqual(['Inserted', 'Inserted']);
  });

  test('at the same time, in one commit: the same receipt', async () => {
    const { execute, coins } = await start();
    const outcomes = await Promise.all([
      execute(ann, Insert({ coins: 1 }), 'other'),
      execute(ann, Insert({ coins: 3 }), 'op'),
      execute(ann, Insert({ coins: 3 }), 'op'),
      execute(ann, Insert({ coins: 2 }), 'another'),
      execute(ann, Insert({ coins: 3 }), 'op'),
    ]);
    const positions = outcomes.map((outcome) => (outcome.ok ? outcome.receipt.position : null));
    expect(positions).toEqual([1, 2, 2, 3, 2]);
    expect(await coins()).toBe(6);
  });

  test('a refusal is given again, and is told once', async () => {
    const { execute, told } = await start();
    const refusal = { ok: false, rejection: TOO_MUCH };
    expect(await execute(ann, Insert({ coins: 11 }), 'op')).toEqual(refusal);
    expect(await execute(ann, Insert({ coins: 11 }), 'op')).toEqual(refusal);
    expect(
      await Promise.all([
        execute(ann, Insert({ coins: 12 }), 'op2'),
        execute(ann, Insert({ coins: 12 }), 'op2'),
      ]),
    ).toEqual([refusal, refusal]);
    expect(told).toEqual(['Clinked', 'Clinked']);
  });

  test('a refusal stands, even where the command would be accepted by now', async () => {
    const { execute } = await start();
    await execute(ann, Insert({ coins: 11 }), 'op');
    await execute(ann, Empty({}), 'op2');
    expect(await execute(ann, Insert({ coins: 11 }), 'op')).toMatchObject({ ok: false });
  });

  test('after a restart, a day later: the same receipt', async () => {
    const first = await start();
    const receipt = await first.execute(ann, Insert({ coins: 3 }), 'op');
    await first.app.stop();
    await first.ports.clock.moveTo(first.ports.clock.now() + 24 * 3_600_000);
    const second = await start(first.ports);
    expect(await second.execute(ann, Insert({ coins: 3 }), 'op')).toEqual(receipt);
    expect(await second.coins()).toBe(3);
  });

  test('a failure is no receipt: the retry is tried', async () => {
    const { execute, coins } = await start();
    crash.wanted = true;
    await expect(execute(ann, Insert({ coins: 3 }), 'op')).rejects.toThrow('the jar slipped');
    crash.wanted = false;
    expect(await execute(ann, Insert({ coins: 3 }), 'op')).toMatchObject({ ok: true });
    expect(await coins()).toBe(3);
  });
});

describe('the same operation id with another payload', () => {
  test('is a conflict, and nothing is done', async () => {
    const { execute, coins, told } = await start();
    const conflict = { ok: false, rejection: OPERATION_ID_REUSED };
    await execute(ann, Insert({ coins: 3 }), 'op');
    expect(await execute(ann, Insert({ coins: 4 }), 'op')).toEqual(conflict);
    expect(await execute(ann, Empty({}), 'op')).toEqual(conflict);
    expect(
      await Promise.all([
        execute(ann, Insert({ coins: 1 }), 'op2'),
        execute(ann, Insert({ coins: 2 }), 'op2'),
      ]),
    ).toMatchObject([{ ok: true }, conflict]);
    expect(await coins()).toBe(4);
    expect(told).toEqual(['Inserted', 'Inserted']);
  });

  test('leaves the receipt that there is as it was', async () => {
    const { execute } = await start();
    const first = await execute(ann, Insert({ coins: 3 }), 'op');
    await execute(ann, Insert({ coins: 4 }), 'op');
    expect(await execute(ann, Insert({ coins: 3 }), 'op')).toEqual(first);
  });
});

test('the same operation id of another actor is another operation', async () => {
  const { execute, coins } = await start();
  await Promise.all([execute(ann, Insert({ coins: 3 }), 'op'), execute(bea, Insert({ coins: 3 }), 'op')]);
  expect(await coins()).toBe(6);
});

test('without an operation id each command is its own, and leaves no receipt', async () => {
  const { execute, coins, ports } = await start();
  const [first] = await Promise.all([execute(ann, Insert({ coins: 3 })), execute(ann, Insert({ coins: 3 }))]);
  expect(await coins()).toBe(6);
  const id = first.ok ? first.receipt.operationId : '';
  expect(await ports.store.receipt(ann, id)).toBeUndefined();
});

describe('an event from outside', () => {
  test('with an operation id happens once', async () => {
    const { app, coins } = await start();
    const caller = { actor: SYSTEM, operationId: 'op' };
    const receipts = await Promise.all([
      app.publish(Found({ coins: 5 }), caller),
      app.publish(Found({ coins: 5 }), caller),
    ]);
    receipts.push(await app.publish(Found({ coins: 5 }), caller));
    expect(receipts).toEqual([1, 1, 1].map((position) => ({ operationId: 'op', position })));
    expect(await coins()).toBe(5);
  });

  test('with another payload under the same id is refused', async () => {
    const { app, coins } = await start();
    await app.publish(Found({ coins: 5 }), { operationId: 'op' });
    const again = app.publish(Found({ coins: 6 }), { operationId: 'op' });
    await expect(again).rejects.toThrow(EventRefused);
    await expect(again).rejects.toMatchObject({ rejection: OPERATION_ID_REUSED });
    expect(await coins()).toBe(5);
  });
});

test('only what turns out to be a retry, or fails, is looked up in the store', async () => {
  const memory = memoryStore();
  const lookedUp: string[] = [];
  const receipt: typeof memory.store.receipt = (actor, operation) => {
    lookedUp.push(operation);
    return memory.store.receipt(actor, operation);
  };
  const { execute, coins } = await start({ ...memory, store: { ...memory.store, receipt } });
  const [first, other] = await Promise.all([
    execute(ann, Insert({ coins: 1 }), 'op-1'),
    execute(bea, Insert({ coins: 1 }), 'op-1'),
  ]);
  expect([first.ok, other.ok, lookedUp]).toEqual([true, true, []]);

  expect(await execute(ann, Insert({ coins: 1 }), 'op-1')).toEqual(first);
  expect(lookedUp).toEqual(['op-1']);

  // A handler that fails now has not failed then.
  crash.wanted = true;
  try {
    expect(await execute(ann, Insert({ coins: 1 }), 'op-1')).toEqual(first);
    await expect(execute(ann, Insert({ coins: 1 }), 'op-2')).rejects.toThrow('the jar slipped');
  } finally {
    crash.wanted = false;
  }
  expect(await coins()).toBe(2);
});
