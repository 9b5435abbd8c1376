import { useEffect, useState } from 'react';

/** A tap that comes sooner was on its way to what was there before. */
const SETTLES_MS = 500;
const NOTHING = Symbol('nothing yet');

let isTouched = false;
for (const type of ['pointerdown', 'keydown'])
  addEventListener(type, () => (isTouched = true), { capture: true, once: true });

/** Whoever has neither touched this page yet nor pressed a key has meant nothing that was there before. */
export const isUntouched = (): boolean => !isTouched;

/**
 * Whether what is shown has been there long enough to be tapped: not in the first half second, nor after `what` has
 * changed. The keyboard need not wait where the focus stays: on a board it is there already, or comes by itself.
 * @param atOnce what is shown first may be tapped at once: nothing that could be was in its place
 */
export function useSettled(what: unknown = 'shown', atOnce: () => boolean = () => false): boolean {
  const [settled, setSettled] = useState<unknown>(() => (atOnce() ? what : NOTHING));
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
