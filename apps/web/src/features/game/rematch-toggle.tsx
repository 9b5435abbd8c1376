import type { Ended, UserId } from '@tic-tac-toe/domain/contracts';
import Check from 'lucide-react/icons/check';
import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { trpc } from '../../api/trpc.ts';
import { Button } from '../../ui/button.tsx';
import { notify } from '../../ui/notices.tsx';
import { sentenceFor } from '../problems/problems.ts';
import { gamePath } from './game-path.ts';
import { t } from '../../languages/t.ts';

interface Props {
  readonly game: Ended;
  readonly me: UserId;
}

/** Both players have it, in the place of the clock: the game begins once both have pressed it, and whoever waits may let go. */
export function RematchToggle({ game, me }: Props) {
  const { gameId } = game;
  const isReady = game.rematchOfferedBy === me;
  const options = { onError: (error: unknown) => notify(sentenceFor(error)) };
  const offer = trpc.games.offerRematch.useMutation(options);
  const withdraw = trpc.games.withdrawRematch.useMutation(options);
  return (
    <Button
      look={isReady ? 'outline' : 'primary'}
      aria-pressed={isReady}
      busy={offer.isPending || withdraw.isPending}
      onClick={() => (isReady ? withdraw : offer).mutate({ gameId })}
    >
      {isReady && <Check aria-hidden />}
      <span>{t('Play again')}</span>
    </Button>
  );
}

/** Takes a player who sees the rematch begin to it. Who comes back to a game of before finds a link instead. */
export function useGoOn(rematch: Ended['rematch'], isPlayer: boolean): void {
  const known = useRef(rematch);
  const [, navigate] = useLocation();
  useEffect(() => {
    if (rematch === known.current) return;
    known.current = rematch;
    if (isPlayer && rematch !== undefined) navigate(gamePath(rematch));
  }, [rematch, isPlayer, navigate]);
}
