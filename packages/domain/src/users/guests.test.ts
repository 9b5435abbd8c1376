import { describe, expect, test } from 'vitest';
import { CreateGame, JoinGame } from '../games/commands.ts';
import { modules } from '../index.ts';
import { SYSTEM } from '../kit/define/index.ts';
import { after, as, harness, like, specify } from '../kit/testing/index.ts';
import {
  AssociateUserToSession,
  EndSession,
  SessionConnected,
  SessionDisconnected,
} from '../sessions/messages.ts';
import { SessionId } from '../sessions/session.ts';
import { ann, bea, connection, gameNumber } from '../testing/people.ts';
import { GUEST_KEPT_MS } from './guests.ts';
import { ALIAS_TAKEN } from './rejections.ts';
import { SIGN_IN_ENDED, SignIn } from './sign-in.ts';

const DAY = 86_400_000;
const product = modules({ turnTimeout: 20_000, sessionLifetime: 30 * DAY });
const { given } = specify(product);

const sessionNumber = (number: number) => SessionId.parse(`hash-${number}`.padEnd(43, '-'));
const signsIn = (id: typeof ann, number = 1) =>
  as(SYSTEM, SignIn({ id, alias: 'Ann', session: sessionNumber(number) }));
const signsOut = as(SYSTEM, EndSession({ id: sessionNumber(1), userId: ann }));
const comes = (number = 1) =>
  [
    SessionConnected({ sessionId: connection(number) }),
    as(ann, AssociateUserToSession({ sessionId: connection(number) })),
  ] as const;
const goes = (number = 1) => SessionDisconnected({ sessionId: connection(number) });
const someoneElse = signsIn(bea, 9);
const isTheirs = [like({ type: 'UserCreated' }), like({ type: 'SessionStarted' })];

describe('a guest who goes without signing out, and has not played,', () => {
  test('keeps the name for half an hour, and not for longer', () => {
    given(signsIn(ann), ...comes(), after(DAY), goes(), after(GUEST_KEPT_MS - 1))
      .when(someoneElse)
      .thenRejected(ALIAS_TAKEN);
    given(signsIn(ann), ...comes(), after(DAY), goes(), after(GUEST_KEPT_MS))
      .when(someoneElse)
      .then(...isTheirs);
  });

  test('is signed out then, of all sessions of the sign-in', () => {
    given(signsIn(ann), signsIn(ann, 2), ...comes(), goes(), after(GUEST_KEPT_MS))
      .when(signsIn(ann, 3))
      .thenRejected(SIGN_IN_ENDED);
  });

  test('has the whole time again after each return', () => {
    given(
      signsIn(ann),
      ...comes(),
      goes(),
      after(GUEST_KEPT_MS - 1),
      ...comes(2),
      goes(2),
      after(GUEST_KEPT_MS - 1),
    )
      .when(someoneElse)
      .thenRejected(ALIAS_TAKEN);
  });
});

describe('a name is kept for', () => {
  test('a guest who is connected, be it by one of two pages, for as long as that lasts', () => {
    given(signsIn(ann), ...comes(), ...comes(2), goes(), after(29 * DAY))
      .when(someoneElse)
      .thenRejected(ALIAS_TAKEN);
  });

  test('whoever has opened a game or sat at one', () => {
    const opens = as(ann, CreateGame({ gameId: gameNumber(1) }));
    given(signsIn(ann), ...comes(), opens, goes(), after(29 * DAY))
      .when(someoneElse)
      .thenRejected(ALIAS_TAKEN);
    given(
      signsIn(ann),
      ...comes(),
      as(bea, CreateGame({ gameId: gameNumber(1) })),
      as(ann, JoinGame({ gameId: gameNumber(1) })),
      goes(),
      after(29 * DAY),
    )
      .when(someoneElse)
      .thenRejected(ALIAS_TAKEN);
  });

  test('a caller that never had a connection, as a script', () => {
    given(signsIn(ann), after(29 * DAY))
      .when(someoneElse)
      .thenRejected(ALIAS_TAKEN);
  });
});

test('signing out gives the name free at once, and leaves no timer', async () => {
  const world = await harness({ modules: product });
  const say = ({ actor, command }: ReturnType<typeof as>) => world.execute(actor, command);
  await say(signsIn(ann));
  const [opens, associates] = comes();
  await world.app.publish(opens);
  await say(associates);
  expect(await world.ports.store.nextWake()).not.toBeNull();
  await say(signsOut);
  expect(await world.ports.store.nextWake()).toBeNull();
});

describe('a server that starts anew', () => {
  /** A guest was here when the server went, and it is back after a while. */
  async function restarted(away: number) {
    const before = await harness({ modules: product });
    const { actor, command } = signsIn(ann);
    await before.execute(actor, command);
    const [opens, associates] = comes();
    await before.app.publish(opens);
    await before.execute(associates.actor, associates.command);
    await before.app.stop();
    await before.ports.clock.moveTo(before.ports.clock.now() + away);
    const world = await harness({ modules: product, ports: before.ports });
    return { ...world, isFree: async () => (await world.execute(SYSTEM, someoneElse.command)).ok };
  }

  test.each([0, GUEST_KEPT_MS - 20_000, 2 * DAY])(
    'after %s ms keeps a name for half an hour at least, and gives it free where nobody comes',
    async (away) => {
      const world = await restarted(away);
      await world.advance(GUEST_KEPT_MS - 1);
      expect(await world.isFree()).toBe(false);
      await world.advance(GUEST_KEPT_MS + 10_001);
      expect(await world.isFree()).toBe(true);
      world.assertNoFailures();
    },
  );

  test('keeps the name of a guest who comes back', async () => {
    const world = await restarted(2 * DAY);
    const [opens, associates] = comes(2);
    await world.app.publish(opens);
    await world.execute(associates.actor, associates.command);
    await world.advance(3 * GUEST_KEPT_MS);
    expect(await world.isFree()).toBe(false);
  });
});
