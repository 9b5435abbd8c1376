import { z } from 'zod';

/** A point in time as the wire and the stores write it: ISO 8601, UTC, milliseconds. */
export const Instant = z.iso.datetime({ precision: 3 });
export type Instant = z.output<typeof Instant>;

/** @param milliseconds since the Unix epoch */
export function toInstant(milliseconds: number): Instant {
  if (latest.milliseconds !== milliseconds)
    latest = { milliseconds, instant: new Date(milliseconds).toISOString() };
  return latest.instant;
}

/** Caches one text: decisions of one turn of the event loop format the same instant again and again. */
let latest = { milliseconds: 0, instant: new Date(0).toISOString() };

/** @returns milliseconds since the Unix epoch */
export const toMilliseconds = (instant: Instant): number => Date.parse(instant);
