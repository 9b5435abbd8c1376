import { z } from 'zod';
import { ActorId } from '../kit/define/index.ts';
import { GameId } from './ids.ts';
import * as rejections from './rejections.ts';
import { RulesName } from './rules/rules.ts';
import { command } from './scope.ts';
import { Players } from './seats.ts';

export {
  cancelGame as CancelGame,
  createGame as CreateGame,
  declineDraw as DeclineDraw,
  joinGame as JoinGame,
  offerDraw as OfferDraw,
  offerRematch as OfferRematch,
  placeMark as PlaceMark,
  playComputer as PlayComputer,
  resign as Resign,
  sendReaction as SendReaction,
  withdrawRematch as WithdrawRematch,
} from './contract/commands.ts';

/**
 * A player was away for too long in their own turn, and loses. Said inside the server only, by what knows who is here; games
 * do not.
 */
export const Forfeit = command('Forfeit', z.object({ gameId: GameId, player: ActorId }), {
  access: 'service',
  rejections: [
    rejections.GAME_NOT_FOUND,
    rejections.GAME_NOT_STARTED,
    rejections.GAME_ALREADY_ENDED,
    rejections.PLAYER_CAN_NOT_PLAY,
  ],
});

/** Seats two who have found each other. Said inside the server only. */
export const StartGame = command(
  'StartGame',
  z.object({ gameId: GameId, players: Players, rules: RulesName }),
  { access: 'service', rejections: [rejections.GAME_ALREADY_EXISTS] },
);
