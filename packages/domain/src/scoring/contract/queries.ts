import { z } from 'zod';
import { UserId } from '../../users/ids.ts';
import { PublicUser } from '../../users/user.ts';
import { MAX_LADDER_PAGE } from '../limits.ts';
import { PLAYER_NOT_FOUND } from '../rejections.ts';
import { LadderRow } from '../rating.ts';
import { BySide, Results } from '../results.ts';
import { TopThree } from '../score.ts';
import { query } from '../scope.ts';

const Rank = z.number().int().min(1);

/** The three with the most points, and from where in the log its updates go on. */
export const getTopThreePlayers = query(
  'GetTopThreePlayers',
  z.object({}).prefault({}),
  z.object({ list: TopThree, position: z.number().int().min(0) }),
  { access: 'anyone' },
);

/** How a player's games came out; null while that is being counted, after an update of the server. */
export const getResults = query(
  'GetResults',
  z.object({ userId: UserId }),
  z.object({ results: Results.nullable() }),
  { access: 'anyone' },
);

/**
 * The players who have rated games, strongest first. `rank` counts from 1, and is shared by equals. `next` is the `after` of
 * the following page, null on the last; who moves meanwhile may be in two pages, or in none.
 */
export const getLadder = query(
  'GetLadder',
  z
    .object({
      after: z.string().max(50).optional(),
      limit: z.number().int().min(1).max(MAX_LADDER_PAGE).optional(),
    })
    .prefault({}),
  z.object({
    rows: z.array(LadderRow.extend({ rank: Rank })),
    total: z.number().int().min(0),
    next: z.string().nullable(),
  }),
  { access: 'anyone' },
);

/**
 * Of one player: points; strength and rank among `total`, null before the first rated game; how their games came out, and
 * against whom, null while that is being counted after an update of the server. `opponents` has the names of all whom
 * these name.
 */
export const getProfile = query(
  'GetProfile',
  z.object({ userId: UserId }),
  z.object({
    player: PublicUser,
    score: z.number().int().min(0),
    ladder: LadderRow.extend({ rank: Rank, total: Rank }).nullable(),
    results: Results.nullable(),
    rivals: z.array(BySide.extend({ opponent: UserId })).nullable(),
    opponents: z.array(PublicUser),
  }),
  { access: 'anyone', rejections: [PLAYER_NOT_FOUND] },
);
