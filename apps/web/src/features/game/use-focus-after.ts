import { useEffect, useRef } from 'react';

/** The end of a game takes away the button that has brought it, and the focus with it: then the page has it. */
export function useFocusAfter(stage: string): void {
  const before = useRef(stage);
  useEffect(() => {
    const hasEnded = stage === 'Ended' && before.current !== stage;
    before.current = stage;
    if (hasEnded && document.activeElement === document.body)
      document.querySelector('main')?.focus({ preventScroll: true });
  }, [stage]);
}
