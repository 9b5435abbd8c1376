/**
 * What is known of the difference between the server's clock and `steadyNow`, as bounds in milliseconds: the
 * true difference (server minus client) lies between them. Each exchange narrows them.
 */
export interface Difference {
  readonly atLeast: number;
  readonly atMost: number;
}

export const unknown: Difference = { atLeast: -Infinity, atMost: Infinity };

/** One exchange with the server: it read `serverTime`, cut down to `precision`, between two local times. */
export interface Reading {
  readonly sentAt: number;
  readonly receivedAt: number;
  readonly serverTime: number;
  readonly precision: number;
}

/**
 * The server's clock showed something in `[serverTime, serverTime + precision)` at some moment between
 * `sentAt` and `receivedAt`. Bounds that contradict the earlier ones replace them: the server's clock was set, or
 * this computer slept, and its steady clock with it. A page that is looked at again, or is connected again, asks the
 * server something at once.
 */
export function narrow(
  before: Difference,
  { sentAt, receivedAt, serverTime, precision }: Reading,
): Difference {
  const reading = { atLeast: serverTime - receivedAt, atMost: serverTime + precision - sentAt };
  const both = {
    atLeast: Math.max(before.atLeast, reading.atLeast),
    atMost: Math.min(before.atMost, reading.atMost),
  };
  return both.atLeast <= both.atMost ? both : reading;
}

/** The middle of what is possible; 0 while nothing is known. */
export function estimate({ atLeast, atMost }: Difference): number {
  if (Number.isFinite(atLeast) && Number.isFinite(atMost)) return (atLeast + atMost) / 2;
  return [atLeast, atMost].find(Number.isFinite) ?? 0;
}
