import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { z } from 'zod';
import {
  CancelGame,
  CreateGame,
  DeclineDraw,
  JoinGame,
  OfferDraw,
  OfferRematch,
  PlaceMark,
  PlayComputer,
  Resign,
  SendReaction,
  WithdrawRematch,
} from './games/commands.ts';
import { GameId } from './games/ids.ts';
import { modules } from './index.ts';
import {
  ActorId,
  type Answer,
  type AnyCommand,
  type AnyQuery,
  type CommandMessage,
  type Context,
  type EventMessage,
  type Handler,
  type Module,
  type Outcome,
  SYSTEM,
} from './kit/define/index.ts';
import {
  commandsOf,
  countingIds,
  type Harness,
  harness,
  matches,
  messageOf,
  type Own,
  type Said,
} from './kit/testing/index.ts';
import {
  AssociateUserToSession,
  EndSession,
  MakeDeviceLink,
  RenewSession,
  SessionConnected,
  SessionDisconnected,
  StartSession,
  UseDeviceLink,
} from './sessions/messages.ts';
import { EnterQueue, LeaveQueue } from './queue/messages.ts';
import { DeviceLinkId, SessionId, SocketSessionId } from './sessions/session.ts';
import { connection, gameNumber, person } from './testing/people.ts';
import { Alias } from './users/alias.ts';
import { ClaimWin, CreateUser, InviteUser } from './users/commands.ts';
import { GUEST_KEPT_MS } from './users/guests.ts';
import { SignIn } from './users/sign-in.ts';

// Many runs: time enough for a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** Frozen through and through, whatever is frozen already: a decision that writes into it throws. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}

/** Every handler decides twice on the same frozen input, and must answer the same. */
function provenPure(module: Module, asked: Set<string>): Module {
  const prove = (handler: Handler): Handler => ({
    ...handler,
    run(state, data, context, reads) {
      deepFreeze([state, data, reads]);
      const withIds = (): Context => Object.freeze({ ...context, newId: countingIds() as Context['newId'] });
      const answer = handler.run(state, data, withIds(), reads);
      const again = handler.run(state, data, withIds(), reads);
      if (!matches(again, answer)) throw new Error(`${handler.name} answers differently the second time.`);
      asked.add(handler.name);
      return answer;
    },
  });
  const commands = Object.fromEntries(
    Object.entries(module.commands).map(([name, handler]) => [name, prove(handler)]),
  );
  return { ...module, commands, reactions: module.reactions.map(prove) };
}

type Act =
  | ({ readonly kind: 'say' } & Said)
  | { readonly kind: 'bring'; readonly event: EventMessage }
  | { readonly kind: 'pass'; readonly milliseconds: number };

/** Longer than a guest is kept. */
const LIFETIME = 2_000_000;
const product = modules({ turnTimeout: 20_000, sessionLifetime: LIFETIME });

const few = <T>(make: (number: number) => T) => fc.integer({ min: 1, max: 3 }).map(make);
const sessionNumber = (number: number) => SessionId.parse(`session-${number}`.padEnd(40, '-'));
const linkNumber = (n: number) => DeviceLinkId.parse(`link-${n}`.padEnd(43, '-'));
const user = few(person);
const gameId = few(gameNumber);

/** Few of each, so that what is said concerns what is there. */
const own: Own = new Map<z.ZodType, fc.Arbitrary<unknown>>([
  [ActorId, user],
  [GameId, gameId],
  [Alias, fc.constantFrom('Ann', 'ANN', 'Bea', 'Cid')],
  [SessionId, few(sessionNumber)],
  [DeviceLinkId, few(linkNumber)],
  [SocketSessionId, few(connection)],
]);

const isSaid = (said: Said): Act => ({ kind: 'say', ...said });
/** What comes from outside, and what the server itself tells of connections. */
const brought = [...product.flatMap(({ contract }) => Object.values(contract.accepts)), SessionConnected];
/** By chance, hardly any mark would be on a board. */
const cell = fc.oneof(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 8 }));
const marks = fc.record({ actor: user, command: fc.record({ gameId, x: cell, y: cell }).map(PlaceMark) });

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 20, arbitrary: commandsOf(product, user, own).map(isSaid) },
  { weight: 6, arbitrary: marks.map(isSaid) },
  {
    weight: 3,
    arbitrary: fc.oneof(
      ...brought.map((event) => fc.record({ kind: fc.constant('bring'), event: messageOf(event, own) })),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('pass'),
      milliseconds: fc.constantFrom(1, 300, 5_000, 20_000, 600_000),
    }),
  },
);

const says = (actor: ActorId, command: CommandMessage): Act => ({ kind: 'say', actor, command });
const ends = (milliseconds: number): Act => ({ kind: 'pass', milliseconds });
const [ann, bea] = [person(1), person(2)];
const [first, second] = [{ gameId: gameNumber(1) }, { gameId: gameNumber(2) }];

/** Everything once, so that what is random begins among users, games and connections. */
const prelude: readonly Act[] = [
  ...[1, 2, 3].map((n) => says(SYSTEM, CreateUser({ id: person(n), alias: `Player ${n}` }))),
  { kind: 'bring', event: SessionConnected({ sessionId: connection(1) }) },
  says(ann, AssociateUserToSession({ sessionId: connection(1) })),
  says(SYSTEM, StartSession({ id: sessionNumber(1), userId: ann })),
  says(SYSTEM, RenewSession({ id: sessionNumber(1) })),
  ...[1, 2].map((n) => says(SYSTEM, MakeDeviceLink({ id: linkNumber(n), userId: ann }))),
  says(SYSTEM, UseDeviceLink({ id: linkNumber(2), by: sessionNumber(9), session: sessionNumber(2) })),
  says(SYSTEM, StartSession({ id: sessionNumber(7), userId: person(3) })),
  says(SYSTEM, MakeDeviceLink({ id: linkNumber(7), userId: person(3) })),
  says(SYSTEM, EndSession({ id: sessionNumber(7), userId: person(3) })),
  says(ann, CreateGame(first)),
  says(ann, JoinGame(first)),
  says(ann, InviteUser({ ...first, userId: bea })),
  says(bea, JoinGame(first)),
  ...[
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
    [2, 0],
  ].map(([x = 0, y = 0], turn) => says(turn % 2 === 0 ? ann : bea, PlaceMark({ ...first, x, y }))),
  says(bea, SendReaction({ ...first, reaction: 'APPLAUSE' })),
  says(bea, Resign(first)),
  says(ann, OfferRematch(first)),
  says(ann, WithdrawRematch(first)),
  says(ann, OfferRematch(first)),
  ends(600_000),
  says(ann, OfferRematch(first)),
  says(bea, OfferRematch(first)),
  says(bea, CreateGame(second)),
  says(bea, JoinGame(second)),
  says(ann, JoinGame(second)),
  says(ann, OfferDraw(second)),
  says(bea, DeclineDraw(second)),
  ends(20_000),
  { kind: 'bring', event: SessionDisconnected({ sessionId: connection(1) }) },
  says(ann, PlayComputer({ gameId: gameNumber(6), level: 'fair' })),
  says(ann, PlaceMark({ gameId: gameNumber(6), x: 1, y: 1 })),
  ends(5_000),
  says(ann, Resign({ gameId: gameNumber(6) })),
  { kind: 'bring', event: SessionConnected({ sessionId: connection(2) }) },
  says(ann, AssociateUserToSession({ sessionId: connection(2) })),
  says(ann, CreateGame({ gameId: gameNumber(3) })),
  says(ann, CreateGame({ gameId: gameNumber(5) })),
  ...[ann, bea].map((player) => says(player, JoinGame({ gameId: gameNumber(5) }))),
  { kind: 'bring', event: SessionDisconnected({ sessionId: connection(2) }) },
  ends(8_000),
  says(bea, ClaimWin({ gameId: gameNumber(5), from: ann })),
  ...[ann, bea].flatMap((player, n): readonly Act[] => [
    { kind: 'bring', event: SessionConnected({ sessionId: connection(5 + n) }) },
    says(player, AssociateUserToSession({ sessionId: connection(5 + n) })),
  ]),
  ...[EnterQueue({}), LeaveQueue({}), EnterQueue({})].map((command) => says(ann, command)),
  says(bea, EnterQueue({})),
  says(ann, CreateGame({ gameId: gameNumber(4) })),
  says(ann, CancelGame({ gameId: gameNumber(4) })),
  says(SYSTEM, SignIn({ id: person(4), alias: 'Guest', session: sessionNumber(4) })),
  { kind: 'bring', event: SessionConnected({ sessionId: connection(4) }) },
  says(person(4), AssociateUserToSession({ sessionId: connection(4) })),
  { kind: 'bring', event: SessionDisconnected({ sessionId: connection(4) }) },
  ends(GUEST_KEPT_MS),
  ends(LIFETIME),
];

async function perform(world: Harness, act: Act): Promise<void> {
  if (act.kind === 'say') await world.execute(act.actor, act.command);
  else if (act.kind === 'bring') await world.app.publish(act.event);
  else await world.advance(act.milliseconds);
}

test('every decision of the product is a function of its input: the same twice on frozen input, and nothing is written into it', async () => {
  const asked = new Set<string>();
  const proven = product.map((module) => provenPure(module, asked));
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
      const world = await harness({ modules: proven });
      for (const each of [...prelude, ...acts]) await perform(world, each);
      world.assertNoFailures();
    }),
    { numRuns: 40 },
  );
  const all = product.flatMap((module) => [...Object.values(module.commands), ...module.reactions]);
  const never = new Set(all.map(({ name }) => name).filter((name) => !asked.has(name)));
  // Only an outage postpones a timer.
  expect([...never].toSorted()).toEqual([
    'kit.TimerPostponed → games.game',
    'kit.TimerPostponed → sessions.session',
    'kit.TimerPostponed → users.alias',
  ]);
});

const calls = product.flatMap(({ contract, internal }) => [
  ...Object.values<AnyCommand>({ ...contract.commands, ...internal.commands }),
  ...Object.values<AnyQuery>({ ...contract.queries, ...internal.queries }),
]);
const reasonsOf = new Map<string, readonly string[]>(
  calls.map(({ name, rejections }) => [name, rejections.map(({ reason }) => reason)]),
);
/** Each of them once, so that none is left to chance. */
const everyCall = fc.tuple(
  ...calls.map((call) =>
    fc.record({
      actor: call.access === 'service' ? fc.constant(SYSTEM) : user,
      message: messageOf<AnyCommand | AnyQuery>(call, own),
    }),
  ),
);

test('whatever is said and asked, the answer fits its schema, and a refusal is one that is declared', async () => {
  const refused = new Set<string>();
  const fits = (name: string, answer: Outcome | Answer<unknown>) => {
    if (answer.ok) return;
    refused.add(answer.rejection.reason);
    expect(reasonsOf.get(name)).toContain(answer.rejection.reason);
  };
  await fc.assert(
    fc.asyncProperty(
      fc.nat(prelude.length),
      fc.array(act, { maxLength: 20 }),
      everyCall,
      async (from, acts, called) => {
        // Its harness checks what is answered by its schema.
        const world = await harness({ modules: product });
        for (const each of [...prelude.slice(0, from), ...acts]) await perform(world, each);
        for (const { actor, message } of called)
          fits(
            message.name,
            message.kind === 'command'
              ? await world.execute(actor, message)
              : await world.app.ask(message, { actor }),
          );
        world.assertNoFailures();
      },
    ),
    { numRuns: 50 },
  );
  expect(refused.size).toBeGreaterThan(10); // else what is said concerns nothing that there is
});
