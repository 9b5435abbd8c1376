import { steadyNow } from '@tic-tac-toe/api/client';
import type { UserId } from '@tic-tac-toe/domain/contracts';
import type { Change } from './presence.ts';

/**
 * Since when somebody is away, as `steadyNow` counts; null for who was
 * away already when this page began to listen. That may have been for a second or a day: nothing is made up.
 */
export type AwaySince = number | null;

/** Which of those who are watched are away. */
export interface Watch {
  readonly watched: readonly UserId[];
  readonly away: ReadonlyMap<UserId, AwaySince>;
}

export const nobodyWatched: Watch = { watched: [], away: new Map() };

/** What is known when listening begins. */
export const watch = (watched: readonly UserId[], online: readonly UserId[]): Watch => ({
  watched,
  away: new Map(watched.filter((id) => !online.includes(id)).map((id) => [id, null])),
});

/** Taking in the same change twice is harmless: who is away already stays so since then. */
export function withChange(before: Watch, { online, offline }: Change, now = steadyNow()): Watch {
  const left = offline.filter((id) => before.watched.includes(id));
  const back = online.filter(({ id }) => before.away.has(id));
  if (left.length + back.length === 0) return before;
  const away = new Map(before.away);
  for (const id of left) away.set(id, away.get(id) ?? now);
  for (const { id } of back) away.delete(id);
  return { ...before, away };
}
