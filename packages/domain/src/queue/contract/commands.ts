import { z } from 'zod';
import { TOO_MANY_OPEN_GAMES } from '../../games/rejections.ts';
import { RulesName } from '../../games/rules/rules.ts';
import { PLAYER_IS_NOT_ONLINE, PLAYER_IS_PLAYING } from '../rejections.ts';
import { command } from '../scope.ts';

/**
 * The caller wants an opponent, whoever that is: at once, where somebody waits for one, else as soon as somebody comes. Saying so again keeps the place; with
 * other rules, it is given up for one among those.
 */
export const enterQueue = command('EnterQueue', z.object({ rules: RulesName.optional() }).prefault({}), {
  rejections: [PLAYER_IS_PLAYING, PLAYER_IS_NOT_ONLINE, TOO_MANY_OPEN_GAMES],
});

/** Who does not wait leaves nothing. */
export const leaveQueue = command('LeaveQueue', z.object({}).prefault({}));
