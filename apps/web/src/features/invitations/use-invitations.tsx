import type { UserId } from '@tic-tac-toe/domain/contracts';
import { createContext, type ReactNode, use, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { trpc } from '../../api/trpc.ts';
import { notify } from '../../ui/notices.tsx';
import { useMe } from '../session/me.ts';
import { type Heard, useUsersEvents } from '../users-feed/users-feed.tsx';
import { type Invitation, withEvent } from './invitations.ts';
import { markDeclined } from './outgoing.ts';
import { useSettledElsewhere } from './use-settle.ts';

interface Waiting {
  readonly invitations: readonly Invitation[];
  /** Whose invitations the page shows by itself, so that the panel need not. */
  readonly shownOnPage: UserId | null;
  readonly showOnPage: (host: UserId | null) => void;
}

const Invitations = createContext<Waiting | null>(null);

/** The invitations that wait for my answer: those that the server knew of, with what was heard since. */
export function InvitationsProvider({ children }: { readonly children: ReactNode }) {
  const { id: me } = useMe();
  const [path] = useLocation();
  const { data } = trpc.users.getMyInvitations.useQuery();
  const [heard, setHeard] = useState<readonly Heard[]>([]);
  const [shownOnPage, showOnPage] = useState<UserId | null>(null);
  const known = data?.position ?? 0;

  useSettledElsewhere();
  useUsersEvents((news) => {
    const { event } = news;
    if (event.type === 'UsersOnlineUpdated') return;
    if (event.type === 'InvitationDeclined' && event.data.host === me) {
      const declined = markDeclined(event.data.game, event.data.invited);
      // The game's own page says so in its place.
      if (declined && !path.endsWith(declined.game))
        notify(`${declined.guest.alias} declined your invitation.`);
    }
    setHeard((before) => [...before.filter(({ position }) => position > known), news]);
  });

  let invitations: readonly Invitation[] = data?.invitations ?? [];
  for (const { position, event } of heard)
    if (position > known) invitations = withEvent(invitations, event, me);

  return <Invitations value={{ invitations, shownOnPage, showOnPage }}>{children}</Invitations>;
}

function useWaiting(): Waiting {
  const waiting = use(Invitations);
  if (!waiting) throw new Error('Shown without invitations');
  return waiting;
}

/** For the panel over every page: what the page does not show by itself. */
export function useInvitations(): readonly Invitation[] {
  const { invitations, shownOnPage } = useWaiting();
  return invitations.filter(({ host }) => host !== shownOnPage);
}

/** The latest invitation from this host, for a page that shows it in a place of its own. */
export function useInvitationFrom(host: UserId): Invitation | undefined {
  const { invitations, showOnPage } = useWaiting();
  useEffect(() => {
    showOnPage(host);
    return () => showOnPage(null);
  }, [host, showOnPage]);
  return invitations.findLast((invitation) => invitation.host === host);
}
