import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
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
import { modules } from './index.ts';
import {
  type ActorId,
  type CommandMessage,
  type Context,
  type EventMessage,
  type Handler,
  type Module,
  SYSTEM,
} from './kit/define/index.ts';
import { countingIds, harness, matches } from './kit/testing/index.ts';
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
import { DeviceLinkId, SessionId } from './sessions/session.ts';
import { connection, gameNumber, person } from './testing/people.ts';
import { ClaimWin, CreateUser, DeclineInvitation, InviteUser } from './users/commands.ts';
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
  | { readonly kind: 'say'; readonly actor: ActorId; readonly command: CommandMessage }
  | { readonly kind: 'bring'; readonly event: EventMessage }
  | { readonly kind: 'pass'; readonly milliseconds: number };

const few = <T>(make: (number: number) => T) => fc.integer({ min: 1, max: 3 }).map(make);
const sessionNumber = (number: number) => SessionId.parse(`session-${number}`.padEnd(40, '-'));
const user = few(person);
const gameId = few(gameNumber);
const linkNumber = (n: number) => DeviceLinkId.parse(`link-${n}`.padEnd(43, '-'));
const sessionId = few(connection);
const cell = fc.oneof(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 8 }));
const rules = fc.constantFrom('classic', 'ultimate');
const alias = fc.constantFrom('Ann', 'ANN', 'Bea', 'Cid');

const say = (actor: fc.Arbitrary<ActorId>, command: fc.Arbitrary<CommandMessage>): fc.Arbitrary<Act> =>
  fc.record({ kind: fc.constant('say'), actor, command });
const bring = (event: fc.Arbitrary<EventMessage>): fc.Arbitrary<Act> =>
  event.map((told) => ({ kind: 'bring', event: told }));
const system = fc.constant(SYSTEM);

const act: fc.Arbitrary<Act> = fc.oneof(
  say(system, fc.record({ id: user, alias }).map(CreateUser)),
  say(system, fc.record({ id: user, alias, session: few(sessionNumber) }).map(SignIn)),
  say(system, fc.record({ id: few(sessionNumber), userId: user }).map(StartSession)),
  say(system, fc.record({ id: few(sessionNumber) }).map(RenewSession)),
  say(system, fc.record({ id: few(sessionNumber), userId: user }).map(EndSession)),
  say(system, fc.record({ id: few(linkNumber), userId: user }).map(MakeDeviceLink)),
  say(
    system,
    fc
      .record({ id: few(linkNumber), by: few(sessionNumber), session: few(sessionNumber) })
      .map(UseDeviceLink),
  ),
  say(user, fc.record({ gameId, rules }).map(CreateGame)),
  say(
    user,
    fc.record({ gameId, level: fc.constantFrom('easy', 'fair', 'perfect'), rules }).map(PlayComputer),
  ),
  say(user, fc.record({ gameId }).map(JoinGame)),
  say(user, fc.record({ gameId }).map(CancelGame)),
  say(user, fc.record({ gameId }).map(Resign)),
  say(user, fc.record({ gameId }).map(OfferDraw)),
  say(user, fc.record({ gameId }).map(DeclineDraw)),
  say(user, fc.record({ gameId }).map(OfferRematch)),
  say(user, fc.record({ gameId }).map(WithdrawRematch)),
  say(user, fc.record({ gameId, reaction: fc.constantFrom('LAUGH', 'HEART') }).map(SendReaction)),
  say(user, fc.record({ userId: user, gameId }).map(InviteUser)),
  say(user, fc.record({ gameId }).map(DeclineInvitation)),
  say(user, fc.record({ gameId, from: user }).map(ClaimWin)),
  say(user, fc.record({ rules: fc.constantFrom('classic', 'ultimate') }).map(EnterQueue)),
  say(user, fc.constant(LeaveQueue({}))),
  { weight: 6, arbitrary: say(user, fc.record({ gameId, x: cell, y: cell }).map(PlaceMark)) },
  bring(fc.record({ sessionId }).map(SessionConnected)),
  say(user, fc.record({ sessionId }).map(AssociateUserToSession)),
  bring(fc.record({ sessionId }).map(SessionDisconnected)),
  fc.record({ kind: fc.constant('pass'), milliseconds: fc.constantFrom(1, 300, 5_000, 20_000, 600_000) }),
);

/** Longer than a guest is kept. */
const LIFETIME = 2_000_000;

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

test('every decision of the product is a function of its input: the same twice on frozen input, and nothing is written into it', async () => {
  const asked = new Set<string>();
  const product = modules({ turnTimeout: 20_000, sessionLifetime: LIFETIME });
  const proven = product.map((module) => provenPure(module, asked));
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
      const world = await harness({ modules: proven });
      for (const each of [...prelude, ...acts]) {
        if (each.kind === 'say') await world.execute(each.actor, each.command);
        else if (each.kind === 'bring') await world.app.publish(each.event);
        else await world.advance(each.milliseconds);
      }
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
