import { z } from 'zod';
import { GameId } from '../games/ids.ts';
import { query } from '../kit/message.ts';
import { UserId } from './ids.ts';
import { USER_NOT_FOUND } from './rejections.ts';
import { PublicUser } from './user.ts';

export const GetUser = query('GetUser', z.object({ id: UserId }), PublicUser, {
  rejections: [USER_NOT_FOUND],
});

/**
 * One page of those online, by id, of at most `limit` (100); `next` is the `after` of the following page, null on
 * the last. Whoever listens first and asks then knows from there on: who has gone counts until that is told.
 */
export const GetUsersOnline = query(
  'GetUsersOnline',
  z.object({ after: UserId.optional(), limit: z.number().int().min(1).max(200).optional() }).prefault({}),
  z.object({ users: z.array(PublicUser), total: z.number().int().min(0), next: UserId.nullable() }),
);

/** Whose presence may be asked for at a time. */
export const MAX_ASKED_FOR = 50;

/**
 * Who of these is online, as far as listeners have been told: whoever listens first and asks then knows it from
 * there on, since the updates go on from this answer. An id of nobody's is nobody online.
 */
export const GetPresence = query(
  'GetPresence',
  z.object({ userIds: z.array(UserId).max(MAX_ASKED_FOR) }),
  z.object({ online: z.array(UserId) }),
);

/** The invitations that wait for the caller's answer. */
export const GetMyInvitations = query(
  'GetMyInvitations',
  z.object({}).prefault({}),
  z.object({
    invitations: z.array(z.object({ host: UserId, game: GameId })),
    position: z.number().int().min(0),
  }),
);
