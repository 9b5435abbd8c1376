import { GameId, PublicUser } from '@tic-tac-toe/domain/contracts';
import { useSyncExternalStore } from 'react';
import { z } from 'zod';

/** Whom I invited to a game, and what came of it. Only I care: it stays in this tab, also when it reloads. */
const Outgoing = z.object({ game: GameId, guest: PublicUser, state: z.enum(['waiting', 'declined']) });
export type Outgoing = z.output<typeof Outgoing>;

const KEY = 'invited';
/** Older ones are of games that are long over. */
const KEPT = 10;

function stored(): readonly Outgoing[] {
  try {
    return z.array(Outgoing).parse(JSON.parse(sessionStorage.getItem(KEY) ?? '[]'));
  } catch {
    return [];
  }
}

let invitations = stored();
const listeners = new Set<() => void>();

function keep(next: readonly Outgoing[]): void {
  invitations = next;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // Storage may be forbidden: it is known until the page is left.
  }
  for (const listener of listeners) listener();
}

export function rememberInvitation(invitation: Outgoing): void {
  const others = invitations.filter(
    ({ game, guest }) => game !== invitation.game || guest.id !== invitation.guest.id,
  );
  keep([invitation, ...others].slice(0, KEPT));
}

/** @returns the invitation that was declined, if it was sent from here */
export function markDeclined(game: GameId, guest: PublicUser['id']): Outgoing | undefined {
  const declined = invitations.find((sent) => sent.game === game && sent.guest.id === guest);
  if (declined) rememberInvitation({ ...declined, state: 'declined' });
  return declined;
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function useOutgoing(game: GameId): readonly Outgoing[] {
  const all = useSyncExternalStore(subscribe, () => invitations);
  return all.filter((invitation) => invitation.game === game);
}
