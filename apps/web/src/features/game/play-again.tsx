import type { PublicUser } from '@tic-tac-toe/domain/contracts';
import { Link } from '@tanstack/react-router';
import { RotateCcw } from 'lucide-react';
import { Button, buttonStyle } from '../../ui/button.tsx';
import type { Invitation } from '../invitations/invitations.ts';
import { useAnswer } from '../invitations/use-answer.ts';
import { useInvitationFrom } from '../invitations/use-invitations.tsx';
import { useOpenGame } from '../lobby/use-open-game.ts';

/** After the game: another one, against the same opponent. Whoever asks first opens it; the other accepts. */
export function PlayAgain({ opponent }: { readonly opponent: PublicUser }) {
  const offer = useInvitationFrom(opponent.id);
  return (
    <div className="rising flex flex-wrap items-center gap-2" aria-live="polite">
      {offer ? <RematchOffer opponent={opponent} offer={offer} /> : <AskForRematch opponent={opponent} />}
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

function AskForRematch({ opponent }: { readonly opponent: PublicUser }) {
  const openGame = useOpenGame();
  return (
    <Button
      look="primary"
      busy={openGame.isPending}
      busyText="Opening…"
      onClick={() => openGame.mutate(opponent)}
    >
      <RotateCcw aria-hidden />
      <span>Play again</span>
    </Button>
  );
}
