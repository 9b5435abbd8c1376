import { useEffect, useState } from 'react';

/** A tap that comes sooner was on its way to what was there before. */
const SETTLES_MS = 500;
const NOTHING = Symbol('nothing yet');

/**
 * Whether what is shown has been there long enough to be tapped: not in the first half second, nor after `what` has
 * changed. The keyboard need not wait, since the focus does not move by itself.
 */
export function useSettled(what: unknown = 'shown'): boolean {
  const [settled, setSettled] = useState<unknown>(NOTHING);
  useEffect(() => {
    let timer = 0;
    // It counts from when it can be seen.
    const frame = requestAnimationFrame(() => {
      timer = window.setTimeout(() => setSettled(what), SETTLES_MS);
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [what]);
  return settled === what;
}
