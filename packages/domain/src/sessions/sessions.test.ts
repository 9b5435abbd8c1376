import { describe, expect, test } from 'vitest';
import { modules } from '../index.ts';
import { SYSTEM, toInstant } from '../kit/define/index.ts';
import { after, as, harness, like, specify, virtualClock } from '../kit/testing/index.ts';
import { ann, bea, connection, START } from '../testing/people.ts';
import { CreateUser } from '../users/commands.ts';
import { UserCreated } from '../users/events.ts';
import { ALIAS_TAKEN } from '../users/rejections.ts';
import {
  AssociateUserToSession,
  EndSession,
  GetSession,
  RenewSession,
  SessionConnected,
  SessionDisconnected,
  SessionEnded,
  SessionExpired,
  SessionStarted,
  StartSession,
  UserConnected,
} from './messages.ts';
import { SESSION_ALREADY_ASSOCIATED, SESSION_ALREADY_EXISTS, SESSION_NOT_FOUND } from './rejections.ts';
import { session, SessionId } from './session.ts';
import { MAX_SESSIONS } from './sign-in.ts';

const DAY = 86_400_000;
const LIFETIME = 2 * DAY;
const product = modules({ turnTimeout: 20_000, sessionLifetime: LIFETIME });
const { given } = specify(product);

const sessionNumber = (number: number) => SessionId.parse(`hash-${number}`.padEnd(43, '-'));
const [laptop, phone, other] = [sessionNumber(1), sessionNumber(2), sessionNumber(3)];
const starts = (id: typeof laptop, userId = ann) => as(SYSTEM, StartSession({ id, userId }));
const renews = (id: typeof laptop) => as(SYSTEM, RenewSession({ id }));
const ends = (id: typeof laptop, userId = ann) => as(SYSTEM, EndSession({ id, userId }));
const gone = (id: typeof laptop, last: boolean, userId = ann) => SessionEnded({ id, userId, last });
const named = (id: typeof ann, alias: string) => as(SYSTEM, CreateUser({ id, alias }));

describe('a session', () => {
  test('begins with the instant at which it will expire', () => {
    given()
      .when(starts(laptop))
      .then(SessionStarted({ id: laptop, userId: ann, expiresAt: toInstant(START + LIFETIME) }));
  });

  test('is not begun twice: nobody takes over another’s', () => {
    given(starts(laptop)).when(starts(laptop)).thenRejected(SESSION_ALREADY_EXISTS);
    given(starts(laptop)).when(starts(laptop, bea)).thenRejected(SESSION_ALREADY_EXISTS);
  });

  test('takes the place of the first where its user has ten', () => {
    const numbers = Array.from({ length: MAX_SESSIONS + 1 }, (_, n) => sessionNumber(10 + n));
    const [first = laptop] = numbers;
    const [last = phone] = numbers.slice(-1);
    const begun = numbers.slice(0, -1).flatMap((id) => [starts(id), after(1)]);
    given(...begun)
      .when(starts(last))
      .then(like({ type: 'SessionStarted' }), gone(first, false));
    given(...begun, starts(last))
      .when(starts(other, bea))
      .then(like({ type: 'SessionStarted' }));
    // Its timer went with it.
    given(...begun, starts(last), ends(last))
      .when(after(LIFETIME))
      .then();
  });

  test('expires when its time is over, and not before', () => {
    given(starts(laptop))
      .when(after(LIFETIME - 1))
      .then();
    given(starts(laptop))
      .when(after(LIFETIME))
      .then(SessionExpired({ id: laptop, userId: ann }), gone(laptop, true));
  });

  test('that is renewed lasts its whole time from then on', () => {
    given(starts(laptop), after(LIFETIME - 1), renews(laptop))
      .when(after(LIFETIME - 1))
      .then();
    given(starts(laptop), after(LIFETIME - 1), renews(laptop))
      .when(after(LIFETIME))
      .then(SessionExpired({ id: laptop, userId: ann }), gone(laptop, true));
  });

  test('is left alone by whatever finds it too early', () => {
    given(starts(laptop), after(DAY))
      .when(SessionExpired({ id: laptop, userId: ann }))
      .then(SessionExpired({ id: laptop, userId: ann }));
    given(starts(laptop), after(DAY), SessionExpired({ id: laptop, userId: ann }))
      .when(starts(laptop))
      .thenRejected(SESSION_ALREADY_EXISTS);
  });

  test('ends when its user signs out, and is then gone with its timer', async () => {
    given(starts(laptop)).when(ends(laptop)).then(gone(laptop, true));
    given(starts(laptop), ends(laptop))
      .when(after(2 * LIFETIME))
      .then();
    given(starts(laptop), ends(laptop)).when(ends(laptop)).thenRejected(SESSION_NOT_FOUND);
    given(starts(laptop), ends(laptop)).when(renews(laptop)).thenRejected(SESSION_NOT_FOUND);
    const world = await harness({ modules: product });
    for (const { actor, command } of [starts(laptop), ends(laptop)]) await world.execute(actor, command);
    expect(await world.ports.store.nextWake()).toBeNull();
    expect(await world.ports.reader.load(session, laptop)).toBeUndefined();
  });

  test('is ended only by its own user', () => {
    given(starts(laptop)).when(ends(laptop, bea)).thenRejected(SESSION_NOT_FOUND);
  });

  test('can be looked up while it lasts', async () => {
    const world = await harness({ modules: product });
    const { actor, command } = starts(laptop);
    await world.execute(actor, command);
    expect(await world.app.ask(GetSession({ id: laptop }), { actor: SYSTEM })).toEqual({
      ok: true,
      answer: {
        id: laptop,
        userId: ann,
        startedAt: toInstant(START),
        expiresAt: toInstant(START + LIFETIME),
      },
    });
    await world.advance(LIFETIME);
    expect(await world.app.ask(GetSession({ id: laptop }), { actor: SYSTEM })).toEqual({
      ok: false,
      rejection: SESSION_NOT_FOUND,
    });
  });
});

describe('several sessions of one user', () => {
  test('end together, one of them as the last, when the user signs out of one', () => {
    const started = [starts(laptop), starts(phone), starts(other, bea)];
    given(...started)
      .when(ends(laptop))
      .then(gone(phone, false), gone(laptop, true));
    given(...started, ends(laptop))
      .when(ends(phone))
      .thenRejected(SESSION_NOT_FOUND);
    given(...started, ends(laptop))
      .when(after(LIFETIME))
      .then(SessionExpired({ id: other, userId: bea }), gone(other, true, bea));
  });

  test('expire apart', () => {
    given(starts(laptop), after(DAY), starts(phone))
      .when(after(LIFETIME))
      .then(
        SessionExpired({ id: laptop, userId: ann }),
        gone(laptop, false),
        SessionExpired({ id: phone, userId: ann }),
        gone(phone, true),
      );
  });

  test('that are signed out of at once have one last among them', async () => {
    const world = await harness({ modules: product });
    for (const { actor, command } of [starts(laptop), starts(phone)]) await world.execute(actor, command);
    await Promise.all([ends(laptop), ends(phone)].map(({ actor, command }) => world.execute(actor, command)));
    const told = world.handled
      .filter(({ message }) => message.type === SessionEnded.type)
      .map(({ message }) => message.data);
    expect(told).toEqual([gone(phone, false).data, gone(laptop, true).data]);
  });

  test('keep the alias until the last of them has ended', () => {
    const signedIn = [named(ann, 'Ann'), starts(laptop), starts(phone)];
    given(named(ann, 'Ann'), starts(laptop), after(DAY), starts(phone), after(LIFETIME - DAY))
      .when(named(bea, 'Ann'))
      .thenRejected(ALIAS_TAKEN);
    given(...signedIn, ends(laptop))
      .when(named(bea, 'Ann'))
      .then(UserCreated({ id: bea, alias: 'Ann' }));
    given(...signedIn, after(LIFETIME))
      .when(named(bea, 'Ann'))
      .then(UserCreated({ id: bea, alias: 'Ann' }));
  });
});

describe('a connection', () => {
  const opens = SessionConnected({ sessionId: connection(1) });
  const closes = SessionDisconnected({ sessionId: connection(1) });
  const says = (who: typeof ann, number = 1) =>
    as(who, AssociateUserToSession({ sessionId: connection(number) }));

  test('belongs to whoever says so first, and the server hears of it', () => {
    given(opens)
      .when(says(ann))
      .then(UserConnected({ userId: ann, sessionId: connection(1) }));
  });

  test('is said to be one’s own twice without effect', () => {
    given(opens, says(ann)).when(says(ann)).then();
  });

  test('is nobody else’s afterwards', () => {
    given(opens, says(ann)).when(says(bea)).thenRejected(SESSION_ALREADY_ASSOCIATED);
  });

  test('must be open', () => {
    given().when(says(ann)).thenRejected(SESSION_NOT_FOUND);
    given(opens, closes).when(says(ann)).thenRejected(SESSION_NOT_FOUND);
    given(opens).when(says(ann, 2)).thenRejected(SESSION_NOT_FOUND);
  });

  test('may close twice, and one user may have several', () => {
    given(opens, says(ann), closes).when(closes).then(closes);
    given(opens, SessionConnected({ sessionId: connection(2) }), says(ann))
      .when(says(ann, 2))
      .then(like({ type: 'UserConnected' }));
  });
});

test('a session whose server is started after the clock was set back lasts for its own time, and no more', async () => {
  const first = await harness({ modules: product });
  await first.app.execute(StartSession({ id: laptop, userId: ann }), { actor: SYSTEM });
  const begin = first.ports.clock.now();
  await first.app.stop();
  const back = 365 * DAY;
  const world = await harness({
    modules: product,
    ports: { ...first.ports, clock: virtualClock(begin - back) },
  });
  const find = () => world.app.ask(GetSession({ id: laptop }), { actor: SYSTEM });
  const expiresAt = toInstant(begin - back + LIFETIME);
  expect(await find()).toMatchObject({ ok: true, answer: { expiresAt } });
  await world.advance(LIFETIME);
  expect(await find()).toMatchObject({ ok: false, rejection: SESSION_NOT_FOUND });
});
