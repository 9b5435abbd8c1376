import { describe, expect, test } from 'vitest';
import { modules } from '../index.ts';
import { OPERATION_ID_REUSED, SYSTEM, toInstant } from '../kit/define/index.ts';
import { after, as, harness, specify } from '../kit/testing/index.ts';
import { EndSession, SessionEnded, SessionStarted } from '../sessions/messages.ts';
import { SessionId } from '../sessions/session.ts';
import { ann, bea, cid, START } from '../testing/people.ts';
import { CreateUser } from './commands.ts';
import { UserCreated } from './events.ts';
import { GetUser } from './queries.ts';
import { ALIAS_TAKEN, USER_ALREADY_EXISTS, USER_NOT_FOUND } from './rejections.ts';
import { SIGN_IN_ENDED, SignIn } from './sign-in.ts';

const LIFETIME = 1_000_000_000;
const product = modules({ turnTimeout: 20_000, sessionLifetime: LIFETIME });
const { given } = specify(product);
const named = (id: typeof ann, alias: string) => as(SYSTEM, CreateUser({ id, alias }));
const sessionEnded = (userId: typeof ann, last: boolean) =>
  SessionEnded({ id: SessionId.parse('s'.repeat(40)), userId, last });

describe('a user', () => {
  test('is created with an alias', () => {
    given()
      .when(named(ann, 'Ann'))
      .then(UserCreated({ id: ann, alias: 'Ann' }));
  });

  test.each(['Ann', 'ANN', 'aNn', 'Ａｎｎ', '𝐀𝐧𝐧'])(
    'does not get the alias %s where there is an Ann',
    (alias) => {
      given(named(ann, 'Ann')).when(named(bea, alias)).thenRejected(ALIAS_TAKEN);
    },
  );

  test('may have a name that only begins alike', () => {
    given(named(ann, 'Ann'))
      .when(named(bea, 'Anne'))
      .then(UserCreated({ id: bea, alias: 'Anne' }));
  });

  test('is known to everybody by id and alias', async () => {
    const { app, execute } = await harness({ modules: product });
    await execute(SYSTEM, CreateUser({ id: ann, alias: 'Ann' }));
    expect(await app.ask(GetUser({ id: ann }), { actor: bea })).toEqual({
      ok: true,
      answer: { id: ann, alias: 'Ann' },
    });
    expect(await app.ask(GetUser({ id: cid }), { actor: bea })).toEqual({
      ok: false,
      rejection: USER_NOT_FOUND,
    });
  });
});

describe('a user who is known already', () => {
  const gone = sessionEnded(ann, true);

  test.each(['Ann', 'ANN', 'Anne'])('is not created again, be it as %s', (alias) => {
    given(named(ann, 'Ann')).when(named(ann, alias)).thenRejected(USER_ALREADY_EXISTS);
    given(named(ann, 'Ann'), gone).when(named(ann, alias)).thenRejected(USER_ALREADY_EXISTS);
  });

  test('does not get back the name that is another’s by now', () => {
    given(named(ann, 'Ann'), gone, named(bea, 'Ann')).when(named(ann, 'Ann')).thenRejected(ALIAS_TAKEN);
  });
});

describe('a sign-in', () => {
  const sessionNumber = (number: number) => SessionId.parse(`hash-${number}`.padEnd(43, '-'));
  const signsIn = (id: typeof ann, alias: string, number = 1) =>
    as(SYSTEM, SignIn({ id, alias, session: sessionNumber(number) }));
  const signsOut = (userId: typeof ann, number = 1) =>
    as(SYSTEM, EndSession({ id: sessionNumber(number), userId }));
  const started = (userId: typeof ann, number = 1) =>
    SessionStarted({ id: sessionNumber(number), userId, expiresAt: toInstant(START + LIFETIME) });

  test('makes the user and starts the session', () => {
    given()
      .when(signsIn(ann, 'Ann'))
      .then(UserCreated({ id: ann, alias: 'Ann' }), started(ann));
  });

  test('under the name of somebody else changes nothing', () => {
    given(signsIn(ann, 'Ann'))
      .when(signsIn(bea, 'ANN', 2))
      .thenRejected(ALIAS_TAKEN);
  });

  test('that is made again, since its answer was lost, is of the same user', () => {
    given(signsIn(ann, 'Ann'))
      .when(signsIn(ann, 'Ann', 2))
      .then(started(ann, 2));
  });

  test('is of one name', () => {
    given(signsIn(ann, 'Ann'))
      .when(signsIn(ann, 'Anne', 2))
      .thenRejected(OPERATION_ID_REUSED);
    given(signsIn(ann, 'Ann'))
      .when(signsIn(ann, 'ANN', 2))
      .thenRejected(OPERATION_ID_REUSED);
    given(signsIn(ann, 'Ann'), signsIn(bea, 'Bea', 2))
      .when(signsIn(ann, 'Bea', 3))
      .thenRejected(OPERATION_ID_REUSED);
    given(signsIn(ann, 'Ann'), signsOut(ann))
      .when(signsIn(ann, 'Anne', 2))
      .thenRejected(OPERATION_ID_REUSED);
  });

  test('is over with the sign-out, and with the last expiry: made again, it undoes neither', () => {
    given(signsIn(ann, 'Ann'), signsOut(ann))
      .when(signsIn(ann, 'Ann', 2))
      .thenRejected(SIGN_IN_ENDED);
    given(signsIn(ann, 'Ann'), after(LIFETIME))
      .when(signsIn(ann, 'Ann', 2))
      .thenRejected(SIGN_IN_ENDED);
    given(signsIn(ann, 'Ann'), signsIn(ann, 'Ann', 2), signsOut(ann, 2))
      .when(signsIn(ann, 'Ann', 3))
      .thenRejected(SIGN_IN_ENDED);
    given(signsIn(ann, 'Ann'), signsOut(ann), signsIn(bea, 'Ann', 2))
      .when(signsIn(ann, 'Ann', 3))
      .thenRejected(ALIAS_TAKEN);
  });

  test.each(['before', 'after'])('made again just %s a sign-out keeps nothing', async (place) => {
    const { execute } = await harness({ modules: product });
    const say = ({ actor, command }: ReturnType<typeof as>) => execute(actor, command);
    await say(signsIn(ann, 'Ann'));
    const [again, out] = [signsIn(ann, 'Ann', 2), signsOut(ann)];
    await Promise.all((place === 'before' ? [again, out] : [out, again]).map(say));
    expect(await say(signsIn(bea, 'Ann', 3))).toMatchObject({ ok: true });
    expect(await say(signsIn(ann, 'Ann', 4))).toEqual({ ok: false, rejection: ALIAS_TAKEN });
  });
});

describe('an alias', () => {
  test('is free again when the last session of its user has ended', () => {
    given(named(ann, 'Ann'), sessionEnded(ann, true))
      .when(named(bea, 'ann'))
      .then(UserCreated({ id: bea, alias: 'ann' }));
  });

  test('stays taken while its user has another session, or where another user’s session has ended', () => {
    given(named(ann, 'Ann'), sessionEnded(ann, false)).when(named(bea, 'Ann')).thenRejected(ALIAS_TAKEN);
    given(named(ann, 'Ann'), named(bea, 'Bea'), sessionEnded(bea, true))
      .when(named(cid, 'Ann'))
      .thenRejected(ALIAS_TAKEN);
  });

  test('is asked for by two at once, and one of them gets it', async () => {
    const { execute } = await harness({ modules: product });
    const outcomes = await Promise.all([
      execute(SYSTEM, CreateUser({ id: ann, alias: 'Sam' })),
      execute(SYSTEM, CreateUser({ id: bea, alias: 'SAM' })),
    ]);
    expect(outcomes).toMatchObject([{ ok: true }, { ok: false, rejection: ALIAS_TAKEN }]);
  });

  test('that its user gave up may be another’s: the user keeps the name for past games', async () => {
    const { app, execute } = await harness({ modules: product });
    await execute(SYSTEM, CreateUser({ id: ann, alias: 'Ann' }));
    await app.publish(sessionEnded(ann, true));
    await execute(SYSTEM, CreateUser({ id: bea, alias: 'Ann' }));
    expect(await app.ask(GetUser({ id: ann }), { actor: bea })).toMatchObject({ answer: { alias: 'Ann' } });
    expect(await app.ask(GetUser({ id: bea }), { actor: bea })).toMatchObject({ answer: { alias: 'Ann' } });
  });
});
