import { become, cancel, type Context, handle } from '../kit/define/index.ts';
import { Resign } from './commands.ts';
import { game, type InProgress } from './game.ts';
import { GAME_ALREADY_ENDED, GAME_NOT_FOUND, GAME_NOT_STARTED, PLAYER_CAN_NOT_PLAY } from './rejections.ts';
import { loseGame, turnTimer } from './turn.ts';

/** A player gives up, whosever turn it is. */
function resignRunningGame(before: InProgress, _data: unknown, { actor, now }: Context) {
  if (!before.players.includes(actor)) return PLAYER_CAN_NOT_PLAY;
  const end = loseGame(before, actor, 'RESIGNED', now);
  return become(end.next, cancel(turnTimer(before.gameId)), ...end.effects);
}

export const resign = handle(Resign, game, {
  find: ({ gameId }) => gameId,
  missing: GAME_NOT_FOUND,
  stages: {
    WaitingForPlayers: GAME_NOT_STARTED,
    InProgress: resignRunningGame,
    Ended: GAME_ALREADY_ENDED,
  },
});
