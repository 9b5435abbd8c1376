import {
  become,
  cancel,
  type DataOf,
  handle,
  ignore,
  many,
  react,
  remove,
  schedule,
  TimerPostponed,
  toInstant,
  toMilliseconds,
  where,
} from '../kit/define/index.ts';
import {
  EndSession,
  EndSessionsOf,
  RenewSession,
  SessionEnded,
  SessionExpired,
  SessionStarted,
  StartSession,
} from './messages.ts';
import { SESSION_ALREADY_EXISTS, SESSION_NOT_FOUND } from './rejections.ts';
import { type Session, session, type SessionId } from './session.ts';

/**
 * Sessions that a user may have: one for each device, and one for each retry, where an answer was lost. More are nobody's, and
 * would make signing out as long as somebody likes.
 */
export const MAX_SESSIONS = 10;

const expiryTimer = (id: SessionId): string => `session/${id}`;

const expireAt = ({ id, userId }: Pick<Session, 'id' | 'userId'>, at: number) =>
  schedule(SessionExpired({ id, userId }), { key: expiryTimer(id), at });

/** @param lifetime milliseconds from sign-in, or from the last renewal, to expiry */
export const startSession = (lifetime: number) =>
  handle(StartSession, session, {
    find: ({ id }) => id,
    reads: { mine: many(session, 'user', ({ userId }) => userId) },
    missing: ({ id, userId, cameBy }, { now }, { mine }) => {
      const at = now + lifetime;
      const expiresAt = toInstant(at);
      return become(
        { id, userId, startedAt: toInstant(now), expiresAt, ...(cameBy !== undefined && { cameBy }) },
        SessionStarted({ id, userId, expiresAt }),
        expireAt({ id, userId }, at),
        ...oldest(mine).flatMap((old) => ended(old, false)),
      );
    },
    found: SESSION_ALREADY_EXISTS,
  });

export const renewSession = (lifetime: number) =>
  handle(RenewSession, session, {
    find: ({ id }) => id,
    missing: SESSION_NOT_FOUND,
    found: (before, _data, { now }) =>
      become({ ...before, expiresAt: toInstant(now + lifetime) }, expireAt(before, now + lifetime)),
  });

const ended = ({ id, userId }: Session, last: boolean) => [
  remove(session, id),
  cancel(expiryTimer(id)),
  SessionEnded({ id, userId, last }),
];

/** What one more session would be too many for: those that were begun first. */
const oldest = (mine: readonly Session[]): readonly Session[] =>
  mine
    .toSorted((a, b) => toMilliseconds(a.startedAt) - toMilliseconds(b.startedAt))
    .slice(0, Math.max(0, mine.length + 1 - MAX_SESSIONS));

const othersThan = ({ id }: Session, mine: readonly Session[]) => mine.filter((other) => other.id !== id);

/** @param isLast whether none of the user's stays */
const endAll = (ending: Session, others: readonly Session[], isLast: boolean) =>
  become(ending, ...others.flatMap((other) => ended(other, false)), ...ended(ending, isLast));

function endDevice(ending: Session, mine: readonly Session[]) {
  const others = othersThan(ending, mine);
  const here = others.filter(({ cameBy }) => cameBy === ending.cameBy);
  return endAll(ending, here, here.length === others.length);
}

/**
 * Ends all sessions of the device. They are of one sign-in: where its answer was lost and asked for again, nobody
 * holds the token of the first, which would keep the name. On other devices the user stays.
 */
export const endSession = handle(EndSession, session, {
  find: ({ id }) => id,
  reads: { mine: many(session, 'user', ({ userId }) => userId) },
  missing: SESSION_NOT_FOUND,
  found: (ending, { userId }, _context, { mine }) =>
    ending.userId === userId ? endDevice(ending, mine) : SESSION_NOT_FOUND,
});

/** A renewal moves the timer; whatever else finds a session that lasts longer leaves it alone. */
export const sessionExpired = react(SessionExpired, session, {
  find: ({ id }) => id,
  reads: { mine: many(session, 'user', ({ userId }) => userId) },
  found: (ending, _data, { now }, { mine }) =>
    toMilliseconds(ending.expiresAt) <= now
      ? become(ending, ...ended(ending, othersThan(ending, mine).length === 0))
      : ignore,
});

const postponed = ({ event }: DataOf<typeof TimerPostponed>) =>
  event.name === SessionExpired.name ? SessionExpired.schema.safeParse(event.data).data : undefined;

/** Its timer comes sooner where the clock was set back: the session does not last longer than its timer. */
export const sessionPostponed = react(TimerPostponed, session, {
  find: (news) => postponed(news)?.id ?? null,
  found: (before, { due }) =>
    due < toMilliseconds(before.expiresAt) ? become({ ...before, expiresAt: toInstant(due) }) : ignore,
});

/** One of the sessions ends them all. */
export const endSessionsOf = handle(EndSessionsOf, session, {
  find: ({ userId }) => where(session, 'user', userId),
  reads: { mine: many(session, 'user', ({ userId }) => userId) },
  missing: SESSION_NOT_FOUND,
  found: (ending, _data, _context, { mine }) =>
    mine.some(({ id }) => id < ending.id) ? ignore : endAll(ending, othersThan(ending, mine), true),
});
