import { z } from 'zod';
import { UserId } from '../users/ids.ts';
import { PublicUser } from '../users/user.ts';
import { PLAYER_NOT_FOUND } from './rejections.ts';
import { LadderRow } from './rating.ts';
import { BySide, Results } from './results.ts';
import { TopThree } from './score.ts';
import { query } from './scope.ts';

export const GetTopThreePlayers = query(
  'GetTopThreePlayers',
  z.object({}).prefault({}),
  z.object({ list: TopThree, position: z.number().int().min(0) }),
  { access: 'anyone' },
);

/** How a player's games came out; null while that is being counted, after an update of the server. */
export const GetResults = query(
  'GetResults',
  z.object({ userId: UserId }),
  z.object({ results: Results.nullable() }),
  { access: 'anyone' },
);

const Rank = z.number().int().min(1);

/** The most players in an answer. */
export const MAX_LADDER_PAGE = 100;

/**
 * The players who have rated games, strongest first. `rank` counts from 1, and is shared by equals. `next` is the `after` of
 * the following page, null on the last; who moves meanwhile may be in two pages, or in none.
 */
export const GetLadder = query(
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

/** Opponents in a profile: those met most often. */
export const MAX_RIVALS = 20;

/**
 * Of one player: points; strength and rank among `total`, null before the first rated game; how their games came out, and
 * against whom, null while that is being counted after an update of the server. `opponents` has the names of all whom
 * these name.
 */
export const GetProfile = query(
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
