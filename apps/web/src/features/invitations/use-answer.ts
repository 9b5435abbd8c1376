import { reasonOf } from '@tic-tac-toe/api';
import { useLocation } from 'wouter';
import { trpc } from '../../api/trpc.ts';
import { notify } from '../../ui/notices.tsx';
import { gamePath } from '../game/game-path.ts';
import { sentenceFor } from '../problems/problems.ts';
import type { Invitation } from './invitations.ts';
import { useSettle } from './use-settle.ts';
import { t } from '../../languages/t.ts';

/** Yes is joining the game, and no is telling the host. Either way the invitation is answered, in all tabs. */
export function useAnswer({ game: gameId }: Invitation) {
  const settle = useSettle();
  const [, navigate] = useLocation();
  const goThere = () => navigate(gamePath(gameId));

  const accept = trpc.games.joinGame.useMutation({
    onSettled: settle,
    onSuccess: goThere,
    onError: (error) => {
      // Accepted in another tab: there is a seat to go to all the same.
      if (reasonOf(error) === 'PLAYER_ALREADY_JOINED') goThere();
      else notify(sentenceFor(error));
    },
  });
  const decline = trpc.users.declineInvitation.useMutation({
    onSettled: settle,
    onError: (error) => {
      if (reasonOf(error) !== 'INVITATION_NOT_FOUND') notify(sentenceFor(error));
    },
  });

  return {
    accept: () => accept.mutate({ gameId }),
    decline: () => decline.mutate({ gameId }),
    /** What the buttons say while their answer is under way. */
    acceptingText: accept.isPending ? t('Sitting down…') : undefined,
    decliningText: decline.isPending ? t('Declining…') : undefined,
    isBusy: accept.isPending || decline.isPending,
  };
}
