import { gameAtPath } from '@tic-tac-toe/domain/contracts';
import { useIsMutating } from '@tanstack/react-query';
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
  const isUnderWay = useIsMutating() > 0;
  useEffect(() => {
    if (who === undefined || connectedAs === who || (connectedAs === VISITOR && isUnderWay)) return;
    const follow = () => {
      if (connectedAs !== undefined) connection.reopen();
      setConnectedAs(who);
    };
    if (connectedAs !== VISITOR || gameAtPath(location.pathname) === undefined) return follow();
    const timer = setTimeout(follow, ON_THEIR_WAY_MS);
    return () => clearTimeout(timer);
  }, [connectedAs, who, isUnderWay]);
  return connectedAs;
}
