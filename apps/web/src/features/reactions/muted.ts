import { useSyncExternalStore } from 'react';
import { createChoice } from '../../ui/choice.ts';

const KEY = 'reactions';

/** Where storage is forbidden, the choice holds until the page is left. */
let mutedHere = false;

export function isMuted(): boolean {
  try {
    return localStorage.getItem(KEY) === 'muted';
  } catch {
    return mutedHere;
  }
}

const choice = createChoice();

/** On this device, somebody wants to see and hear nothing of others' reactions. */
export const useMuted = (): boolean => useSyncExternalStore(choice.subscribe, isMuted);

export function mute(isOn: boolean): void {
  mutedHere = isOn;
  try {
    if (isOn) localStorage.setItem(KEY, 'muted');
    else localStorage.removeItem(KEY);
  } catch {
    // `mutedHere` says it.
  }
  choice.tell();
}
