import type { UserId } from '@tic-tac-toe/domain/contracts';
import { useEffect, useEffectEvent, useRef } from 'react';
import { trpc } from '../../api/trpc.ts';
import { useConnection } from '../connection/use-connection.ts';
import { useBeginnings } from '../users-feed/users-feed.tsx';
import { type AwaySince, knownBetter, nobodyWatched, watch, watchOthers, withChange } from './away.ts';
import { useFollowed } from './use-followed.ts';

/** Who signs in to sit down has a connection of their own a moment later: they are not away until then. */
const ARRIVES_WITHIN_MS = 3_000;

/**
 * Who of these is away, live. Presence tells of changes only: whenever listening begins, the server is asked
 * who is here. While this page has no connection itself, it knows of nobody, and says so of nobody.
 */
export function useAway(ids: readonly UserId[]): ReadonlyMap<UserId, AwaySince> {
  const utils = trpc.useUtils();
  const beginnings = useBeginnings();
  const isConnected = useConnection().state === 'fine';
  const { known = nobodyWatched, takeIn, change } = useFollowed(withChange);
  const whom = ids.join();

  const ask = useEffectEvent((isCurrent: () => boolean, isLater: boolean) => {
    const asked = utils.users.getPresence.fetch({ userIds: [...ids] }, { staleTime: 0, retry: 3 });
    // Where the connection broke again, it will begin anew, and ask again.
    takeIn(asked, (before, known) => {
      if (!isCurrent()) return before;
      return isLater && before ? knownBetter(before, watch(ids, known)) : watch(ids, known);
    }).catch(() => undefined);
  });
  const welcome = useEffectEvent(() => change((before = nobodyWatched) => watchOthers(before, ids)));

  const heardSince = useRef(0);
  useEffect(() => {
    const isLater = heardSince.current === beginnings;
    heardSince.current = beginnings;
    if (beginnings === 0 || whom === '') return;
    let isCurrent = true;
    if (isLater) welcome();
    const timer = setTimeout(() => ask(() => isCurrent, isLater), isLater ? ARRIVES_WITHIN_MS : 0);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [beginnings, whom]);

  return isConnected ? known.away : nobodyWatched.away;
}
