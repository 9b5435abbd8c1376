import { useEffect } from 'react';

const PRODUCT = 'tic-tac-toe';

/** What the tab says while this is shown. */
export function useTitle(title: string | null): void {
  useEffect(() => {
    document.title = title === null ? PRODUCT : `${title} · ${PRODUCT}`;
  }, [title]);
}
