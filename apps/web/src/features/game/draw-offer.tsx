import type { InProgress, UserId } from '@tic-tac-toe/domain/contracts';
import Check from 'lucide-react/icons/check';
import Handshake from 'lucide-react/icons/handshake';
import { trpc } from '../../api/trpc.ts';
import { Button } from '../../ui/button.tsx';
import { notify } from '../../ui/notices.tsx';
import { useSettled } from '../../ui/use-settled.ts';
import { sentenceFor } from '../problems/problems.ts';
import { isAskedForDraw } from './verdict.ts';
import { t } from '../../languages/t.ts';

interface Props {
  readonly game: InProgress;
  readonly me: UserId;
}

/** For a player, where a draw may be agreed upon. It costs the other a tap to say no, and a mark says so as well. */
export function DrawOffer({ game, me }: Props) {
  const { gameId } = game;
  const options = { onError: (error: unknown) => notify(sentenceFor(error)) };
  const offer = trpc.games.offerDraw.useMutation(options);
  const decline = trpc.games.declineDraw.useMutation(options);
  const isAsked = isAskedForDraw(game, me);
  // What lay there before is not what is tapped now.
  const isSettled = useSettled(isAsked);
  const busy = offer.isPending || decline.isPending;
  const mine = game.draw?.by === me ? game.draw : undefined;
  const isWaiting = mine?.declined === false;
  const text = isAsked ? t('Accept draw') : isWaiting ? t('Draw offered') : t('Offer a draw');
  return (
    // The answers have a line to themselves: beside them, there is room for some of the other buttons, and not for all.
    <div
      className={`flex flex-wrap items-center gap-2 ${isAsked ? 'w-full' : ''} ${isSettled ? '' : 'pointer-events-none'}`}
    >
      <Button
        look={isAsked ? 'primary' : 'quiet'}
        size={isAsked ? 'normal' : 'slim'}
        busy={busy}
        disabled={mine !== undefined}
        onClick={() => offer.mutate({ gameId })}
      >
        {isWaiting ? <Check aria-hidden /> : <Handshake aria-hidden />}
        <span>{mine?.declined ? t('Draw declined') : text}</span>
      </Button>
      {isAsked && (
        <Button busy={busy} onClick={() => decline.mutate({ gameId })}>
          {t('Decline')}
        </Button>
      )}
    </div>
  );
}
