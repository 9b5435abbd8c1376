import { type RefObject, useEffect, useRef } from 'react';

/**
 * What had the focus may go when a game goes on, as the offer of a seat that was taken: then the board has it, or, while
 * there is nothing to do on the board, the page.
 * @param board its container
 * @param step changes when other things lie on the table than before
 */
export function useKeptFocus(board: RefObject<HTMLElement | null>, step: string): void {
  const before = useRef(step);
  useEffect(() => {
    if (step === before.current) return;
    before.current = step;
    if (document.activeElement !== document.body) return;
    const square = board.current?.querySelector<HTMLElement>(':not([inert]) [role="grid"] [tabindex="0"]');
    (square ?? document.querySelector('main'))?.focus({ preventScroll: true });
  }, [board, step]);
}
