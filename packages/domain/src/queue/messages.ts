import { z } from 'zod';
import { GameId } from '../games/ids.ts';
import { TOO_MANY_OPEN_GAMES } from '../games/rejections.ts';
import { RulesName } from '../games/rules/rules.ts';
import { Players } from '../games/seats.ts';
import { rejection } from '../kit/define/index.ts';
import { UserId } from '../users/ids.ts';
import { command, event, query } from './scope.ts';

/** Who plays has an opponent. */
export const PLAYER_IS_PLAYING = rejection('PLAYER_IS_PLAYING', 'CONFLICT');
/** Nobody would hear that an opponent was found. */
export const PLAYER_IS_NOT_ONLINE = rejection('PLAYER_IS_NOT_ONLINE', 'CONFLICT');

/**
 * The caller wants an opponent, whoever that is: at once, where somebody waits for one, else as soon as somebody comes. Saying so again keeps the place; with
 * other rules, it is given up for one among those.
 */
export const EnterQueue = command('EnterQueue', z.object({ rules: RulesName.optional() }).prefault({}), {
  rejections: [PLAYER_IS_PLAYING, PLAYER_IS_NOT_ONLINE, TOO_MANY_OPEN_GAMES],
});

/** Who does not wait leaves nothing. */
export const LeaveQueue = command('LeaveQueue', z.object({}).prefault({}));

export const Waiting = z.object({ player: UserId, rules: RulesName });

/** Those who wait for an opponent, longest first. */
export const GetQueue = query(
  'GetQueue',
  z.object({}).prefault({}),
  z.object({ waiting: z.array(Waiting) }),
  {
    access: 'anyone',
  },
);

/** Two have found each other, and sit at a game that has begun. */
export const OpponentFound = event('OpponentFound', z.object({ gameId: GameId, players: Players }), {
  audience: ({ players }) => players,
});

/* Said and heard inside the server only. */

/** Somebody who waits looks for the next who waits, `passed` left out. */
export const OpponentSought = event(
  'OpponentSought',
  z.object({ player: UserId, rules: RulesName, passed: z.array(UserId) }),
  { live: true },
);

/** This is the next: the two may play if `other` is still there. */
export const OpponentMet = event(
  'OpponentMet',
  z.object({ player: UserId, other: UserId, passed: z.array(UserId) }),
  { live: true },
);
