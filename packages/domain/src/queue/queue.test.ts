import { describe, expect, test } from 'vitest';
import { CreateGame, JoinGame, Resign, StartGame } from '../games/commands.ts';
import { MAX_OPEN_GAMES } from '../games/create-game.ts';
import { GAME_ALREADY_EXISTS, TOO_MANY_OPEN_GAMES } from '../games/rejections.ts';
import { modules } from '../index.ts';
import { SYSTEM } from '../kit/define/index.ts';
import { after, as, harness, like, specify } from '../kit/testing/index.ts';
import { AssociateUserToSession, SessionConnected, SessionDisconnected } from '../sessions/messages.ts';
import { ann, bea, cid, connection, gameNumber, person } from '../testing/people.ts';
import { CreateUser } from '../users/commands.ts';
import { EnterQueue, GetQueue, LeaveQueue, OpponentFound } from './messages.ts';
import { PLAYER_IS_NOT_ONLINE, PLAYER_IS_PLAYING } from './rejections.ts';

/** Without scores, which are told of users. */
const product = modules({ turnTimeout: 20_000, sessionLifetime: 1_000_000_000 }).filter(
  ({ contract }) => contract.name !== 'scoring',
);
const { given } = specify(product);

const named = (id: typeof ann, alias: string) => as(SYSTEM, CreateUser({ id, alias }));
const comes = (user: typeof ann, number: number) =>
  [
    SessionConnected({ sessionId: connection(number) }),
    as(user, AssociateUserToSession({ sessionId: connection(number) })),
  ] as const;
const goes = (number: number) => SessionDisconnected({ sessionId: connection(number) });
const enters = (player: typeof ann, rules?: 'ultimate') => as(player, EnterQueue(rules ? { rules } : {}));
const leaves = (player: typeof ann) => as(player, LeaveQueue({}));

/** All three are here, and nobody plays. */
const here = [
  named(ann, 'Ann'),
  named(bea, 'Bea'),
  named(cid, 'Cid'),
  ...comes(ann, 1),
  ...comes(bea, 2),
  ...comes(cid, 3),
  after(300),
] as const;

/** A game of these two begins, in this order of play; both are told. */
const paired = (first: typeof ann, second: typeof ann, rules?: 'ultimate') => [
  like({ type: 'GameCreated', data: like(rules ? { host: first, rules } : { host: first }) }),
  like({ type: 'PlayerJoinedAGame', data: like({ player: first }) }),
  like({ type: 'PlayerJoinedAGame', data: like({ player: second }) }),
  like({ type: 'GameStarted', data: like({ players: [first, second] }) }),
  like({ type: 'WaitingForPlayerPlay', data: like({ playerId: first, timeout: 20_000 }) }),
  like({ type: 'OpponentFound', data: like({ players: [first, second] }) }),
];

describe('who looks for an opponent', () => {
  test('waits as long as there is nobody', () => {
    given(...here)
      .when(enters(ann))
      .then();
  });

  test('is paired at once with who waits, who plays first', () => {
    given(...here, enters(ann))
      .when(enters(bea))
      .then(...paired(ann, bea));
  });

  test('is paired only by the same rules', () => {
    given(...here, enters(ann, 'ultimate'))
      .when(enters(bea))
      .then();
    given(...here, enters(ann, 'ultimate'), enters(bea))
      .when(enters(cid, 'ultimate'))
      .then(...paired(ann, cid, 'ultimate'));
    given(...here, enters(ann, 'ultimate'), enters(ann))
      .when(enters(cid, 'ultimate'))
      .then();
  });

  test('has one place, however often they ask, and is not their own opponent', () => {
    given(...here, enters(ann))
      .when(enters(ann))
      .then();
    given(...here, enters(ann), enters(ann), enters(bea))
      .when(enters(cid))
      .then();
  });

  test('leaves when they say so, or lose the connection', () => {
    given(...here, enters(ann), leaves(ann))
      .when(enters(cid))
      .then();
    given(...here, enters(ann), goes(1))
      .when(enters(cid))
      .then();
    given(...here, enters(ann), leaves(bea), goes(2))
      .when(enters(cid))
      .then(...paired(ann, cid));
    given().when(leaves(ann)).then();
  });

  test('stays as long as one connection is left', () => {
    given(...here, ...comes(ann, 4), enters(ann), goes(1))
      .when(enters(cid))
      .then(...paired(ann, cid));
  });

  test('is not paired once a game of theirs has begun', () => {
    const begins = [
      as(ann, CreateGame({ gameId: gameNumber(1) })),
      enters(ann),
      ...[ann, bea].map((player) => as(player, JoinGame({ gameId: gameNumber(1) }))),
    ];
    given(...here, ...begins)
      .when(enters(cid))
      .then();
  });

  test('must not play, but may after the end, and must be here', () => {
    given(...here, enters(ann), enters(bea))
      .when(enters(ann))
      .thenRejected(PLAYER_IS_PLAYING);
    const playing = [as(ann, CreateGame({ gameId: gameNumber(1) }))].concat(
      [ann, bea].map((player) => as(player, JoinGame({ gameId: gameNumber(1) }))),
    );
    given(...here, ...playing, as(bea, Resign({ gameId: gameNumber(1) })))
      .when(enters(ann))
      .then();
    given(named(ann, 'Ann')).when(enters(ann)).thenRejected(PLAYER_IS_NOT_ONLINE);
  });

  test('may have no more games open than anybody', () => {
    const games = Array.from({ length: MAX_OPEN_GAMES }, (_, n) =>
      as(ann, CreateGame({ gameId: gameNumber(n) })),
    );
    given(...here, ...games)
      .when(enters(ann))
      .thenRejected(TOO_MANY_OPEN_GAMES);
  });
});

test('a hundred who come at once are fifty games, of the longest waiting first', async () => {
  const world = await harness({ modules: product });
  const people = Array.from({ length: 100 }, (_, n) => person(n));
  for (const [n, id] of people.entries()) {
    await world.execute(SYSTEM, CreateUser({ id, alias: `Player ${n}` }));
    await world.app.publish(SessionConnected({ sessionId: connection(n) }));
    await world.execute(id, AssociateUserToSession({ sessionId: connection(n) }));
  }
  const outcomes = await Promise.all(people.map((id) => world.execute(id, EnterQueue({}))));
  expect(outcomes.every(({ ok }) => ok)).toBe(true);
  await world.settle();
  world.assertNoFailures();
  const found = world.handled.flatMap(({ message }) =>
    message.type === OpponentFound.type ? [(message.data as { players: string[] }).players] : [],
  );
  expect(found).toEqual(Array.from({ length: 50 }, (_, n) => [people[2 * n], people[2 * n + 1]]));
  expect(await world.app.ask(GetQueue({}), { actor: ann })).toMatchObject({ answer: { waiting: [] } });
});

test('everybody may see who waits', async () => {
  const world = await harness({ modules: product });
  await world.execute(SYSTEM, CreateUser({ id: ann, alias: 'Ann' }));
  await world.app.publish(SessionConnected({ sessionId: connection(1) }));
  await world.execute(ann, AssociateUserToSession({ sessionId: connection(1) }));
  const waiting = async () => (await world.app.ask(GetQueue({}), { actor: bea })) as unknown;
  expect(await waiting()).toMatchObject({ answer: { waiting: [] } });
  await world.execute(ann, EnterQueue({ rules: 'ultimate' }));
  expect(await waiting()).toMatchObject({ answer: { waiting: [{ player: ann, rules: 'ultimate' }] } });
});

test('a game that is there is not begun again', () => {
  const starts = as(SYSTEM, StartGame({ gameId: gameNumber(1), players: [ann, bea], rules: 'classic' }));
  given(starts).when(starts).thenRejected(GAME_ALREADY_EXISTS);
});
