import { useEffect, useState, useSyncExternalStore } from 'react';
import { connection, network } from '../../api/client.ts';
import { type Link, describe } from './link.ts';

const PATIENCE_MS = 1500;

/** How things stand with the connection, as a player should know it: a hiccup is not worth a word. */
export function useConnection(): Link {
  const state = useSyncExternalStore(connection.subscribe, connection.state);
  const offlineSince = useSyncExternalStore(network.subscribe, network.offlineSince);
  const [lasting, setLasting] = useState(state);
  useEffect(() => {
    const timer = setTimeout(() => setLasting(state), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [state]);
  return describe(state, { offlineSince, isLasting: lasting === state });
}
