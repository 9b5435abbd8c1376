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
    const left = event.data.offline.filter((id) => ids.includes(id));
    const back = event.data.online.filter(({ id }) => away.has(id));
    if (left.length + back.length === 0) return;
    const next = new Map([...away, ...left.map((id) => [id, Date.now()] as const)]);
    for (const { id } of back) next.delete(id);
    setAway(next);
  });
  return away;
}
