/** How often something happened, by key, in windows of one length. Each begins with the first of its key. */
export interface Windows {
  /** Counts one more. @returns 0 where it fits; else how many milliseconds later the next one will */
  spend(key: string): number;
}

interface Window {
  left: number;
  readonly endsAt: number;
}

/**
 * At once, unlike the libraries for this, whose counts may be anywhere: a call is let through in the turn in which it
 * arrives. All windows last equally long, so that the first in the map is the first to end.
 * @param now milliseconds of a clock that only goes forward
 */
export function createWindows(
  points: number,
  lastsMs: number,
  now: () => number = () => performance.now(),
): Windows {
  const windows = new Map<string, Window>();

  function begin(key: string, at: number): Window {
    for (const [oldest, { endsAt }] of windows) {
      if (endsAt > at) break;
      windows.delete(oldest);
    }
    const window = { left: points, endsAt: at + lastsMs };
    windows.set(key, window);
    return window;
  }

  return {
    spend(key) {
      const at = now();
      const known = windows.get(key);
      const window = known && known.endsAt > at ? known : begin(key, at);
      window.left -= 1;
      return window.left >= 0 ? 0 : window.endsAt - at;
    },
  };
}
