import { describe, expect, test } from 'vitest';
import { GameEnded } from '../games/events.ts';
import { Forfeit } from '../games/commands.ts';
import {
  GAME_ALREADY_ENDED,
  GAME_NOT_FOUND,
  GAME_NOT_STARTED,
  PLAYER_CAN_NOT_PLAY,
} from '../games/rejections.ts';
import { annJoins, create, gameId, mark, opening, resigns } from '../games/testing/play.ts';
import { modules } from '../index.ts';
import { SYSTEM } from '../kit/define/index.ts';
import { after, as, harness, specify } from '../kit/testing/index.ts';
import { AssociateUserToSession, SessionConnected, SessionDisconnected } from '../sessions/messages.ts';
import { ann, bea, cid, connection } from '../testing/people.ts';
import { ClaimWin, CreateUser } from './commands.ts';
import { OPPONENT_NOT_AWAY } from './rejections.ts';

/** Without scores, which are told after each win. */
const product = modules({ turnTimeout: 20_000, sessionLifetime: 1_000_000_000 }).filter(
  ({ contract }) => contract.name !== 'scoring',
);
const { given } = specify(product);

const people = [
  as(SYSTEM, CreateUser({ id: ann, alias: 'Ann' })),
  as(SYSTEM, CreateUser({ id: bea, alias: 'Bea' })),
] as const;
const comes = (user: typeof ann, number: number) =>
  [
    SessionConnected({ sessionId: connection(number) }),
    as(user, AssociateUserToSession({ sessionId: connection(number) })),
  ] as const;
const goes = (number: number) => SessionDisconnected({ sessionId: connection(number) });
const claims = (player: typeof ann, from: typeof ann) => as(player, ClaimWin({ gameId, from }));

/** Both are here, and sit at a game. */
const seated = [...people, ...comes(ann, 1), ...comes(bea, 2), ...opening] as const;
const played = [...seated, mark(ann, 0, 0), mark(bea, 1, 1)] as const;
const end = (result: 'WIN' | 'ABORTED', winner: typeof ann | null) =>
  GameEnded({ gameId, players: [ann, bea], result, winner, reason: 'ABANDONED' });

describe('who is away in their own turn', () => {
  test('loses after eight seconds, once the other says so, and not sooner', () => {
    given(...played, goes(1), after(7_999))
      .when(claims(bea, ann))
      .thenRejected(OPPONENT_NOT_AWAY);
    given(...played, goes(1), after(8_000))
      .when(claims(bea, ann))
      .then(end('WIN', bea));
  });

  test('before both have made a mark, the game is aborted', () => {
    given(...seated, goes(1), after(8_000))
      .when(claims(bea, ann))
      .then(end('ABORTED', null));
    given(...seated, mark(ann, 0, 0), goes(2), after(8_000))
      .when(claims(ann, bea))
      .then(end('ABORTED', null));
  });

  test('has eight seconds of the turn, however long they were away before it', () => {
    given(...played, goes(2), after(15_000), mark(ann, 0, 1), after(7_999))
      .when(claims(ann, bea))
      .thenRejected(OPPONENT_NOT_AWAY);
    given(...played, goes(2), after(15_000), mark(ann, 0, 1), after(8_000))
      .when(claims(ann, bea))
      .then(end('WIN', ann));
  });

  test('loses nothing once they are back, and is away anew when they go again', () => {
    given(...played, goes(1), after(8_000), ...comes(ann, 3))
      .when(claims(bea, ann))
      .thenRejected(OPPONENT_NOT_AWAY);
    given(...played, goes(1), after(8_000), ...comes(ann, 3), goes(3), after(7_999))
      .when(claims(bea, ann))
      .thenRejected(OPPONENT_NOT_AWAY);
  });

  test('is not away as long as one connection is left', () => {
    given(...played, ...comes(ann, 3), goes(1), after(8_000))
      .when(claims(bea, ann))
      .thenRejected(OPPONENT_NOT_AWAY);
  });
});

describe('who has no connection, as a script that only calls or whoever leaves as soon as they sit', () => {
  /** Bea was here before; Ann sits down, and marks, by calls alone. */
  const called = [...people, ...comes(bea, 2), ...opening] as const;

  test('is away in their own turn, and loses after eight seconds of it', () => {
    const waits = [...called, mark(ann, 0, 0), mark(bea, 1, 1)] as const;
    given(...waits, after(7_999))
      .when(claims(bea, ann))
      .thenRejected(OPPONENT_NOT_AWAY);
    given(...waits, after(8_000))
      .when(claims(bea, ann))
      .then(end('WIN', bea));
  });

  test('is here when they move: each of their turns has eight seconds', () => {
    const movesLate = [...called, after(7_999), mark(ann, 0, 0), mark(bea, 1, 1)] as const;
    given(...movesLate, after(7_999), mark(ann, 0, 1), mark(bea, 2, 2), after(7_999))
      .when(claims(bea, ann))
      .thenRejected(OPPONENT_NOT_AWAY);
  });

  test('is back as soon as they connect', () => {
    given(...called, mark(ann, 0, 0), mark(bea, 1, 1), after(8_000), ...comes(ann, 1))
      .when(claims(bea, ann))
      .thenRejected(OPPONENT_NOT_AWAY);
  });

  test('has ten seconds more where the server has started in their turn', () => {
    const started = [
      ...people,
      ...opening,
      mark(ann, 0, 0),
      mark(bea, 1, 1),
      after(1_000),
      ...comes(bea, 2),
    ] as const;
    given(...started, after(17_999))
      .when(claims(bea, ann))
      .thenRejected(OPPONENT_NOT_AWAY);
    given(...started, after(18_000))
      .when(claims(bea, ann))
      .then(end('WIN', bea));
  });

  test('is not away where nobody has come to the server yet', () => {
    given(...people, ...opening, mark(ann, 0, 0), mark(bea, 1, 1), after(19_000))
      .when(claims(bea, ann))
      .thenRejected(OPPONENT_NOT_AWAY);
  });
});

test('nothing is claimed in one’s own turn', () => {
  given(...played, goes(2), after(8_000))
    .when(claims(ann, bea))
    .thenRejected(OPPONENT_NOT_AWAY);
});

test('a win is claimed by a player from the opponent, in a game that is running', () => {
  const away = [...played, goes(1), after(8_000)] as const;
  given(...away)
    .when(claims(cid, ann))
    .thenRejected(PLAYER_CAN_NOT_PLAY);
  given(...away)
    .when(claims(ann, ann))
    .thenRejected(PLAYER_CAN_NOT_PLAY);
  given(...away)
    .when(claims(bea, cid))
    .thenRejected(PLAYER_CAN_NOT_PLAY);
  given(...played, resigns(ann), goes(1), after(8_000))
    .when(claims(bea, ann))
    .thenRejected(GAME_ALREADY_ENDED);
  given(...people, ...comes(ann, 1), create, annJoins, goes(1), after(8_000))
    .when(claims(bea, ann))
    .thenRejected(GAME_NOT_STARTED);
  given().when(claims(bea, ann)).thenRejected(GAME_NOT_FOUND);
});

test('what was seen is forgotten after ten minutes', async () => {
  const left = async (milliseconds: number) => {
    const world = await harness({ modules: product });
    for (const { actor, command } of people) await world.execute(actor, command);
    await world.app.publish(SessionConnected({ sessionId: connection(1) }));
    await world.execute(ann, AssociateUserToSession({ sessionId: connection(1) }));
    await world.app.publish(goes(1));
    await world.advance(milliseconds);
    world.assertNoFailures();
    return world.handled.filter(({ message }) => message.type === 'AbsenceForgotten').length;
  };
  expect(await left(599_999)).toBe(0);
  expect(await left(600_000)).toBe(1);
});

test('a game gives up only whose turn it is', () => {
  const forfeits = (player: typeof ann) => as(SYSTEM, Forfeit({ gameId, player }));
  given(...played)
    .when(forfeits(bea))
    .thenRejected(PLAYER_CAN_NOT_PLAY);
  given(...played)
    .when(forfeits(ann))
    .then(end('WIN', bea));
});
