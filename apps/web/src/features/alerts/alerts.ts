import { useSyncExternalStore } from 'react';
import { createChoice } from '../../ui/choice.ts';

/** What somebody may want to be told of wherever they are. */
export type Alert = 'turn' | 'end' | 'invitation';

export interface News {
  /** Of what is told once, however many tabs hear of it. */
  readonly id: string;
  readonly alert: Alert;
  readonly title: string;
}

const KEY = 'alerts';

/** Where storage is forbidden, the choice holds until the page is left. */
let chosenHere = false;

function areOn(): boolean {
  try {
    return localStorage.getItem(KEY) === 'on';
  } catch {
    return chosenHere;
  }
}

const choice = createChoice();

/** Silent until somebody switches them on, in whichever tab. */
export const useAlerts = (): boolean => useSyncExternalStore(choice.subscribe, areOn);

export function switchAlerts(on: boolean): void {
  chosenHere = on;
  try {
    if (on) localStorage.setItem(KEY, 'on');
    else localStorage.removeItem(KEY);
  } catch {
    // `chosenHere` says it.
  }
  choice.tell();
  if (!on) return;
  // A browser lets a page make sounds, and asks for notifications, only while somebody uses it.
  void import('./tell.ts').then(({ begin }) => begin());
}

/** Tells what has happened, if that is wanted. */
export function alert(news: News): void {
  if (areOn()) void import('./tell.ts').then(({ tellOnce }) => tellOnce(news));
}
