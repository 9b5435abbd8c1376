import type { GameId } from '@tic-tac-toe/domain/contracts';
import Flag from 'lucide-react/icons/flag';
import { type KeyboardEvent, memo, useId, useState } from 'react';
import { trpc } from '../../api/trpc.ts';
import { Button } from '../../ui/button.tsx';
import { notify } from '../../ui/notices.tsx';
import { useSettled } from '../../ui/use-settled.ts';
import { sentenceFor } from '../problems/problems.ts';
import { t } from '../../languages/t.ts';

const row = 'flex flex-wrap items-center gap-x-4 gap-y-1';

/** For a player while the game runs. It asks once more, in place: a slip of the finger gives up no game. */
export const ResignOffer = memo(function ResignOffer({ gameId }: { readonly gameId: GameId }) {
  const [asked, setAsked] = useState<'not yet' | 'now' | 'before'>('not yet');
  if (asked === 'now') return <Question gameId={gameId} onKeep={() => setAsked('before')} />;
  return (
    <div className={row}>
      {/* After the question, the focus is where it was. */}
      <Button look="quiet" size="slim" autoFocus={asked === 'before'} onClick={() => setAsked('now')}>
        <Flag aria-hidden />
        <span>{t('Resign')}</span>
      </Button>
    </div>
  );
});

interface Props {
  readonly gameId: GameId;
  readonly onKeep: () => void;
}

/** Its text lies where the button was that has asked it, so that the second click of two resigns nothing. */
function Question({ gameId, onKeep }: Props) {
  const question = useId();
  const resign = trpc.games.resign.useMutation({ onError: (error) => notify(sentenceFor(error)) });
  // Busy until the news of the end is here, which takes this question away.
  const busy = resign.isPending || resign.isSuccess;
  const isSettled = useSettled();
  const keepOnEscape = ({ key }: KeyboardEvent) => {
    if (key === 'Escape' && !busy) onKeep();
  };
  return (
    <div role="group" aria-labelledby={question} className={row} onKeyDown={keepOnEscape}>
      {/* The second click leaves the focus where it is, too. */}
      <p
        id={question}
        className="flex min-h-11 items-center font-semibold"
        onMouseDown={(event) => event.preventDefault()}
      >
        {t('Resign this game?')}
      </p>
      <div className={`flex flex-wrap gap-2 ${isSettled ? '' : 'pointer-events-none'}`}>
        <Button busy={busy} busyText={t('Resigning…')} onClick={() => resign.mutate({ gameId })}>
          {t('Resign')}
        </Button>
        <Button look="primary" autoFocus disabled={busy} onClick={onKeep}>
          {t('Keep playing')}
        </Button>
      </div>
    </div>
  );
}
