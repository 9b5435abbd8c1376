import { describe, expect, test } from 'vitest';
import { CreateGame, JoinGame, PlayComputer, Resign, StartGame } from '../games/commands.ts';
import { MAX_OPEN_GAMES } from '../games/create-game.ts';
import { GAME_ALREADY_EXISTS, TOO_MANY_OPEN_GAMES } from '../games/rejections.ts';
import { modules } from '../index.ts';
import { SYSTEM } from '../kit/define/index.ts';
import { after, as, harness, like, specify } from '../kit/testing/index.ts';
import { AssociateUserToSession, SessionConnected, SessionDisconnected } from '../sessions/messages.ts';
import { ann, bea, cid, connection, gameNumber, person } from '../testing/people.ts';
import { CreateUser } from '../users/commands.ts';
import { EnterQueue, GetQueue, LeaveQueue, OpponentFound, OpponentMet, OpponentSought } from './messages.ts';
import { waiting as place } from './queue.ts';
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
const seeks = (player: typeof ann, rules: 'classic' | 'ultimate' = 'classic', passed: (typeof ann)[] = []) =>
  OpponentSought({ player, rules, passed });
const meets = (player: typeof ann, other: typeof ann, passed: (typeof ann)[] = []) =>
  OpponentMet({ player, other, passed });

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

/** The second comes upon the first. A game of these two begins, in this order of play; both are told. */
const paired = (first: typeof ann, second: typeof ann, rules?: 'ultimate') => [
  ...begun(first, second, rules),
  seeks(second, rules),
  meets(second, first),
];
const begun = (first: typeof ann, second: typeof ann, rules?: 'ultimate') => [
  like({ type: 'OpponentFound', data: like({ players: [first, second] }) }),
  like({ type: 'GameCreated', data: like(rules ? { host: first, rules } : { host: first }) }),
  like({ type: 'PlayerJoinedAGame', data: like({ player: first }) }),
  like({ type: 'PlayerJoinedAGame', data: like({ player: second }) }),
  like({ type: 'GameStarted', data: like({ players: [first, second] }) }),
  like({ type: 'WaitingForPlayerPlay', data: like({ playerId: first, timeout: 20_000 }) }),
];

describe('who looks for an opponent', () => {
  test('waits as long as there is nobody', () => {
    given(...here)
      .when(enters(ann))
      .then(seeks(ann));
  });

  test('is paired at once with who waits, who plays first', () => {
    given(...here, enters(ann))
      .when(enters(bea))
      .then(...paired(ann, bea));
  });

  test('is paired only by the same rules', () => {
    given(...here, enters(ann, 'ultimate'))
      .when(enters(bea))
      .then(seeks(bea));
    given(...here, enters(ann, 'ultimate'), enters(bea))
      .when(enters(cid, 'ultimate'))
      .then(...paired(ann, cid, 'ultimate'));
    given(...here, enters(ann, 'ultimate'), enters(ann))
      .when(enters(cid, 'ultimate'))
      .then(seeks(cid, 'ultimate'));
  });

  test('has one place, however often they ask, and is not their own opponent', () => {
    given(...here, enters(ann))
      .when(enters(ann))
      .then(seeks(ann));
    given(...here, enters(ann), enters(ann), enters(bea))
      .when(enters(cid))
      .then(seeks(cid));
  });

  test('leaves when they say so', () => {
    given(...here, enters(ann), leaves(ann))
      .when(enters(cid))
      .then(seeks(cid));
    given(...here, enters(ann), leaves(bea))
      .when(enters(cid))
      .then(...paired(ann, cid));
    given().when(leaves(ann)).then();
  });

  test('is passed by once the connection is lost, and comes back without the place', () => {
    const isPassedBy = [seeks(cid), meets(cid, ann), seeks(cid, 'classic', [ann])];
    given(...here, enters(ann), goes(1))
      .when(enters(cid))
      .then(...isPassedBy);
    given(...here, enters(ann), goes(1), ...comes(ann, 4))
      .when(enters(cid))
      .then(...isPassedBy);
    given(...here, enters(ann), goes(1), ...comes(ann, 4), enters(ann))
      .when(enters(cid))
      .then(...paired(ann, cid));
  });

  test('finds who waits behind somebody that has lost the connection', () => {
    given(...here, enters(ann), goes(1), enters(bea))
      .when(enters(cid))
      .then(
        ...begun(bea, cid),
        seeks(cid),
        meets(cid, ann),
        seeks(cid, 'classic', [ann]),
        meets(cid, bea, [ann]),
      );
  });

  test('stays as long as one connection is left', () => {
    given(...here, ...comes(ann, 4), enters(ann), goes(1))
      .when(enters(cid))
      .then(...paired(ann, cid));
  });

  test('is not paired once a game of theirs has begun, nor after it', () => {
    const begins = [
      as(ann, CreateGame({ gameId: gameNumber(1) })),
      enters(ann),
      ...[ann, bea].map((player) => as(player, JoinGame({ gameId: gameNumber(1) }))),
    ];
    for (const then of [[], [as(bea, Resign({ gameId: gameNumber(1) }))]])
      given(...here, ...begins, ...then)
        .when(enters(cid))
        .then(seeks(cid));
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
      .then(seeks(ann));
    given(named(ann, 'Ann')).when(enters(ann)).thenRejected(PLAYER_IS_NOT_ONLINE);
  });

  test('may have left a game against the computer', () => {
    given(...here, as(ann, PlayComputer({ gameId: gameNumber(1), level: 'easy' })), enters(ann))
      .when(enters(bea))
      .then(...paired(ann, bea));
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

/** A server with these connections, and how to have people enter. */
async function withPeople(count: number) {
  const world = await harness({ modules: product });
  const people = Array.from({ length: count }, (_, n) => person(n));
  for (const [n, id] of people.entries()) {
    await world.execute(SYSTEM, CreateUser({ id, alias: `Player ${n}` }));
    await world.app.publish(SessionConnected({ sessionId: connection(n) }));
    await world.execute(id, AssociateUserToSession({ sessionId: connection(n) }));
  }
  const found = () =>
    world.handled.flatMap(({ message }) =>
      message.type === OpponentFound.type ? [(message.data as { players: string[] }).players] : [],
    );
  const waiting = async () =>
    ((await world.app.ask(GetQueue({}), { actor: ann })) as { answer?: unknown }).answer;
  return { world, people, found, waiting };
}

test('many who have all gone keep nobody from being paired for long, and lose their places to who comes', async () => {
  const { world, people, found, waiting } = await withPeople(40);
  const [first = ann, second = bea, third = cid, ...gone] = people;
  for (const id of gone) {
    await world.execute(id, EnterQueue({}));
    await world.app.publish(SessionDisconnected({ sessionId: connection(people.indexOf(id)) }));
  }
  expect(await waiting()).toEqual({ waiting: [] });
  await world.advance(1);
  await world.execute(first, EnterQueue({}));
  await world.execute(second, EnterQueue({}));
  expect(await waiting()).toMatchObject({ waiting: [{ player: first }, { player: second }] });
  await world.advance(5_000);
  expect(found()).toEqual([[first, second]]);
  await world.execute(third, EnterQueue({}));
  expect((await world.ports.store.all(place)).map(({ id }) => id)).toEqual([third]);
});

test('a hundred who come at once are fifty games, of the longest waiting first', async () => {
  const { world, people, found, waiting } = await withPeople(100);
  const outcomes = await Promise.all(people.map((id) => world.execute(id, EnterQueue({}))));
  expect(outcomes.every(({ ok }) => ok)).toBe(true);
  await world.settle();
  world.assertNoFailures();
  expect(found()).toEqual(Array.from({ length: 50 }, (_, n) => [people[2 * n], people[2 * n + 1]]));
  expect(await waiting()).toEqual({ waiting: [] });
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
