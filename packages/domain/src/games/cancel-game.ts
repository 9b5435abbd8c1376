import { become, cancel, type Context, handle } from '../kit/define/index.ts';
import { CancelGame } from './commands.ts';
import { game, type WaitingForPlayers } from './game.ts';
import {
  GAME_ALREADY_ENDED,
  GAME_ALREADY_STARTED,
  GAME_NOT_FOUND,
  PLAYER_IS_NOT_HOST,
} from './rejections.ts';
import { rulesNamed } from './rules/rules.ts';
import { endGame, waitingTimer } from './turn.ts';

/** The host calls off a game that waits, whoever has sat down at it meanwhile. */
function cancelWaitingGame(waiting: WaitingForPlayers, _data: unknown, { actor, now }: Context) {
  const { gameId, host, rules = 'classic' } = waiting;
  if (actor !== host) return PLAYER_IS_NOT_HOST;
  const end = endGame(
    { ...waiting, board: rulesNamed(rules).opening },
    { result: 'ABORTED', winner: null, reason: 'CANCELLED', cancelledBy: host },
    now,
  );
  return become(end.next, cancel(waitingTimer(gameId)), ...end.effects);
}

export const cancelGame = handle(CancelGame, game, {
  find: ({ gameId }) => gameId,
  missing: GAME_NOT_FOUND,
  stages: {
    WaitingForPlayers: cancelWaitingGame,
    InProgress: GAME_ALREADY_STARTED,
    Ended: GAME_ALREADY_ENDED,
  },
});
