import type { Game, UserId } from '@tic-tac-toe/domain/contracts';
import { Suspense, useState } from 'react';
import { Confetti } from './later.ts';

const isStill = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

interface Props {
  readonly game: Game;
  readonly me: UserId | null;
}

/** For who has just won on this page; not for who looks at a game that was won before. */
export function Celebration({ game, me }: Props) {
  const [stage, setStage] = useState(game.stage);
  const [hasWon, setWon] = useState(false);
  if (stage !== game.stage) {
    setStage(game.stage);
    setWon(
      stage === 'InProgress' && game.stage === 'Ended' && game.winner === me && me !== null && !isStill(),
    );
  }
  return (
    hasWon && (
      <Suspense>
        <Confetti />
      </Suspense>
    )
  );
}
