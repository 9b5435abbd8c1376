import { z } from 'zod';
import { StartGame } from '../games/commands.ts';
import { isAgainstComputer } from '../games/computer/computer.ts';
import { MAX_OPEN_GAMES } from '../games/create-game.ts';
import { GameStarted } from '../games/events.ts';
import { type Game, game } from '../games/game.ts';
import type { GameId } from '../games/ids.ts';
import { TOO_MANY_OPEN_GAMES } from '../games/rejections.ts';
import type { Players } from '../games/seats.ts';
import {
  become,
  codePointOrder,
  type Context,
  type DataOf,
  handle,
  ignore,
  many,
  one,
  type QueryReader,
  react,
  reactStateless,
  remove,
  schedule,
} from '../kit/define/index.ts';
import { Connections, online } from '../users/online.ts';
import { EnterQueue, LeaveQueue, OpponentFound, OpponentMet, OpponentSought } from './messages.ts';
import { PLAYER_IS_NOT_ONLINE, PLAYER_IS_PLAYING } from './rejections.ts';
import { state } from './scope.ts';
import { Waiting } from './waiting.ts';

/*
 * Who comes is paired at once with whoever waits for the same rules. Places are kept in the store, so that all servers pair from one queue:
 * of two that pair the same player at once, the commit of one is refused, and decided again. A game that begins takes its players out of here.
 *
 * Who has lost the connection keeps a place that counts for nothing, until somebody else comes upon it. So no disconnect has to be
 * written, and a place outlives no server that had the connection.
 */

/**
 * A place in the queue, by player. It counts while one of these connections is open: those that the player had when they last asked for it.
 * `since` and `askedAt` in milliseconds since the Unix epoch.
 */
export const waiting = state(
  'waiting',
  z.object({ ...Waiting.shape, since: z.number(), askedAt: z.number(), connections: Connections }),
  { indexes: { rules: ({ rules }) => [rules] } },
);
type Place = (typeof waiting)['$state'];

/** Of a connection at another server, this one has heard so much later, with time to spare. */
const HEARD_OF_WITHIN_MS = 3_000;

/** Who meets somebody whose connection is not known yet looks again so much later. */
const AGAIN_MS = 300;

/** One look passes by so many places that do not count: a cascade is to end soon. */
const MAX_PASSED = 10;

const isHere = ({ connections }: Place, known: (typeof online)['$state'] | undefined): boolean =>
  known?.sessions.some((connection) => connections.includes(connection)) ?? false;

const longestFirst = (a: Place, b: Place): number => a.since - b.since || codePointOrder(a.player, b.player);

interface Reads {
  readonly mine: readonly Game[];
  readonly here: (typeof online)['$state'] | undefined;
}

/** The computer waits for nobody: a game against it that was left goes on whenever its player wants to. */
const isBusy = (mine: Game): boolean => mine.stage === 'InProgress' && !isAgainstComputer(mine);

function enter(
  before: Place | undefined,
  { rules = 'classic' }: DataOf<typeof EnterQueue>,
  { actor: player, now }: Context,
  { mine, here }: Reads,
) {
  if (mine.some(isBusy)) return PLAYER_IS_PLAYING;
  if (mine.length >= MAX_OPEN_GAMES) return TOO_MANY_OPEN_GAMES;
  if (!here) return PLAYER_IS_NOT_ONLINE;
  const since = before?.rules === rules && isHere(before, here) ? before.since : now;
  const place: Place = { player, rules, since, askedAt: now, connections: here.sessions };
  return become(place, OpponentSought({ player, rules, passed: [] }));
}

export const enterQueue = handle(EnterQueue, waiting, {
  find: (_data, { actor }) => actor,
  reads: {
    mine: many(game, 'participant', (_data, { actor }) => actor),
    here: one(online, (_data, { actor }) => actor),
  },
  missing: (data, context, reads) => enter(undefined, data, context, reads),
  found: enter,
});

export const leaveQueue = handle(LeaveQueue, waiting, {
  find: (_data, { actor }) => actor,
  missing: () => ignore,
  found: (before) => become(before, remove(waiting, before.player)),
});

/** Who looks again may have gone meanwhile. */
const seek = react(OpponentSought, waiting, {
  find: ({ player }) => player,
  reads: {
    here: one(online, ({ player }) => player),
    all: many(waiting, 'rules', ({ rules }) => rules),
  },
  when: (place, { rules }) => place.rules === rules,
  found: (place, { player, passed }, _context, { here, all }) => {
    if (!isHere(place, here)) return become(place, remove(waiting, player));
    const others = all.filter((other) => other.player !== player && !passed.includes(other.player));
    const [next] = others.toSorted(longestFirst);
    return next ? become(place, OpponentMet({ player, other: next.player, passed })) : ignore;
  },
});

/** Who is not here is passed by: a place is lost only if no other server can have the connection. */
const meet = react(OpponentMet, waiting, {
  find: ({ other }) => other,
  reads: { here: one(online, ({ other }) => other), by: one(waiting, ({ player }) => player) },
  found: (place, { player, other, passed }, { now, newId }, { here, by }) => {
    if (!by) return ignore;
    const { rules } = place;
    if (isHere(place, here)) {
      const gameId = newId<GameId>();
      const players: Players = longestFirst(by, place) < 0 ? [player, other] : [other, player];
      return become(place, StartGame({ gameId, players, rules }), OpponentFound({ gameId, players }));
    }
    const mayBeElsewhere = now - place.askedAt < HEARD_OF_WITHIN_MS;
    const isLast = passed.length + 1 === MAX_PASSED;
    const again = { key: `seek/${player}`, at: now + AGAIN_MS };
    return become(
      place,
      ...(mayBeElsewhere ? [] : [remove(waiting, other)]),
      ...(mayBeElsewhere || isLast ? [schedule(OpponentSought({ player, rules, passed: [] }), again)] : []),
      ...(isLast ? [] : [OpponentSought({ player, rules, passed: [...passed, other] })]),
    );
  },
});

const leaveToPlay = reactStateless(GameStarted, ({ players }) =>
  players.map((player) => remove(waiting, player)),
);

/** Those whose places count. */
export async function whoWaits(read: QueryReader): Promise<z.output<typeof Waiting>[]> {
  const places = (await read.all(waiting)).map(({ state: place }) => place);
  const known = await Promise.all(places.map(({ player }) => read.get(online, player)));
  return places
    .filter((place, index) => isHere(place, known[index]?.state))
    .toSorted(longestFirst)
    .map(({ player, rules }) => ({ player, rules }));
}

export const queueReactions = [seek, meet, leaveToPlay] as const;
