import { z } from 'zod';
import { GameId } from '../../games/ids.ts';
import { Alias } from '../alias.ts';
import { UserId } from '../ids.ts';
import { MAX_ASKED_FOR } from '../limits.ts';
import { USER_NOT_FOUND } from '../rejections.ts';
import { PublicUser } from '../user.ts';
import { query } from '../scope.ts';

/** Whoever watches a game may know who plays. */
export const getUser = query('GetUser', z.object({ id: UserId }), PublicUser, {
  access: 'anyone',
  rejections: [USER_NOT_FOUND],
});

/**
 * One page of those online, by id, of at most `limit` (100); `next` is the `after` of the following page, null on
 * the last. Whoever listens first and asks then knows from there on: who has gone counts until that is told.
 */
export const getUsersOnline = query(
  'GetUsersOnline',
  z.object({ after: UserId.optional(), limit: z.number().int().min(1).max(200).optional() }).prefault({}),
  z.object({ users: z.array(PublicUser), total: z.number().int().min(0), next: UserId.nullable() }),
);

/**
 * Who of these is online, as far as listeners have been told: whoever listens first and asks then knows it from
 * there on, since the updates go on from this answer. An id of nobody's is nobody online. Who has `left` has signed
 * out, or stayed away until the sign-in was over, and will not come back.
 */
export const getPresence = query(
  'GetPresence',
  z.object({ userIds: z.array(UserId).max(MAX_ASKED_FOR) }),
  z.object({ online: z.array(UserId), left: z.array(UserId).optional() }),
);

/**
 * A name like this one that is free at the moment, `Ann 2` for `Ann`; null where there are too many like it. It may be
 * another's by the time that it is asked for.
 */
export const getFreeAlias = query(
  'GetFreeAlias',
  z.object({ like: Alias }),
  z.object({ alias: z.string().nullable() }),
  { access: 'anyone' },
);

/** The invitations that wait for the caller's answer. */
export const getMyInvitations = query(
  'GetMyInvitations',
  z.object({}).prefault({}),
  z.object({
    invitations: z.array(z.object({ host: UserId, game: GameId })),
    position: z.number().int().min(0),
  }),
);
