import type { GameId, PublicUser } from '@tic-tac-toe/domain/contracts';
import { useSyncExternalStore } from 'react';

/** Whom I invited to a game, and what came of it. Only I care: it stays in this tab, also when it reloads. */
export interface Outgoing {
  readonly game: GameId;
  readonly guest: PublicUser;
  readonly state: 'waiting' | 'declined';
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** An older page of this tab may have kept something else. */
const isOutgoing = (value: unknown): value is Outgoing =>
  isObject(value) &&
  'game' in value &&
  'guest' in value &&
  isObject(value.guest) &&
  'alias' in value.guest &&
  'state' in value &&
  (value.state === 'waiting' || value.state === 'declined');

const KEY = 'invited';
/** Older ones are of games that are long over. */
const KEPT = 10;

function stored(): readonly Outgoing[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isOutgoing) : [];
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
