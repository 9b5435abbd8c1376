import { keepPreviousData } from '@tanstack/react-query';
import type { GameId, Lists, UserId } from '@tic-tac-toe/domain/contracts';
import { useEffect, useEffectEvent, useRef } from 'react';
import { trpc } from '../../api/trpc.ts';

/** Where so many games are played, the lists change all the time. */
const ASKED_AFTER_MS = 5_000;

/** As many as the server answers for. */
const MAX_ASKED_FOR = 200;

/**
 * Who of these plays, and what: as the list of games says. Where more are played than it has, the server is asked, and asked again
 * once the lists have changed: no game begins or ends without that.
 */
export function usePlaying(ids: readonly UserId[], lists: Lists | undefined): ReadonlyMap<UserId, GameId> {
  const isComplete = lists !== undefined && lists.games.length === lists.total;
  const isAsked = ids.length > 0 && lists !== undefined && !isComplete;
  const { data, refetch } = trpc.games.getRunningGames.useQuery(
    { among: ids.slice(0, MAX_ASKED_FOR) },
    { refetchOnMount: 'always', placeholderData: keepPreviousData, enabled: isAsked },
  );
  useSoonAfter(isAsked ? lists : undefined, () => void (isAsked && refetch()));
  const listed = (lists?.games ?? []).flatMap(({ gameId, players }) =>
    players.map((player) => [player, gameId] as const),
  );
  const others = isComplete ? [] : (data?.playing ?? []);
  return new Map([...others.map(({ player, gameId }) => [player, gameId] as const), ...listed.toReversed()]);
}

/** Once for all changes within that time; undefined is none. */
function useSoonAfter(change: unknown, run: () => void): void {
  const timer = useRef<number>(undefined);
  const runNow = useEffectEvent(run);
  useEffect(() => {
    if (change === undefined) return;
    timer.current ??= window.setTimeout(() => {
      timer.current = undefined;
      runNow();
    }, ASKED_AFTER_MS);
  }, [change]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
}
