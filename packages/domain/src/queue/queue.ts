import { z } from 'zod';
import { StartGame } from '../games/commands.ts';
import { MAX_OPEN_GAMES } from '../games/create-game.ts';
import { GameStarted } from '../games/events.ts';
import { type Game, game } from '../games/game.ts';
import type { GameId } from '../games/ids.ts';
import { TOO_MANY_OPEN_GAMES } from '../games/rejections.ts';
import type { Players } from '../games/seats.ts';
import {
  become,
  type Context,
  type DataOf,
  handle,
  many,
  one,
  react,
  singleton,
} from '../kit/define/index.ts';
import { online, UserWentOffline } from '../users/online.ts';
import { EnterQueue, LeaveQueue, OpponentFound } from './messages.ts';
import { PLAYER_IS_NOT_ONLINE, PLAYER_IS_PLAYING } from './rejections.ts';
import { state } from './scope.ts';
import { Waiting } from './waiting.ts';

/*
 * Who comes is paired at once with whoever waits for the same rules. So of each rules one player waits at most, and nobody in here plays, or is away:
 * a game that begins takes them out, and so does losing the connection.
 */

/** Longest waiting first. Like presence, it ends with the server: pages that come back enter anew. */
export const waiting = state('waiting', z.array(Waiting), { live: true });
type Queue = (typeof waiting)['$state'];

interface Reads {
  readonly mine: readonly Game[];
  readonly here: object | undefined;
}

function enter(
  before: Queue,
  { rules = 'classic' }: DataOf<typeof EnterQueue>,
  { actor, newId }: Context,
  { mine, here }: Reads,
) {
  if (mine.some(({ stage }) => stage === 'InProgress')) return PLAYER_IS_PLAYING;
  if (mine.length >= MAX_OPEN_GAMES) return TOO_MANY_OPEN_GAMES;
  if (!here) return PLAYER_IS_NOT_ONLINE;
  if (before.some((other) => other.player === actor && other.rules === rules)) return become(before);
  const others = without(before, [actor]);
  const first = others.find((other) => other.rules === rules);
  if (!first) return become([...others, { player: actor, rules }]);
  const gameId = newId<GameId>();
  const players: Players = [first.player, actor];
  // The game that begins takes its players out of here, as any other does.
  return become(others, StartGame({ gameId, players, rules }), OpponentFound({ gameId, players }));
}

const without = (before: Queue, players: readonly string[]): Queue =>
  before.filter(({ player }) => !players.includes(player));

export const enterQueue = handle(EnterQueue, waiting, {
  find: singleton,
  reads: {
    mine: many(game, 'participant', (_data, { actor }) => actor),
    here: one(online, (_data, { actor }) => actor),
  },
  missing: (data, context, reads) => enter([], data, context, reads),
  found: enter,
});

export const leaveQueue = handle(LeaveQueue, waiting, {
  find: singleton,
  missing: () => become([]),
  found: (before, _data, { actor }) => become(without(before, [actor])),
});

const leaveOnDisconnect = react(UserWentOffline, waiting, {
  find: singleton,
  when: (before, { id }) => before.some(({ player }) => player === id),
  found: (before, { id }) => become(without(before, [id])),
});

const leaveToPlay = react(GameStarted, waiting, {
  find: singleton,
  when: (before, { players }) => before.some(({ player }) => players.includes(player)),
  found: (before, { players }) => become(without(before, players)),
});

export const queueReactions = [leaveOnDisconnect, leaveToPlay] as const;
