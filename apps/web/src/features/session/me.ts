import type { PublicUser } from '@tic-tac-toe/domain/contracts';
import { createContext, use } from 'react';

/** Who is playing in this browser; null before an alias is chosen. */
export const Me = createContext<PublicUser | null>(null);

/** Somebody was signed in on this very page before. */
export const HasSignedOut = createContext(false);

/** For what is shown to players only. */
export function useMe(): PublicUser {
  const me = use(Me);
  if (!me) throw new Error('Shown without a session');
  return me;
}
