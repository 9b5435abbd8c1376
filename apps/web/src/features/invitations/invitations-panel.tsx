import { useLocation } from 'wouter';
import { InvitationList } from './invitation-list.tsx';
import { InvitationsCounter } from './invitations-counter.tsx';
import { useInvitations } from './use-invitations.tsx';

/**
 * The invitations that wait, on every page and in nobody's way: nothing is blocked, the focus stays where it is, and a
 * screen reader hears of a new one. Where a board is, they are one number in the header: nothing covers a square.
 */
export function InvitationsPanel() {
  const invitations = useInvitations();
  const [path] = useLocation();
  // Another game begins with the list closed.
  if (path.includes('/games/')) return <InvitationsCounter key={path} invitations={invitations} />;
  return (
    <section
      aria-label="Invitations"
      className="pointer-events-none fixed inset-x-3 bottom-[max(0.75rem,env(safe-area-inset-bottom))] z-30 flex justify-end sm:right-6 sm:left-auto sm:bottom-6"
    >
      <InvitationList invitations={invitations} className="max-h-[50dvh]" />
    </section>
  );
}
