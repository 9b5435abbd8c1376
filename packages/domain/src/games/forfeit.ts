import { become, cancel, type Context, type DataOf, handle } from '../kit/define/index.ts';
import { Forfeit } from './commands.ts';
import { game, type InProgress } from './game.ts';
import { GAME_ALREADY_ENDED, GAME_NOT_FOUND, GAME_NOT_STARTED, PLAYER_CAN_NOT_PLAY } from './rejections.ts';
import { loseGame, turnTimer } from './turn.ts';

function loseByAbsence(before: InProgress, { player }: DataOf<typeof Forfeit>, { now }: Context) {
  if (player !== before.playerId) return PLAYER_CAN_NOT_PLAY;
  const end = loseGame(before, player, 'ABANDONED', now);
  return become(end.next, cancel(turnTimer(before.gameId)), ...end.effects);
}

export const forfeit = handle(Forfeit, game, {
  find: ({ gameId }) => gameId,
  missing: GAME_NOT_FOUND,
  stages: { WaitingForPlayers: GAME_NOT_STARTED, InProgress: loseByAbsence, Ended: GAME_ALREADY_ENDED },
});
