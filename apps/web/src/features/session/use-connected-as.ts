import { useIsMutating } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { connection } from '../../api/client.ts';

/** Whose a connection is that was opened without a session. */
export const VISITOR = 'visitor';

/**
 * A connection is its opener's for as long as it lasts: whoever signs in or out, here or in another tab,
 * begins with a new one. A visitor who signs in to sit down hears over the one that is open that they sit: it
 * stays until that is answered.
 * @param who a player, or `VISITOR`; undefined while that is not known
 * @returns whose the connection is; undefined before there is any
 */
export function useConnectedAs(who: string | undefined): string | undefined {
  const [connectedAs, setConnectedAs] = useState<string>();
  const isUnderWay = useIsMutating() > 0;
  useEffect(() => {
    if (who === undefined || connectedAs === who || (connectedAs === VISITOR && isUnderWay)) return;
    if (connectedAs !== undefined) connection.reopen();
    setConnectedAs(who);
  }, [connectedAs, who, isUnderWay]);
  return connectedAs;
}
