import type { GameId } from '@tic-tac-toe/domain/contracts';
import { trpc } from '../../api/trpc.ts';
import { Button } from '../../ui/button.tsx';
import { notify } from '../../ui/notices.tsx';
import { sentenceFor } from '../problems/problems.ts';
import { t } from '../../languages/t.ts';

/**
 * For the host of a game that waits, in the place of the clock: there it is in view on every phone. Nothing is lost by it:
 * another game is as quickly opened.
 */
export function CallOff({ gameId }: { readonly gameId: GameId }) {
  const cancel = trpc.games.cancelGame.useMutation({ onError: (error) => notify(sentenceFor(error)) });
  return (
    <Button
      // Busy until the news of the end is here, which takes this button away.
      busy={cancel.isPending || cancel.isSuccess}
      busyText={t('Calling off…')}
      onClick={() => cancel.mutate({ gameId })}
    >
      {t('Call off')}
    </Button>
  );
}
