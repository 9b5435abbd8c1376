import type { UserId } from '@tic-tac-toe/domain/contracts';
import { useEffect, useEffectEvent } from 'react';
import { trpc } from '../../api/trpc.ts';
import { useConnection } from '../connection/use-connection.ts';
import { useBeginnings } from '../users-feed/users-feed.tsx';
import { type AwaySince, nobodyWatched, watch, withChange } from './away.ts';
import { useFollowed } from './use-followed.ts';

/**
 * Who of these is away, live. Presence tells of changes only: whenever listening begins, the server is asked
 * who is here. While this page has no connection itself, it knows of nobody, and says so of nobody.
 */
export function useAway(ids: readonly UserId[]): ReadonlyMap<UserId, AwaySince> {
  const utils = trpc.useUtils();
  const beginnings = useBeginnings();
  const isConnected = useConnection().state === 'fine';
  const { known = nobodyWatched, takeIn } = useFollowed(withChange);
  const whom = ids.join();

  const ask = useEffectEvent((isCurrent: () => boolean) => {
    const asked = utils.users.getPresence.fetch({ userIds: [...ids] }, { staleTime: 0, retry: 3 });
    // Where the connection broke again, it will begin anew, and ask again.
    takeIn(asked, (before, known) => (isCurrent() ? watch(ids, known) : before)).catch(() => undefined);
  });

  useEffect(() => {
    if (beginnings === 0 || whom === '') return;
    let isCurrent = true;
    ask(() => isCurrent);
    return () => {
      isCurrent = false;
    };
  }, [beginnings, whom]);

  return isConnected ? known.away : nobodyWatched.away;
}
