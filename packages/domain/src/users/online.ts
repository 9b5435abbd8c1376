import { z } from 'zod';
import {
  become,
  codePointOrder,
  type Context,
  ignore,
  one,
  type QueryReader,
  react,
  remove,
  schedule,
  singleton,
  SINGLETON,
  where,
} from '../kit/define/index.ts';
import { SessionDisconnected, SessionEnded, UserConnected } from '../sessions/messages.ts';
import { SocketSessionId } from '../sessions/session.ts';
import { UsersOnlineUpdated } from './events.ts';
import { UserId } from './ids.ts';
import { aliasOwner, PublicUser, user } from './user.ts';
import { event, state } from './scope.ts';

/** Changes of presence are gathered this long: a page that reloads comes and goes unnoticed. */
const GATHERED_MS = 300;

/** Connections of a user. */
export const Connections = z.array(SocketSessionId);

/** A user is online while at least one connection is. */
export const online = state('online', z.object({ ...PublicUser.shape, sessions: Connections }), {
  live: true,
  indexes: { session: ({ sessions }) => sessions },
});

export const UserCameOnline = event('UserCameOnline', PublicUser, { live: true });
export const UserWentOffline = event('UserWentOffline', z.object({ id: UserId }), { live: true });
const PresenceGathered = event('PresenceGathered', z.object({}), { live: true });
export const presenceEvents = { UserCameOnline, UserWentOffline, PresenceGathered };

const connect = react(UserConnected, online, {
  find: ({ userId }) => userId,
  reads: { who: one(user, ({ userId }) => userId) },
  missing: ({ sessionId }, _context, { who }) =>
    who ? become({ ...who, sessions: [sessionId] }, UserCameOnline(who)) : ignore,
  found: (before, { sessionId }) =>
    before.sessions.includes(sessionId)
      ? ignore
      : become({ ...before, sessions: [...before.sessions, sessionId] }),
});

/** A second disconnect of the same connection finds nobody, and does nothing. */
const disconnect = react(SessionDisconnected, online, {
  find: ({ sessionId }) => where(online, 'session', sessionId),
  found: (before, { sessionId }) => {
    const sessions = before.sessions.filter((session) => session !== sessionId);
    if (sessions.length > 0) return become({ ...before, sessions });
    return become(before, remove(online, before.id), UserWentOffline({ id: before.id }));
  },
});

/**
 * How many are online, and what has changed since that was last told. `since` is when the first of them came, in milliseconds
 * since the Unix epoch: whoever was not here before that may have had no server to come to.
 */
const Presence = z.object({
  since: z.number(),
  total: z.number().int(),
  online: z.array(PublicUser),
  offline: z.array(UserId),
  left: z.array(UserId),
});
type Presence = z.output<typeof Presence>;

export const presence = state('presence', Presence, { live: true });

const nothingUntold: Pick<Presence, 'online' | 'offline' | 'left'> = { online: [], offline: [], left: [] };
const nobodySince = (now: number): Presence => ({ since: now, total: 0, ...nothingUntold });
const isUntold = (before: Presence) => before.online.length + before.offline.length + before.left.length > 0;

/** One update for all that changes before it is due. */
const gather = (before: Presence, after: Presence, { now }: Context) =>
  become(
    after,
    ...(isUntold(before) ? [] : [schedule(PresenceGathered({}), { key: 'presence', at: now + GATHERED_MS })]),
  );

const cameOnline = (before: Presence, came: PublicUser, context: Context) => {
  const wasAway = before.offline.includes(came.id);
  return gather(
    before,
    {
      ...before,
      total: before.total + 1,
      online: wasAway ? before.online : [...before.online, came],
      offline: before.offline.filter((id) => id !== came.id),
    },
    context,
  );
};

const wentOffline = (before: Presence, { id }: { readonly id: UserId }, context: Context) => {
  const isNews = before.online.some((came) => came.id === id);
  return gather(
    before,
    {
      ...before,
      total: before.total - 1,
      online: before.online.filter((came) => came.id !== id),
      offline: isNews ? before.offline : [...before.offline, id],
    },
    context,
  );
};

const countIn = react(UserCameOnline, presence, {
  find: singleton,
  missing: (came, context) => cameOnline(nobodySince(context.now), came, context),
  found: cameOnline,
});

const countOut = react(UserWentOffline, presence, { find: singleton, found: wentOffline });

/** Nobody can act any more as who has ended the last session. Their connections end a moment later. */
const hasLeft = (before: Presence, { userId }: { readonly userId: UserId }, context: Context) =>
  gather(before, { ...before, left: [...before.left, userId] }, context);

const noteLeft = react(SessionEnded, presence, {
  find: ({ last }) => (last ? SINGLETON : null),
  reads: { who: one(user, ({ userId }) => userId) },
  missing: (ended, context, { who }) => (who ? hasLeft(nobodySince(context.now), ended, context) : ignore),
  found: (before, ended, context, { who }) => (who ? hasLeft(before, ended, context) : ignore),
});

const tell = react(PresenceGathered, presence, {
  find: singleton,
  found: (before) => {
    if (!isUntold(before)) return ignore;
    const { since, left, ...rest } = before;
    return become(
      { since, total: before.total, ...nothingUntold },
      UsersOnlineUpdated(left.length > 0 ? { ...rest, left } : rest),
    );
  },
});

/**
 * Who of these is online by what was told last. What is still gathered is left out, since it may never be told:
 * of somebody who reloads the page just now no update will say "back".
 */
export async function onlineAmong(ids: readonly UserId[], read: QueryReader): Promise<UserId[]> {
  // Begun together, these read one moment: nothing is committed in between.
  const [gathered, ...found] = await Promise.all([
    read.singleton(presence),
    ...ids.map((id) => read.get(online, id)),
  ]);
  const untold = gathered?.state ?? nothingUntold;
  const cameUntold = (id: UserId) => untold.online.some((came) => came.id === id);
  return ids.filter((id, index) => (found[index] ? !cameUntold(id) : untold.offline.includes(id)));
}

/** Who of these holds no name any more. It is known for good, and at once. */
export async function leftAmong(ids: readonly UserId[], read: QueryReader): Promise<UserId[]> {
  const held = await Promise.all(ids.map((id) => read.where(aliasOwner, 'user', id)));
  const known = await Promise.all(ids.map((id) => read.get(user, id)));
  return ids.filter((_id, index) => known[index] !== undefined && held[index]?.length === 0);
}

/**
 * Those online, by id. Who has just gone counts until that is told: of somebody who reloads the page no update
 * will say "back". Who has just come counts at once, and is told again.
 */
export async function onlinePage(after: UserId | null, limit: number, read: QueryReader) {
  // Begun together, these read one moment: nothing is committed in between.
  const [gathered, page, count] = await Promise.all([
    read.singleton(presence),
    read.page(online, after, limit),
    read.count(online),
  ]);
  const untold = gathered?.state ?? nothingUntold;
  const leaving = untold.offline.filter((id) => after === null || id > after).toSorted(codePointOrder);
  const gone = await Promise.all(leaving.slice(0, limit).map((id) => read.get(user, id)));
  const found = [...page, ...gone.filter((each) => each !== undefined)]
    .map(({ state: { id, alias } }) => ({ id, alias }))
    .toSorted((a, b) => codePointOrder(a.id, b.id))
    .slice(0, limit);
  const next = found.length === limit ? (found.at(-1)?.id ?? null) : null;
  return { users: found, total: count + untold.offline.length, next };
}

export const onlineReactions = [connect, disconnect, countIn, countOut, noteLeft, tell] as const;
