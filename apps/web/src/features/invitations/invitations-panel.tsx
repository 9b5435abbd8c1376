import { Button } from '../../ui/button.tsx';
import { useCast } from '../players/use-aliases.ts';
import type { Invitation } from './invitations.ts';
import { useAnswer } from './use-answer.ts';
import { useInvitations } from './use-invitations.tsx';
import { useRulesOf } from './use-rules-of.ts';

/**
 * The invitations that wait, over every page and in nobody's way: nothing is blocked, the focus stays where
 * it is, and a screen reader hears of a new one.
 */
export function InvitationsPanel() {
  const invitations = useInvitations();
  return (
    <section
      aria-label="Invitations"
      className="pointer-events-none fixed inset-x-3 bottom-[max(0.75rem,env(safe-area-inset-bottom))] z-30 flex justify-end sm:right-6 sm:left-auto sm:bottom-6"
    >
      <ul
        aria-live="polite"
        className="flex max-h-[50dvh] w-full flex-col gap-2 overflow-y-auto rounded-2xl sm:w-96"
      >
        {invitations.map((invitation) => (
          <InvitationCard key={invitation.game} invitation={invitation} />
        ))}
      </ul>
    </section>
  );
}

function InvitationCard({ invitation }: { readonly invitation: Invitation }) {
  const host = useCast([invitation.host]).aliasOf(invitation.host);
  const isUltimate = useRulesOf(invitation.game) === 'ultimate';
  const { accept, acceptingText, decline, decliningText, isBusy } = useAnswer(invitation);
  return (
    <li className="rising pointer-events-auto rounded-2xl border-2 border-ink bg-sheet p-4 shadow-lift">
      <p className="text-lg leading-snug">
        <bdi translate="no" className="font-bold">
          {host}
        </bdi>{' '}
        <span>{`invites you to a game${isUltimate ? ' of Ultimate' : ''}.`}</span>
      </p>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button
          look="primary"
          busy={isBusy}
          busyText={acceptingText}
          onClick={accept}
          aria-label={`Accept the invitation from ${host}`}
        >
          Accept
        </Button>
        <Button
          busy={isBusy}
          busyText={decliningText}
          onClick={decline}
          aria-label={`Decline the invitation from ${host}`}
        >
          Decline
        </Button>
      </div>
    </li>
  );
}
