import type { WaitingForPlayers } from '@tic-tac-toe/domain/contracts';
import { trpc } from '../../api/trpc.ts';
import { Button } from '../../ui/button.tsx';
import { MarkIcon } from '../../ui/mark.tsx';
import { notify } from '../../ui/notices.tsx';
import { useSettle } from '../invitations/use-settle.ts';
import { sentenceFor } from '../problems/problems.ts';

/** For a visitor of a game with a free seat. */
export function SeatOffer({ game }: { readonly game: WaitingForPlayers }) {
  const settle = useSettle();
  const join = trpc.games.joinGame.useMutation({
    onSettled: settle,
    onError: (error) => notify(sentenceFor(error)),
  });
  const mark = game.players.length === 0 ? 'X' : 'O';
  return (
    <div className="rising flex flex-col items-start gap-3 rounded-2xl border border-line bg-sheet p-5 shadow-lift">
      <p>
        <span>You would play </span>
        <MarkIcon mark={mark} className="mx-1 inline size-5 align-[-0.25em]" />
        <span className="sr-only">{mark}</span>
        <span>{mark === 'X' ? ' and go first.' : ' and go second.'}</span>
      </p>
      {game.rules === 'ultimate' && (
        <p className="text-soft">
          Ultimate: the place that you mark names the board of the reply. Three boards in a row win.
        </p>
      )}
      {/* Busy until the news of the seat is here, which takes this offer away. */}
      <Button
        look="primary"
        size="large"
        busy={join.isPending || join.isSuccess}
        busyText="Sitting down…"
        onClick={() => join.mutate({ gameId: game.gameId })}
      >
        Take the seat
      </Button>
    </div>
  );
}
