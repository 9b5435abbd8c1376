import type { UserId } from '@tic-tac-toe/domain/contracts';
import { useState } from 'react';
import { useUsersEvents } from '../users-feed/users-feed.tsx';

/**
 * Who of these went offline, and since when by this computer's clock. Presence tells of changes only: who is
 * not heard of counts as here.
 */
export function useAway(ids: readonly UserId[]): ReadonlyMap<UserId, number> {
  const [away, setAway] = useState<ReadonlyMap<UserId, number>>(new Map());
  useUsersEvents(({ event }) => {
    if (event.type !== 'UsersOnlineUpdated') return;
    const { online, offline } = event.data;
    setAway((before) => withChange(before, { left: offline.filter((id) => ids.includes(id)), online }));
  });
  return away;
}

interface Change {
  readonly left: readonly UserId[];
  readonly online: readonly { readonly id: UserId }[];
}

function withChange(
  before: ReadonlyMap<UserId, number>,
  { left, online }: Change,
): ReadonlyMap<UserId, number> {
  const back = online.filter(({ id }) => before.has(id));
  if (left.length + back.length === 0) return before;
  const after = new Map([...before, ...left.map((id) => [id, Date.now()] as const)]);
  for (const { id } of back) after.delete(id);
  return after;
}
