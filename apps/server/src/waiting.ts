import { setTimeout } from 'node:timers/promises';

/** Waits for `work`, but not longer. */
export async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  const patience = new AbortController();
  const enough = setTimeout(milliseconds, undefined, { signal: patience.signal }).catch(() => {});
  await Promise.race([work, enough]);
  patience.abort();
}

export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await setTimeout(10);
}
