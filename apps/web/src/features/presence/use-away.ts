import { steadyNow } from '@tic-tac-toe/api/client';
import type { UserId } from '@tic-tac-toe/domain/contracts';
import { useEffect, useEffectEvent, useRef } from 'react';
import { trpc } from '../../api/trpc.ts';
import { useConnection } from '../connection/use-connection.ts';
import { useBeginnings } from '../users-feed/users-feed.tsx';
import { knownBetter, nobodyWatched, type Watch, watch, watchOthers, withAct, withChange } from './away.ts';
import { useFollowed } from './use-followed.ts';

/** Something that a player has done; `number` tells it from what they did before. */
export interface Act {
  readonly by: UserId;
  readonly number: number;
}

/** Who signs in to sit down has a connection of their own a moment later: they are not away until then. */
const ARRIVES_WITHIN_MS = 3_000;

/**
 * Who of these is away, live. Presence tells of changes only: whenever listening begins, the server is asked
 * who is here. While this page has no connection itself, it knows of nobody, and says so of nobody.
 * @param act who has acted last, if anybody has
 */
export function useAway(ids: readonly UserId[], act: Act | undefined): Watch {
  const utils = trpc.useUtils();
  const beginnings = useBeginnings();
  const isConnected = useConnection().state === 'fine';
  const { known = nobodyWatched, takeIn, change } = useFollowed(withChange);
  const whom = ids.join();

  const ask = useEffectEvent((isCurrent: () => boolean, takenToBeHereAt: number | null) => {
    const asked = utils.users.getPresence.fetch({ userIds: [...ids] }, { staleTime: 0, retry: 3 });
    // Where the connection broke again, it will begin anew, and ask again.
    takeIn(asked, (before, known) => {
      if (!isCurrent()) return before;
      const now = watch(ids, known);
      return takenToBeHereAt !== null && before ? knownBetter(before, now, takenToBeHereAt) : now;
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
    const since = steadyNow();
    const wait = isLater ? ARRIVES_WITHIN_MS : 0;
    const timer = setTimeout(() => ask(() => isCurrent, isLater ? since : null), wait);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [beginnings, whom]);

  const seen = useRef(act?.number);
  const take = useEffectEvent(() => {
    if (act) change((before = nobodyWatched) => withAct(before, act.by));
  });
  useEffect(() => {
    if (act?.number === seen.current) return;
    seen.current = act?.number;
    take();
  }, [act?.number]);

  return isConnected ? known : nobodyWatched;
}
