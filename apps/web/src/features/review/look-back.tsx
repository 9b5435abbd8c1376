import type { Game, RulesName } from '@tic-tac-toe/domain/contracts';
import { lazy, Suspense } from 'react';
import { Placeholder } from '../../ui/placeholder.tsx';
import { type Received, sentenceForMark } from '../game/story.ts';
import type { Cast } from '../players/cast.ts';
import type ReviewPage from './review.tsx';
import { useReview } from './use-review.ts';
import { t } from '../../languages/t.ts';

// Needed once a game is over. Where a server with other files has taken over by then, the table goes on without.
const Review = lazy<typeof ReviewPage>(() => import('./review.tsx').catch(() => ({ default: Nothing })));
const Nothing = () => <></>;

interface Props {
  readonly game: Game;
  readonly rules: RulesName;
  readonly received: readonly Received[];
  readonly cast: Cast;
}

/** The marks of a game that is over, one by one. Nothing before its end. */
export function LookBack({ game, rules, received, cast }: Props) {
  const { review } = useReview(game, rules, received);
  if (!review || game.stage !== 'Ended') return null;
  return (
    <Suspense fallback={<Placeholder label={t('Loading the marks')} className="h-36" />}>
      <Review
        {...review}
        reason={game.reason}
        isSolved={rules === 'classic'}
        sentenceFor={(move) => sentenceForMark(received, move, cast, rules)}
      />
    </Suspense>
  );
}
