import { useSyncExternalStore } from 'react';
import { afterPaint } from '../../ui/after-paint.ts';
import { createChoice } from '../../ui/choice.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const isTheme = (value: unknown): value is Theme => themes.some((theme) => theme === value);

/** `first.js`, which runs before anything is painted, keeps the page itself up to date. */
function current(): Theme {
  const chosen = document.documentElement.dataset['theme'];
  return isTheme(chosen) ? chosen : 'system';
}

const choice = createChoice();

export const useTheme = (): Theme => useSyncExternalStore(choice.subscribe, current);

/** The menu closes first: every colour of the page changes, which takes a slow phone longer than a press may. */
export function chooseTheme(theme: Theme): void {
  try {
    if (theme === 'system') localStorage.removeItem('theme');
    else localStorage.setItem('theme', theme);
  } catch {
    // Storage may be forbidden: the choice holds until the page is left.
  }
  afterPaint(() => {
    dispatchEvent(new CustomEvent('theme', { detail: theme }));
    choice.tell();
  });
}
