import { gameAtPath } from '@tic-tac-toe/domain/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { connection } from '../../api/client.ts';

/** Whose a connection is that was opened without a session. */
export const VISITOR = 'visitor';

/** What was told over a connection just now is here by then. */
const ON_THEIR_WAY_MS = 500;

/**
 * A connection is its opener's for as long as it lasts: whoever signs in or out, here or in another tab,
 * begins with a new one. A visitor who signs in to sit down hears over the one that is open that they sit: it
 * stays a little longer.
 * @param who a player, or `VISITOR`; undefined while that is not known
 * @returns whose the connection is; undefined before there is any
 */
export function useConnectedAs(who: string | undefined): string | undefined {
  const [connectedAs, setConnectedAs] = useState<string>();
  const queries = useQueryClient();
  useEffect(() => {
    if (who === undefined || connectedAs === who) return;
    const follow = () => {
      if (connectedAs !== undefined) connection.reopen();
      setConnectedAs(who);
    };
    if (connectedAs !== VISITOR) return follow();
    const stays = gameAtPath(location.pathname) === undefined ? 0 : ON_THEIR_WAY_MS;
    let timer: number | undefined;
    // Not by a hook: the whole page would be drawn again with each move that begins and ends.
    const look = () => {
      clearTimeout(timer);
      if (queries.isMutating() === 0) timer = window.setTimeout(follow, stays);
    };
    const stop = queries.getMutationCache().subscribe(look);
    look();
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [connectedAs, who, queries]);
  return connectedAs;
}
