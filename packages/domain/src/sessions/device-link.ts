import { z } from 'zod';
import {
  ActorId,
  become,
  cancel,
  type Context,
  type DataOf,
  handle,
  ignore,
  Instant,
  many,
  react,
  remove,
  schedule,
  toInstant,
  toMilliseconds,
  where,
} from '../kit/define/index.ts';
import { DeviceLinkExpired, MakeDeviceLink, SessionEnded, StartSession, UseDeviceLink } from './messages.ts';
import { DEVICE_LINK_NOT_VALID, SESSION_NOT_FOUND } from './rejections.ts';
import { DeviceLinkId, type Session, session } from './session.ts';
import { state } from './scope.ts';

/*
 * A link that signs another device in. Its secret is with who holds the link alone: here is its hash. It is of use once, for
 * minutes, and only while its user is signed in somewhere: nobody comes back as who has left for good.
 */

/** Time to take the other device in hand. */
export const LINK_LASTS_MS = 5 * 60_000;

/** `usedBy` is what the one who has used it showed, as a hash: they may ask again, where the answer was lost. */
export const DeviceLink = z.object({
  id: DeviceLinkId,
  userId: ActorId,
  expiresAt: Instant,
  usedBy: z.string().nullable(),
});
type DeviceLink = z.output<typeof DeviceLink>;

export const deviceLink = state('deviceLink', DeviceLink, { indexes: { user: ({ userId }) => [userId] } });

const expiryTimer = (id: DeviceLinkId): string => `deviceLink/${id}`;
const withdrawn = ({ id }: DeviceLink) => [remove(deviceLink, id), cancel(expiryTimer(id))];

interface Reads {
  readonly mine: readonly DeviceLink[];
  readonly sessions: readonly Session[];
}

/** The latest is the one that counts: those that were made before it, and not used, are withdrawn. */
function make({ id, userId }: DataOf<typeof MakeDeviceLink>, { now }: Context, { mine, sessions }: Reads) {
  if (sessions.length === 0) return SESSION_NOT_FOUND;
  const at = now + LINK_LASTS_MS;
  return become(
    { id, userId, expiresAt: toInstant(at), usedBy: null },
    schedule(DeviceLinkExpired({ id }), { key: expiryTimer(id), at }),
    ...mine.filter(({ usedBy }) => usedBy === null).flatMap(withdrawn),
  );
}

export const makeDeviceLink = handle(MakeDeviceLink, deviceLink, {
  find: ({ id }) => id,
  reads: {
    mine: many(deviceLink, 'user', ({ userId }) => userId),
    sessions: many(session, 'user', ({ userId }) => userId),
  },
  missing: make,
  found: DEVICE_LINK_NOT_VALID,
});

/** Whether it can be used by whoever shows this. */
export const isValid = ({ expiresAt, usedBy }: DeviceLink, now: number, by: string | null): boolean =>
  toMilliseconds(expiresAt) > now && (usedBy === null || usedBy === by);

export const useDeviceLink = handle(UseDeviceLink, deviceLink, {
  find: ({ id }) => id,
  missing: DEVICE_LINK_NOT_VALID,
  found: (link, { by, session: id }, { now }) =>
    isValid(link, now, by)
      ? become({ ...link, usedBy: by }, StartSession({ id, userId: link.userId, cameBy: link.id }))
      : DEVICE_LINK_NOT_VALID,
});

const expire = react(DeviceLinkExpired, deviceLink, {
  find: ({ id }) => id,
  found: (link, _data, { now }) =>
    toMilliseconds(link.expiresAt) <= now ? become(link, ...withdrawn(link)) : ignore,
});

const withdrawOfWhoHasLeft = react(SessionEnded, deviceLink, {
  find: ({ last, userId }) => (last ? where(deviceLink, 'user', userId) : null),
  found: (link) => become(link, ...withdrawn(link)),
});

export const deviceLinkReactions = [expire, withdrawOfWhoHasLeft] as const;
