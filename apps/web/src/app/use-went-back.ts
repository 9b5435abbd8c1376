import { useCallback, useEffect, useRef } from 'react';

/** @returns whether the address was last changed by going back or forth, and not by a link */
export function useWentBack(): () => boolean {
  const wentBack = useRef(false);
  useEffect(() => {
    const note = ({ type }: Event) => {
      wentBack.current = type === 'popstate';
    };
    const changes = ['popstate', 'pushState'];
    // Before the router hears of it, and shows the page.
    for (const change of changes) addEventListener(change, note, { capture: true });
    return () => {
      for (const change of changes) removeEventListener(change, note, { capture: true });
    };
  }, []);
  return useCallback(() => wentBack.current, []);
}
