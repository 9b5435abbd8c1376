import type { Game } from '@tic-tac-toe/domain/contracts';
import { useEffect, useRef } from 'react';

/** On a small phone, who resigns has scrolled to what lies under the board: the result stands over it. */
export function useResultInView({ stage }: Game): void {
  const before = useRef(stage);
  useEffect(() => {
    const wasPlaying = before.current === 'InProgress';
    before.current = stage;
    if (wasPlaying && stage === 'Ended') scrollTo({ top: 0 });
  }, [stage]);
}
