import { useEffect } from 'react';
import { t } from '../languages/t.ts';

const PRODUCT = 'tic-tac-toe';

let title: string | null = null;
let isCalled = false;

function write(): void {
  const whole = title === null ? PRODUCT : `${title} · ${PRODUCT}`;
  document.title = isCalled && !whole.startsWith('●') ? `● ${t('Your turn')} · ${whole}` : whole;
}

/** What the tab says while this is shown. */
export function useTitle(text: string | null): void {
  useEffect(() => {
    title = text;
    write();
  }, [text]);
}

/** Whether the tab says that it is the reader's turn, unless what it says begins with a dot: then something is to be done there. */
export function callBack(isNeeded: boolean): void {
  isCalled = isNeeded;
  write();
}
