import { useSyncExternalStore } from 'react';
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

export function chooseTheme(theme: Theme): void {
  try {
    if (theme === 'system') localStorage.removeItem('theme');
    else localStorage.setItem('theme', theme);
  } catch {
    // Storage may be forbidden: the choice holds until the page is left.
  }
  dispatchEvent(new CustomEvent('theme', { detail: theme }));
  choice.tell();
}
