import { describe, expect, test } from 'vitest';
import { modules } from '../index.ts';
import { SYSTEM } from '../kit/actor.ts';
import { as, harness, specify } from '../kit/testing/index.ts';
import { SessionEnded } from '../sessions/messages.ts';
import { SessionId } from '../sessions/session.ts';
import { ann, bea, cid } from '../testing/people.ts';
import { CreateUser } from './commands.ts';
import { UserCreated } from './events.ts';
import { GetUser } from './queries.ts';
import { ALIAS_TAKEN, USER_ALREADY_EXISTS, USER_NOT_FOUND } from './rejections.ts';

const product = modules({ turnTimeout: 20_000, sessionLifetime: 1_000_000_000 });
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

  test('is not created with another alias: the first stays', () => {
    given(named(ann, 'Ann')).when(named(ann, 'Anne')).thenRejected(USER_ALREADY_EXISTS);
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

describe('a user who is created again', () => {
  const gone = sessionEnded(ann, true);

  test('is the same user, and nothing happens', () => {
    given(named(ann, 'Ann')).when(named(ann, 'Ann')).then();
    given(named(ann, 'Ann')).when(named(ann, 'ANN')).thenRejected(USER_ALREADY_EXISTS);
  });

  test('has the name again that they gave up', () => {
    given(named(ann, 'Ann'), gone).when(named(ann, 'Ann')).then();
    given(named(ann, 'Ann'), gone, named(ann, 'Ann')).when(named(bea, 'Ann')).thenRejected(ALIAS_TAKEN);
    given(named(ann, 'Ann'), gone).when(named(ann, 'Anne')).thenRejected(USER_ALREADY_EXISTS);
  });

  test('does not get back the name that is another’s by now', () => {
    given(named(ann, 'Ann'), gone, named(bea, 'Ann')).when(named(ann, 'Ann')).thenRejected(ALIAS_TAKEN);
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
