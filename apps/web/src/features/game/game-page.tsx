import { reasonOf } from '@tic-tac-toe/api';
import { type GameId, isGameId, rulesOf } from '@tic-tac-toe/domain/contracts';
import { lazy, use, useState } from 'react';
import { Link } from 'wouter';
import { useLastError } from '../../api/use-last-error.ts';
import { Blank } from '../../ui/blank.tsx';
import { Button, buttonStyle } from '../../ui/button.tsx';
import { Placeholder } from '../../ui/placeholder.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { olderPage, sentenceFor } from '../problems/problems.ts';
import { ReloadPage } from '../problems/reload-page.tsx';
import { HasSignedOut, Me } from '../session/me.ts';
import { Table } from './table.tsx';
import { useGame } from './use-game.ts';
import { t } from '../../languages/t.ts';

const SignedOutPage = lazy(() => import('../session/signed-out-page.tsx'));

/** A game by its link: whoever has it may watch, and sit down where a seat is free. */
export function GamePage({ gameId }: { readonly gameId: string }) {
  const hasSignedOut = use(HasSignedOut);
  if (!isGameId(gameId)) return <UnknownGame />;
  return hasSignedOut ? <SignedOutPage /> : <FromTheBeginning gameId={gameId} />;
}

/** Everything begins anew with each resynchronisation. */
function FromTheBeginning({ gameId }: { readonly gameId: GameId }) {
  const [beginnings, setBeginnings] = useState(0);
  return <LiveGame key={beginnings} gameId={gameId} onResync={() => setBeginnings((before) => before + 1)} />;
}

function LiveGame({ gameId, onResync }: { readonly gameId: GameId; readonly onResync: () => void }) {
  const { game, received, query } = useGame(gameId, onResync);
  const rules = game && rulesOf(game);
  const error = useLastError({ data: game, error: query.error });
  if (rules) return <Table game={game} rules={rules} received={received} />;
  if (game) return <NewerGame />;
  if (reasonOf(error) === 'GAME_NOT_FOUND') return <UnknownGame />;
  if (error !== null)
    return <NoAnswer error={error} busy={query.isFetching} onRetry={() => void query.refetch()} />;
  return (
    <div className="grid gap-6 pt-6 lg:grid-cols-2">
      <Placeholder label={t('Loading the game')} className="aspect-square" />
    </div>
  );
}

/** By rules that this page does not know. */
function NewerGame() {
  useTitle(t('A newer game'));
  return <ReloadPage title={t('A newer game')} sentence={olderPage()} />;
}

function UnknownGame() {
  useTitle(t('Game not found'));
  const isVisitor = use(Me) === null;
  return (
    <Blank title={t('No such game')}>
      <p className="text-lg text-soft">
        {t('Nobody has opened a game at this address, or its link lost a piece on the way to you.')}
      </p>
      <Link to="/" className={buttonStyle({ look: 'primary', size: 'large' })}>
        {isVisitor ? t('Play a game') : t('Go to the lobby')}
      </Link>
    </Blank>
  );
}

interface NoAnswerProps {
  readonly error: unknown;
  /** It is asked again just now. */
  readonly busy: boolean;
  readonly onRetry: () => void;
}

function NoAnswer({ error, busy, onRetry }: NoAnswerProps) {
  useTitle(t('No connection'));
  return (
    <Blank title={t('The game is out of reach')}>
      <p className="text-lg text-soft">{sentenceFor(error)}</p>
      <Button look="primary" size="large" busy={busy} onClick={onRetry}>
        {t('Try again')}
      </Button>
    </Blank>
  );
}
