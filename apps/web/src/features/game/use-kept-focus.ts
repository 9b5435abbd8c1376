import type { Game } from '@tic-tac-toe/domain/contracts';
import { type RefObject, useLayoutEffect, useRef } from 'react';

/**
 * What had the focus may go when a game goes on, as the offer of a seat that was taken: then the board has it, or, while
 * there is nothing to do on the board, the page. After the end, the next thing there is another game.
 * @param board its container
 */
export function useKeptFocus(board: RefObject<HTMLElement | null>, game: Game): void {
  const { stage, players } = game;
  const step = `${stage} ${players.length} ${stage === 'Ended' ? game.rematch : ''}`;
  const before = useRef(step);
  // Before it is painted: a screen reader says what the focus is on.
  useLayoutEffect(() => {
    if (step === before.current) return;
    before.current = step;
    if (document.activeElement !== document.body) return;
    const square =
      stage === 'InProgress' && board.current?.querySelector<HTMLElement>('[role="grid"] [tabindex="0"]');
    (square || document.querySelector('main'))?.focus({ preventScroll: true });
  }, [board, stage, step]);
}
