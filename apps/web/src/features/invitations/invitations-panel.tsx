import { useLocation } from 'wouter';
import { useMedia } from '../../ui/use-media.ts';
import { InvitationList } from './invitation-list.tsx';
import { InvitationsCounter } from './invitations-counter.tsx';
import { useInvitations } from './use-invitations.tsx';
import { t } from '../../languages/t.ts';

/** A phone held sideways: a card would cover half of the page. */
const LOW = '(max-height: 30rem)';

/**
 * The invitations that wait, on every page and in nobody's way: nothing is blocked, the focus stays where it is, and a
 * screen reader hears of a new one. Where a board is, and where there is no room beside the page, they are one number in
 * the header: nothing covers a square, nor what there is to do.
 */
export function InvitationsPanel() {
  const invitations = useInvitations();
  const [path] = useLocation();
  const isLow = useMedia(LOW);
  // Another game begins with the list closed.
  if (isLow || path.includes('/games/')) return <InvitationsCounter key={path} invitations={invitations} />;
  return (
    <section
      aria-label={t('Invitations')}
      className="pointer-events-none fixed inset-x-3 bottom-[max(0.75rem,env(safe-area-inset-bottom))] z-30 flex justify-end sm:end-6 sm:start-auto sm:bottom-6"
    >
      {/* Of several, a phone shows the first, and where the next begins: what there is to do on the page is over them. */}
      <InvitationList
        invitations={invitations}
        className={invitations.length > 1 ? 'max-h-[min(50dvh,10.5rem)] sm:max-h-[50dvh]' : 'max-h-[50dvh]'}
      />
    </section>
  );
}
