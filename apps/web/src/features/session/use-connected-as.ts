import { useEffect, useState } from 'react';
import { connection } from '../../api/client.ts';

/** Nobody at all, not even an anonymous visitor. */
const UNDECIDED = Symbol();

/**
 * A connection is its opener's for as long as it lasts: whoever signs in or out, here or in another tab,
 * begins with a new one.
 * @returns whether the connection is this player's, so that what goes over it may begin
 */
export function useConnectedAs(player: string | undefined): boolean {
  const [connectedAs, setConnectedAs] = useState<string | undefined | typeof UNDECIDED>(UNDECIDED);
  useEffect(() => {
    if (connectedAs === player) return;
    if (connectedAs !== UNDECIDED) connection.reopen();
    setConnectedAs(player);
  }, [connectedAs, player]);
  return connectedAs === player;
}
