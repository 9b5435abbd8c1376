import { z } from 'zod';
import { GameId } from '../../games/ids.ts';
import * as ofGames from '../../games/rejections.ts';
import { Alias } from '../alias.ts';
import { UserId } from '../ids.ts';
import * as rejections from '../rejections.ts';
import { command } from '../scope.ts';

/** For trusted callers. Players become users by `sessions.start`. */
export const createUser = command('CreateUser', z.object({ id: UserId, alias: Alias }), {
  access: 'service',
  rejections: [rejections.ALIAS_TAKEN, rejections.USER_ALREADY_EXISTS],
});

/** The host, who sits at a game that waits, asks somebody to join it. */
export const inviteUser = command('InviteUser', z.object({ userId: UserId, gameId: GameId }), {
  lasting: true,
  rejections: [
    rejections.USER_NOT_FOUND,
    rejections.CAN_NOT_INVITE_YOURSELF,
    rejections.GAME_NOT_OPEN,
    rejections.HOST_HAS_NOT_JOINED,
    rejections.ALREADY_INVITED,
    rejections.TOO_MANY_INVITATIONS,
  ],
});

/** The invited says no. Saying yes is joining the game. */
export const declineInvitation = command('DeclineInvitation', z.object({ gameId: GameId }), {
  rejections: [rejections.INVITATION_NOT_FOUND],
});

/**
 * The opponent `from` has been away for eight seconds of their own turn: the caller wins. Before both have made a mark, the game is
 * aborted instead, as when a turn runs out. Away is who has no connection; who plays by calls alone is here when they move.
 */
export const claimWin = command('ClaimWin', z.object({ gameId: GameId, from: UserId }), {
  rejections: [
    ofGames.GAME_NOT_FOUND,
    ofGames.GAME_NOT_STARTED,
    ofGames.GAME_ALREADY_ENDED,
    ofGames.PLAYER_CAN_NOT_PLAY,
    rejections.OPPONENT_NOT_AWAY,
  ],
});
