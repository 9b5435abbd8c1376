import type { PublicUser, RulesName } from '@tic-tac-toe/domain/contracts';
import { Link } from 'wouter';
import { RotateCcw } from 'lucide-react';
import { Button, buttonStyle } from '../../ui/button.tsx';
import type { Invitation } from '../invitations/invitations.ts';
import { useAnswer } from '../invitations/use-answer.ts';
import { useInvitationFrom } from '../invitations/use-invitations.tsx';
import { useOpenGame } from '../lobby/use-open-game.ts';

interface Props {
  readonly opponent: PublicUser;
  readonly rules: RulesName;
}

/** After the game: another one of its kind, against the same opponent. Whoever asks first opens it; the other accepts. */
export function PlayAgain({ opponent, rules }: Props) {
  const offer = useInvitationFrom(opponent.id);
  return (
    <div className="rising flex flex-wrap items-center gap-2" aria-live="polite">
      {offer ? (
        <RematchOffer opponent={opponent} offer={offer} />
      ) : (
        <AskForRematch opponent={opponent} rules={rules} />
      )}
      <Link to="/" className={buttonStyle()}>
        Back to the lobby
      </Link>
    </div>
  );
}

function RematchOffer({ opponent, offer }: { readonly opponent: PublicUser; readonly offer: Invitation }) {
  const { accept, acceptingText, decline, decliningText, isBusy } = useAnswer(offer);
  return (
    <div className="w-full rounded-2xl border-2 border-ink bg-sheet p-4">
      <p className="text-lg leading-snug">
        <bdi translate="no" className="font-bold">
          {opponent.alias}
        </bdi>{' '}
        wants a rematch.
      </p>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button look="primary" busy={isBusy} busyText={acceptingText} onClick={accept}>
          Accept the rematch
        </Button>
        <Button busy={isBusy} busyText={decliningText} onClick={decline}>
          Decline
        </Button>
      </div>
    </div>
  );
}

function AskForRematch({ opponent, rules }: Props) {
  const openGame = useOpenGame();
  return (
    <Button
      look="primary"
      busy={openGame.isPending}
      busyText="Opening…"
      onClick={() => openGame.mutate({ guest: opponent, rules })}
    >
      <RotateCcw aria-hidden />
      <span>Play again</span>
    </Button>
  );
}
