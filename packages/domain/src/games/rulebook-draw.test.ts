import { describe, expect, test } from 'vitest';
import { after, harness, like, specify } from '../kit/testing/index.ts';
import { ann, bea, cid } from '../testing/people.ts';
import { DrawDeclined, DrawOffered, GameEnded } from './events.ts';
import { gamesModule } from './module.ts';
import {
  DRAW_DECLINED,
  GAME_ALREADY_ENDED,
  GAME_NOT_FOUND,
  GAME_NOT_STARTED,
  NO_DRAW_BY_AGREEMENT,
  PLAYER_CAN_NOT_PLAY,
} from './rejections.ts';
import {
  annJoins,
  create,
  declinesDraw,
  gameId,
  markIn,
  offersDraw,
  opening,
  resigns,
  ultimateOpening,
} from './testing/play.ts';

const modules = [gamesModule({ turnTimeout: 20_000 })];
const { given } = specify(modules);
const marked = [like({ type: 'MarkPlaced' }), like({ type: 'BoardUpdated' }), like({})];

describe('a draw by agreement', () => {
  test('a player offers it, at whoever’s turn, and the other ends the game by wanting it, too', () => {
    for (const [one, other] of [
      [ann, bea],
      [bea, ann],
    ] as const) {
      given(...ultimateOpening)
        .when(offersDraw(one))
        .then(DrawOffered({ gameId, player: one }));
      given(...ultimateOpening, offersDraw(one))
        .when(offersDraw(other))
        .then(
          GameEnded({ gameId, players: [ann, bea], result: 'DRAW', winner: null, reason: 'DRAW_AGREED' }),
        );
    }
  });

  test('no turn runs out after it', async () => {
    const world = await harness({ modules });
    for (const { actor, command } of [...ultimateOpening, offersDraw(ann), offersDraw(bea)])
      await world.execute(actor, command);
    const timers = await world.ports.store.timersDue(Number.MAX_SAFE_INTEGER, 10);
    expect(timers.map(({ event }) => event.type)).toEqual(['GameStateReadyToBeCleaned']);
  });

  test('the other declines it, and it may be offered again after the next mark, not before', () => {
    given(...ultimateOpening, offersDraw(ann))
      .when(declinesDraw(bea))
      .then(DrawDeclined({ gameId, player: bea }));
    given(...ultimateOpening, offersDraw(ann), declinesDraw(bea))
      .when(offersDraw(ann))
      .thenRejected(DRAW_DECLINED);
    given(...ultimateOpening, offersDraw(ann), declinesDraw(bea), markIn(ann, '44'))
      .when(offersDraw(ann))
      .then(DrawOffered({ gameId, player: ann }));
  });

  test('a mark of the other’s declines it, and one’s own leaves it', () => {
    given(...ultimateOpening, offersDraw(ann), markIn(ann, '44'))
      .when(offersDraw(bea))
      .then(like({ type: 'GameEnded' }));
    given(...ultimateOpening, offersDraw(bea), markIn(ann, '44'))
      .when(offersDraw(ann))
      .then(DrawOffered({ gameId, player: ann }));
  });

  test('who has declined may offer it', () => {
    given(...ultimateOpening, offersDraw(ann), declinesDraw(bea))
      .when(offersDraw(bea))
      .then(DrawOffered({ gameId, player: bea }));
  });

  test('saying so again changes nothing, and there may be nothing to decline', () => {
    given(...ultimateOpening, offersDraw(ann))
      .when(offersDraw(ann))
      .then();
    given(...ultimateOpening, offersDraw(ann), declinesDraw(bea))
      .when(declinesDraw(bea))
      .then();
    for (const player of [ann, bea])
      given(...ultimateOpening)
        .when(declinesDraw(player))
        .then();
    // One's own offer is the other's to answer.
    given(...ultimateOpening, offersDraw(ann))
      .when(declinesDraw(ann))
      .then();
  });

  test('the turn goes on while it waits', () => {
    given(...ultimateOpening, offersDraw(bea))
      .when(markIn(ann, '44'))
      .then(...marked);
    given(...ultimateOpening, offersDraw(bea))
      .when(after(20_000))
      .then(
        like({ type: 'TurnTimeout' }),
        like({ type: 'GameEnded', data: like({ reason: 'TURN_TIMEOUT' }) }),
      );
  });

  test('on a classic board a draw is there to be seen, and nothing to agree upon', () => {
    given(...opening)
      .when(offersDraw(ann))
      .thenRejected(NO_DRAW_BY_AGREEMENT);
  });

  test('it is for the two players of a game that is running', () => {
    for (const said of [offersDraw, declinesDraw]) {
      given(...ultimateOpening)
        .when(said(cid))
        .thenRejected(PLAYER_CAN_NOT_PLAY);
      given(...ultimateOpening, resigns(ann))
        .when(said(ann))
        .thenRejected(GAME_ALREADY_ENDED);
      given(create, annJoins).when(said(ann)).thenRejected(GAME_NOT_STARTED);
      given().when(said(ann)).thenRejected(GAME_NOT_FOUND);
    }
  });
});
