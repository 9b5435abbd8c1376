import { type Ended, marksOn } from '@tic-tac-toe/domain/contracts';
import Check from 'lucide-react/icons/check';
import Share2 from 'lucide-react/icons/share-2';
import { Button } from '../../ui/button.tsx';
import { notify } from '../../ui/notices.tsx';
import { useCast } from '../players/use-aliases.ts';
import { canShare, openShareSheet, useCopied } from './hand-on.ts';
import { resultText } from './result-text.ts';
import { t } from '../../languages/t.ts';

/** The address of this page, which leads to the mark that is shown: to the last one where the address names none. */
function linkTo({ board }: Ended): string {
  const url = new URL(window.location.href);
  if (!url.searchParams.has('move')) url.searchParams.set('move', String(marksOn(board)));
  return url.href;
}

/** For a game that is over: how it came out, and the way to look at it. */
export function ShareGame({ game }: { readonly game: Ended }) {
  const { aliasOf, isComplete } = useCast(game.players);
  const { isCopied, copy } = useCopied();
  const share = async () => {
    const [text, url] = [resultText(game, aliasOf), linkTo(game)];
    if (canShare() && (await openShareSheet({ text, url }))) return;
    if (!(await copy(`${text} ${url}`))) notify(t('Copy the address of this page.'));
  };
  return (
    // Else it would say that somebody won.
    <Button disabled={!isComplete} onClick={() => void share()}>
      {isCopied ? <Check aria-hidden /> : <Share2 aria-hidden />}
      <span aria-live="polite">{isCopied ? t('Copied') : t('Share')}</span>
    </Button>
  );
}
