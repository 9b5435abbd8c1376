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
  singleton,
  toMilliseconds,
} from '../kit/define/index.ts';
import { ClaimWin } from './commands.ts';
import { UserId } from './ids.ts';
import { online, presence, UserCameOnline, UserWentOffline } from './online.ts';
import { OPPONENT_NOT_AWAY } from './rejections.ts';
import { event, state } from './scope.ts';

/*
 * Who has no connection is away: since they were seen to go, or ever since where they never came. Who acts is here at that
 * moment, connection or not: with a mark, the turn is the other's, so that a script that only calls has eight seconds for each
 * of its turns. A server that starts anew has seen nobody come, and waits for them, so that nobody loses by an outage.
 */

/** How long a player may be away in their own turn before the other may claim the win. */
export const AWAY_MS = 8_000;

/** How long who is to move has to come back to a server that has started, as much as it puts off turns that have run out. */
const COMES_BACK_MS = 10_000;

/** By then it makes no difference any more when it was. */
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
  readonly here: object | undefined;
  readonly gone: Absence | undefined;
}

function claim(
  before: (typeof presence)['$state'],
  { gameId, from }: DataOf<typeof ClaimWin>,
  { now, actor }: Context,
  { game, here, gone }: Reads,
) {
  const refused = refusal(game, from, actor);
  if (refused) return refused;
  if (game?.stage !== 'InProgress' || game.playerId !== from) return OPPONENT_NOT_AWAY;
  if (here) return OPPONENT_NOT_AWAY;
  const turnBegan = toMilliseconds(game.deadline) - game.timeout;
  const couldCome = turnBegan < before.since ? before.since + COMES_BACK_MS : turnBegan;
  // Who went in the other's turn has all of this time in their own.
  if (now - Math.max(gone?.since ?? couldCome, turnBegan) < AWAY_MS) return OPPONENT_NOT_AWAY;
  return become(before, Forfeit({ gameId, player: from }));
}

export const claimWin = handle(ClaimWin, presence, {
  find: singleton,
  reads: {
    game: one(game, ({ gameId }) => gameId),
    here: one(online, ({ from }) => from),
    gone: one(absence, ({ from }) => from),
  },
  missing: ({ from }, { actor }, { game }) => refusal(game, from, actor) ?? OPPONENT_NOT_AWAY,
  found: claim,
});
