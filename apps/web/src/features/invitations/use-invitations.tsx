import { createContext, type ReactNode, use, useState } from 'react';
import { useLocation } from 'wouter';
import { trpc } from '../../api/trpc.ts';
import { notify } from '../../ui/notices.tsx';
import { alert } from '../alerts/alerts.ts';
import { Me } from '../session/me.ts';
import { type Heard, useUsersEvents } from '../users-feed/users-feed.tsx';
import { type Invitation, withEvent } from './invitations.ts';
import { markDeclined } from './outgoing.ts';
import { useSettledElsewhere } from './use-settle.ts';
import { t } from '../../languages/t.ts';

const Invitations = createContext<readonly Invitation[] | null>(null);

/** The invitations that wait for my answer: those that the server knew of, with what was heard since. */
export function InvitationsProvider({ children }: { readonly children: ReactNode }) {
  const me = use(Me)?.id ?? null;
  const [path] = useLocation();
  const { data } = trpc.users.getMyInvitations.useQuery(undefined, { enabled: me !== null });
  const [heard, setHeard] = useState<readonly Heard[]>([]);
  const known = data?.position ?? 0;

  useSettledElsewhere();
  useUsersEvents((news) => {
    const { event } = news;
    if (event.type === 'UsersOnlineUpdated') return;
    if (event.type === 'InvitationDeclined' && event.data.host === me) {
      const declined = markDeclined(event.data.game, event.data.invited);
      // The game's own page says so in its place.
      if (declined && !path.endsWith(declined.game))
        notify(t('{name} declined your invitation.', { name: declined.guest.alias }));
    }
    if (event.type === 'UserInvited' || event.type === 'InvitedToRematch')
      alert({
        id: `${event.data.game} invited`,
        alert: 'invitation',
        title: t('Somebody wants to play with you'),
      });
    setHeard((before) => [...before.filter(({ position }) => position > known), news]);
  });

  let invitations: readonly Invitation[] = data?.invitations ?? [];
  for (const { position, event } of heard)
    if (position > known) invitations = withEvent(invitations, event, me);

  return <Invitations value={invitations}>{children}</Invitations>;
}

export function useInvitations(): readonly Invitation[] {
  const invitations = use(Invitations);
  if (!invitations) throw new Error('Shown without invitations');
  return invitations;
}
