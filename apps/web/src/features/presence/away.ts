import { steadyNow } from '@tic-tac-toe/api/client';
import type { UserId } from '@tic-tac-toe/domain/contracts';
import type { Change } from './presence.ts';

/**
 * Since when somebody is away, as `steadyNow` counts; null for who was
 * away already when this page began to listen. That may have been for a second or a day: nothing is made up. Who has
 * `left` has signed out, and does not come back.
 */
export type AwaySince = number | null | 'left';

/** Which of those who are watched have no connection. */
export interface Watch {
  readonly watched: readonly UserId[];
  readonly away: ReadonlyMap<UserId, AwaySince>;
  /** Those who have acted since they were seen to go, if they were: without a connection they call, as scripts do. */
  readonly acted: ReadonlySet<UserId>;
}

export const nobodyWatched: Watch = { watched: [], away: new Map(), acted: new Set() };

/** What is known when listening begins. */
export const watch = (
  watched: readonly UserId[],
  {
    online,
    left = [],
  }: { readonly online: readonly UserId[]; readonly left?: readonly UserId[] | undefined },
): Watch => ({
  watched,
  away: new Map(
    watched
      .filter((id) => left.includes(id) || !online.includes(id))
      .map((id) => [id, left.includes(id) ? 'left' : null]),
  ),
  acted: new Set(),
});

/**
 * Others are watched from now on, and who is new among them is taken to be here: who signs in to sit down has a connection
 * of their own a moment later.
 */
export const watchOthers = (before: Watch, watched: readonly UserId[]): Watch => ({
  watched,
  away: new Map([...before.away].filter(([id]) => watched.includes(id))),
  acted: new Set([...before.acted].filter((id) => watched.includes(id))),
});

/**
 * What is known later on of those who are watched: since when somebody is away, a page knows that has heard it. Who was
 * taken to be here, and is not, has never come.
 * @param takenToBeHereAt as `steadyNow` counts
 */
export function knownBetter({ away: before, acted }: Watch, now: Watch, takenToBeHereAt: number): Watch {
  const sinceWhen = (id: UserId) => {
    const heard = before.get(id);
    return heard === undefined ? takenToBeHereAt : heard;
  };
  return { ...now, away: new Map([...now.away].map(([id, since]) => [id, since ?? sinceWhen(id)])), acted };
}

/** Who acts is here at that moment. */
export const withAct = (before: Watch, id: UserId): Watch =>
  before.acted.has(id) || !before.watched.includes(id)
    ? before
    : { ...before, acted: new Set([...before.acted, id]) };

/** Who calls is away only where they are waited for. */
export const isCalling = ({ away, acted }: Watch, id: UserId): boolean =>
  acted.has(id) && away.has(id) && away.get(id) !== 'left';

/** Those who are away, and not just between two calls. */
export const awayIn = (known: Watch): ReadonlyMap<UserId, AwaySince> =>
  new Map([...known.away].filter(([id]) => !isCalling(known, id)));

/** Taking in the same change twice is harmless: who is away already stays so since then. */
export function withChange(before: Watch, change: Change, now = steadyNow()): Watch {
  const isWatched = (id: UserId) => before.watched.includes(id);
  const gone = change.offline.filter(isWatched);
  const left = (change.left ?? []).filter(isWatched);
  const back = change.online.filter(({ id }) => before.away.has(id));
  if (gone.length + left.length + back.length === 0) return before;
  const away = new Map(before.away);
  for (const id of gone) away.set(id, away.get(id) ?? now);
  for (const { id } of back) away.delete(id);
  for (const id of left) away.set(id, 'left');
  return { ...before, away, acted: new Set([...before.acted].filter((id) => !gone.includes(id))) };
}
