import { z } from 'zod';
import { GameEnded } from '../games/events.ts';
import { game, type Game } from '../games/game.ts';
import { marksOn } from '../games/rules/rules.ts';
import { become, type Context, type DataOf, ignore, one, react, remove } from '../kit/define/index.ts';
import { UserLeft } from '../users/events.ts';
import type { UserId } from '../users/ids.ts';
import { type Encounter, rate, rested, type Strength, UNKNOWN_STRENGTH } from './glicko.ts';
import { ladder, ladderId, leastStrength, pairing, pairOf, rating, Rating } from './rating.ts';
import { counts } from './results.ts';
import { score } from './score.ts';
import { event } from './scope.ts';

/*
 * A game moves the ratings of both, unless it tells nothing of how they play: it has fewer than three marks, or the two
 * have just played another. So whoever would climb by beating one friend again and again does not.
 */

/** Of two players, one game in this time is rated: the first. */
export const RATED_EVERY_MS = 24 * 60 * 60_000;

/** Fewer marks are no game. */
const LEAST_MARKS = 3;

/**
 * By these the strength of who does not play becomes less known. As on Lichess: a typical deviation of 60 becomes 110 in a
 * year (`ratingPeriodsPerDay` of lichess-org/lila).
 */
const PERIODS_PER_MS = 0.21436 / (24 * 60 * 60_000);

/** `before` is where the player stood on the ladder; null for the first rated game. */
export const RatingChanged = event(
  'RatingChanged',
  z.object({ ...Rating.shape, before: z.number().nullable() }),
);

type Ended = DataOf<typeof GameEnded>;

const bothOf = ({ players: [first, second] }: Ended) =>
  first !== undefined && second !== undefined ? ([first, second] as const) : null;

export const strengthAt = (now: number, known: Rating | undefined): Strength =>
  known ? rested(known, Math.max(0, now - known.ratedAt) * PERIODS_PER_MS) : UNKNOWN_STRENGTH;

const scoreOf = (player: string, winner: string | null): Encounter['score'] =>
  winner === null ? 0.5 : winner === player ? 1 : 0;

interface Known {
  readonly played: Game | undefined;
  readonly first: Rating | undefined;
  readonly second: Rating | undefined;
}

/** @param ratedAt when another game of these two was rated last */
function rateGame(ended: Ended, { now }: Context, { played, first, second }: Known, ratedAt = -Infinity) {
  const both = bothOf(ended);
  if (!both || played?.stage !== 'Ended' || marksOn(played.board) < LEAST_MARKS) return ignore;
  if (now - ratedAt < RATED_EVERY_MS) return ignore;
  const change = (player: UserId, known: Rating | undefined, other: Rating | undefined) => {
    const encounter = { opponent: strengthAt(now, other), score: scoreOf(player, ended.winner) };
    const after = rate(strengthAt(now, known), [encounter]);
    return RatingChanged({
      id: player,
      ...after,
      games: (known?.games ?? 0) + 1,
      ratedAt: now,
      before: known ? leastStrength(known) : null,
    });
  };
  return become({ ratedAt: now }, change(both[0], first, second), change(both[1], second, first));
}

export const gameRated = react(GameEnded, pairing, {
  find: (ended) => {
    const both = counts(ended) ? bothOf(ended) : null;
    return both && pairOf(...both);
  },
  reads: {
    played: one(game, ({ gameId }) => gameId),
    first: one(rating, ({ players }) => players[0] ?? ''),
    second: one(rating, ({ players }) => players[1] ?? ''),
  },
  missing: (ended, context, known) => rateGame(ended, context, known),
  found: ({ ratedAt }, ended, context, known) => rateGame(ended, context, known, ratedAt),
});

const afterChange = ({ before: _before, ...after }: DataOf<typeof RatingChanged>): Rating => after;

/** Who has moved leaves the place of before. */
export const keepRating = react(RatingChanged, rating, {
  find: ({ id }) => id,
  missing: (changed) => become(afterChange(changed)),
  found: (_rating, changed) => {
    const { id, before } = changed;
    const isMoved = before !== null && before !== leastStrength(changed);
    return isMoved
      ? become(afterChange(changed), remove(ladder, ladderId(id, before)))
      : become(afterChange(changed));
  },
});

const rowOf = ({ id, games, ...strength }: DataOf<typeof RatingChanged>, alias: string) => ({
  id,
  alias,
  strength: leastStrength(strength),
  games,
});

export const climb = react(RatingChanged, ladder, {
  find: (changed) => ladderId(changed.id, leastStrength(changed)),
  reads: { who: one(score, ({ id }) => id) },
  missing: (changed, _context, { who }) => (who ? become(rowOf(changed, who.alias)) : ignore),
  found: ({ alias }, changed) => become(rowOf(changed, alias)),
});

/** Nobody can play as who has left: there is nobody to be ranked. */
export const leaveLadder = react(UserLeft, rating, {
  find: ({ id }) => id,
  found: (known) =>
    become(known, remove(rating, known.id), remove(ladder, ladderId(known.id, leastStrength(known)))),
});
