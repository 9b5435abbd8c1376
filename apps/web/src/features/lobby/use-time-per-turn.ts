import type { TimePerTurn } from '@tic-tac-toe/domain/contracts';
import { useState } from 'react';

export const times: readonly TimePerTurn[] = [10_000, 20_000, 60_000];

const KEY = 'time-per-turn';

function remembered(): TimePerTurn | undefined {
  try {
    return times.find((each) => String(each) === localStorage.getItem(KEY));
  } catch {
    return undefined;
  }
}

/** The time that was chosen last, also after the page was left. */
export function useTimePerTurn() {
  const [time, setTime] = useState(remembered);
  const choose = (chosen: TimePerTurn | undefined) => {
    setTime(chosen);
    try {
      if (chosen === undefined) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, String(chosen));
    } catch {
      // Storage may be forbidden: the choice holds until the page is left.
    }
  };
  return [time, choose] as const;
}
