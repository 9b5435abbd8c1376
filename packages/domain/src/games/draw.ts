import { become, cancel, type Context, handle } from '../kit/define/index.ts';
import { DeclineDraw, OfferDraw } from './commands.ts';
import { DrawDeclined, DrawOffered } from './events.ts';
import { game, type InProgress, withDrawDeclined } from './game.ts';
import {
  DRAW_DECLINED,
  GAME_ALREADY_ENDED,
  GAME_NOT_FOUND,
  GAME_NOT_STARTED,
  NO_DRAW_BY_AGREEMENT,
  PLAYER_CAN_NOT_PLAY,
} from './rejections.ts';
import { rulesFor } from './rules/rules.ts';
import { endGame, turnTimer } from './turn.ts';

/** At whoever's turn. The second of two who want it ends the game. */
function offer(before: InProgress, _data: unknown, { actor, now }: Context) {
  const { gameId, players, board, draw } = before;
  if (!players.includes(actor)) return PLAYER_CAN_NOT_PLAY;
  if (!rulesFor(board).endsByAgreement) return NO_DRAW_BY_AGREEMENT;
  if (draw?.by === actor) return draw.declined ? DRAW_DECLINED : become(before);
  if (draw === undefined || draw.declined) {
    return become(
      { ...before, draw: { by: actor, declined: false } },
      DrawOffered({ gameId, player: actor }),
    );
  }
  const end = endGame(before, { result: 'DRAW', winner: null, reason: 'DRAW_AGREED' }, now);
  return become(end.next, cancel(turnTimer(gameId)), ...end.effects);
}

export const offerDraw = handle(OfferDraw, game, {
  find: ({ gameId }) => gameId,
  missing: GAME_NOT_FOUND,
  stages: { WaitingForPlayers: GAME_NOT_STARTED, InProgress: offer, Ended: GAME_ALREADY_ENDED },
});

function decline(before: InProgress, _data: unknown, { actor }: Context) {
  const { gameId, players, draw } = before;
  if (!players.includes(actor)) return PLAYER_CAN_NOT_PLAY;
  if (draw === undefined || draw.declined || draw.by === actor) return become(before);
  return become(withDrawDeclined(before), DrawDeclined({ gameId, player: actor }));
}

export const declineDraw = handle(DeclineDraw, game, {
  find: ({ gameId }) => gameId,
  missing: GAME_NOT_FOUND,
  stages: { WaitingForPlayers: GAME_NOT_STARTED, InProgress: decline, Ended: GAME_ALREADY_ENDED },
});
