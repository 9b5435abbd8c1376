import type { Game, UserId } from '@tic-tac-toe/domain/contracts';
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { isSeated } from './seats.ts';

/**
 * The page as a whole has the focus, or nothing: where one has just arrived, by a link or by loading the page, or where something that
 * had it has gone, as the board itself does when it begins anew.
 */
const isOnThePage = (): boolean =>
  [document.querySelector('main'), document.body].some((page) => page === document.activeElement);

/**
 * Who sits at a game that is being played is at the board, however they came to it, unless they are somewhere else on the page. What
 * had the focus may go when a game goes on, as the offer of a seat that was taken: then the board has it, or, while
 * there is nothing to do on the board, the page. After the end, the next thing there is another game.
 * @param board its container
 */
export function useKeptFocus(board: RefObject<HTMLElement | null>, game: Game, me: UserId | null): void {
  const { stage, players } = game;
  const step = `${stage} ${players.length} ${stage === 'Ended' ? game.rematch : ''}`;
  const before = useRef(step);
  const isPlayed = stage === 'InProgress';
  const isMine = isPlayed && isSeated(game, me);
  // Before it is painted: a screen reader says what the focus is on.
  useLayoutEffect(() => {
    if (step === before.current) return;
    before.current = step;
    if (document.activeElement !== document.body) return;
    const square = isPlayed && squareIn(board);
    (square || document.querySelector('main'))?.focus({ preventScroll: true });
  }, [board, isPlayed, step]);
  // After the page, which has it first where another one is shown.
  useEffect(() => {
    if (isMine && isOnThePage()) squareIn(board)?.focus({ preventScroll: true });
  }, [board, isMine]);
}

/** The one that Tab leads to. */
const squareIn = (board: RefObject<HTMLElement | null>) =>
  board.current?.querySelector<HTMLElement>('[role="grid"] [tabindex="0"]');
