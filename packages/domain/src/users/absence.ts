import { z } from 'zod';
import { Forfeit } from '../games/commands.ts';
import { type Game, game } from '../games/game.ts';
import {
  GAME_ALREADY_ENDED,
  GAME_NOT_FOUND,
  GAME_NOT_STARTED,
  PLAYER_CAN_NOT_PLAY,
} from '../games/rejections.ts';
import {
  become,
  cancel,
  type Context,
  type DataOf,
  handle,
  one,
  react,
  remove,
  schedule,
  toMilliseconds,
} from '../kit/define/index.ts';
import { ClaimWin } from './commands.ts';
import { UserId } from './ids.ts';
import { UserCameOnline, UserWentOffline } from './online.ts';
import { OPPONENT_NOT_AWAY } from './rejections.ts';
import { event, state } from './scope.ts';

/*
 * Who was seen to go, and when. Who has never come, as scripts that only call, is not away: they would lose every game.
 * A server that starts anew has seen nobody go, so that nobody loses by an outage.
 */

/** How long a player may be away in their own turn before the other may claim the win. */
export const AWAY_MS = 8_000;

/** By then a turn has run out, and so has what could be claimed. */
const REMEMBERED_MS = 10 * 60_000;

/** `since` in milliseconds since the Unix epoch. */
export const absence = state('absence', z.object({ id: UserId, since: z.number() }), { live: true });
type Absence = (typeof absence)['$state'];

export const AbsenceForgotten = event('AbsenceForgotten', z.object({ id: UserId }), { live: true });

const forgettingTimer = (id: UserId): string => `absence/${id}`;

const noteAbsence = react(UserWentOffline, absence, {
  find: ({ id }) => id,
  missing: ({ id }, { now }) =>
    become(
      { id, since: now },
      schedule(AbsenceForgotten({ id }), { key: forgettingTimer(id), at: now + REMEMBERED_MS }),
    ),
});

const noteReturn = react(UserCameOnline, absence, {
  find: ({ id }) => id,
  found: (away) => become(away, remove(absence, away.id), cancel(forgettingTimer(away.id))),
});

const forget = react(AbsenceForgotten, absence, {
  find: ({ id }) => id,
  found: (away) => become(away, remove(absence, away.id)),
});

export const absenceReactions = [noteAbsence, noteReturn, forget] as const;

/** Why nothing can be claimed in this game; undefined where somebody's turn runs, and the other asks. */
function refusal(game: Game | undefined, from: UserId, actor: UserId) {
  switch (game?.stage) {
    case undefined:
      return GAME_NOT_FOUND;
    case 'WaitingForPlayers':
      return GAME_NOT_STARTED;
    case 'Ended':
      return GAME_ALREADY_ENDED;
    case 'InProgress':
      return actor !== from && [actor, from].every((player) => game.players.includes(player))
        ? undefined
        : PLAYER_CAN_NOT_PLAY;
  }
}

interface Reads {
  readonly game: Game | undefined;
}

function claim(
  away: Absence,
  { gameId, from }: DataOf<typeof ClaimWin>,
  { now, actor }: Context,
  { game }: Reads,
) {
  const refused = refusal(game, from, actor);
  if (refused) return refused;
  if (game?.stage !== 'InProgress' || game.playerId !== from) return OPPONENT_NOT_AWAY;
  // Who went in the other's turn has all of this time in their own.
  const turnBegan = toMilliseconds(game.deadline) - game.timeout;
  if (now - Math.max(away.since, turnBegan) < AWAY_MS) return OPPONENT_NOT_AWAY;
  return become(away, Forfeit({ gameId, player: from }));
}

export const claimWin = handle(ClaimWin, absence, {
  find: ({ from }) => from,
  reads: { game: one(game, ({ gameId }) => gameId) },
  missing: ({ from }, { actor }, { game }) => refusal(game, from, actor) ?? OPPONENT_NOT_AWAY,
  found: claim,
});
