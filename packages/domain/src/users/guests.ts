import { z } from 'zod';
import { GameCreated, PlayerJoinedAGame } from '../games/events.ts';
import {
  become,
  cancel,
  type Context,
  type DataOf,
  ignore,
  one,
  react,
  reactStateless,
  schedule,
  TimerPostponed,
  where,
} from '../kit/define/index.ts';
import { EndSessionsOf } from '../sessions/messages.ts';
import { UserId } from './ids.ts';
import { online, UserCameOnline, UserWentOffline } from './online.ts';
import { type AliasOwner, aliasOwner } from './user.ts';
import { event } from './scope.ts';

/*
 * A guest who closes a private window never signs out, and cannot come back as who they were: the name would stay
 * taken until the session expires, for nobody. So it is given free where a guest, who has not sat at any game, stays
 * away for a while. Who has played keeps it, and so does who never had a connection, as scripts that only call.
 */

/** How long a guest may be away: long enough to fetch the friend that one wants to play with. */
export const GUEST_KEPT_MS = 30 * 60_000;

/** The time is over that a guest may be `away`; or it is time to look whether they still are there. */
export const GuestGone = event('GuestGone', z.object({ userId: UserId, away: z.boolean() }));

/** A guest has left without a word. */
export const GuestLeft = event('GuestLeft', z.object({ userId: UserId }));

export const guestTimer = (userId: UserId): string => `guest/${userId}`;
const ownerOf = (userId: UserId) => where(aliasOwner, 'user', userId);
const isGuest = ({ guest }: AliasOwner): boolean => guest === true;

const lookAgain = (owner: AliasOwner, away: boolean, { now }: Context) =>
  become(
    owner,
    schedule(GuestGone({ userId: owner.userId, away }), {
      key: guestTimer(owner.userId),
      at: now + GUEST_KEPT_MS,
    }),
  );

/** Presence is live: a server that starts anew has not seen anybody go, so that it looks after those who came. */
const guestCame = react(UserCameOnline, aliasOwner, {
  find: ({ id }) => ownerOf(id),
  when: isGuest,
  found: (owner, _data, context) => lookAgain(owner, false, context),
});

const guestWent = react(UserWentOffline, aliasOwner, {
  find: ({ id }) => ownerOf(id),
  when: isGuest,
  found: (owner, _data, context) => lookAgain(owner, true, context),
});

const guestGone = react(GuestGone, aliasOwner, {
  find: ({ userId }) => ownerOf(userId),
  reads: { here: one(online, ({ userId }) => userId) },
  found: (owner, { userId, away }, context, { here }) => {
    if (!isGuest(owner)) return ignore;
    if (here) return lookAgain(owner, false, context);
    return away ? become(owner, GuestLeft({ userId })) : lookAgain(owner, true, context);
  },
});

const postponed = ({ event: late }: DataOf<typeof TimerPostponed>) =>
  late.name === GuestGone.name ? GuestGone.schema.safeParse(late.data).data : undefined;

/** While the server was away nobody could come back: the time begins anew. */
const guestPostponed = react(TimerPostponed, aliasOwner, {
  find: (timer) => {
    const late = postponed(timer);
    return late ? ownerOf(late.userId) : null;
  },
  when: isGuest,
  found: (owner, _data, context) => lookAgain(owner, true, context),
});

/** With the last of their sessions the name is free. */
const guestLeft = reactStateless(GuestLeft, ({ userId }) => [EndSessionsOf({ userId })]);

const stays = ({ key, userId }: AliasOwner) => become({ key, userId }, cancel(guestTimer(userId)));

const guestPlays = react(PlayerJoinedAGame, aliasOwner, {
  find: ({ player }) => ownerOf(player),
  when: isGuest,
  found: stays,
});

const guestHosts = react(GameCreated, aliasOwner, {
  find: ({ host }) => ownerOf(host),
  when: isGuest,
  found: stays,
});

export const guestReactions = [
  guestCame,
  guestWent,
  guestGone,
  guestLeft,
  guestPostponed,
  guestPlays,
  guestHosts,
] as const;
