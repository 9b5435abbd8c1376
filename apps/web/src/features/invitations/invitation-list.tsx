import { useSettled } from '../../ui/use-settled.ts';
import { Button } from '../../ui/button.tsx';
import { useCast } from '../players/use-aliases.ts';
import type { Invitation } from './invitations.ts';
import { useAnswer } from './use-answer.ts';
import { useRulesOf } from './use-rules-of.ts';
import { t } from '../../languages/t.ts';
import { tx } from '../../languages/tx.tsx';

interface Props {
  readonly invitations: readonly Invitation[];
  readonly className: string;
  /** False for one that is to be opened: the browser shows it before the page hears of that. */
  readonly isOpen?: boolean;
}

/** A card for each. One that comes or goes moves the others: none takes a tap that was meant for another. */
export function InvitationList({ invitations, className, isOpen = true }: Props) {
  const isSettled = useSettled(`${String(isOpen)} ${invitations.map(({ game }) => game).join()}`) && isOpen;
  return (
    <ul
      aria-live="polite"
      className={`flex w-full flex-col gap-2 overflow-y-auto rounded-2xl sm:w-96 ${className}`}
    >
      {invitations.map((invitation) => (
        <InvitationCard key={invitation.game} invitation={invitation} isSettled={isSettled} />
      ))}
    </ul>
  );
}

interface CardProps {
  readonly invitation: Invitation;
  readonly isSettled: boolean;
}

function InvitationCard({ invitation, isSettled }: CardProps) {
  const host = useCast([invitation.host]).aliasOf(invitation.host);
  const isUltimate = useRulesOf(invitation.game) === 'ultimate';
  const { accept, acceptingText, decline, decliningText, isBusy } = useAnswer(invitation);
  return (
    <li
      className={`rising rounded-2xl border-2 border-ink bg-sheet p-4 shadow-lift ${isSettled ? 'pointer-events-auto' : 'pointer-events-none'}`}
    >
      <p className="text-lg leading-snug">
        {tx(isUltimate ? '{name} invites you to a game of Ultimate.' : '{name} invites you to a game.', {
          name: (
            <bdi translate="no" className="font-bold">
              {host}
            </bdi>
          ),
        })}
      </p>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button
          look="primary"
          busy={isBusy}
          busyText={acceptingText}
          onClick={accept}
          aria-label={t('Accept the invitation from {name}', { name: host })}
        >
          {t('Accept')}
        </Button>
        <Button
          busy={isBusy}
          busyText={decliningText}
          onClick={decline}
          aria-label={t('Decline the invitation from {name}', { name: host })}
        >
          {t('Decline')}
        </Button>
      </div>
    </li>
  );
}
