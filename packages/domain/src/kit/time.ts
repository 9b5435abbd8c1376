import { z } from 'zod';

/** A point in time as the wire and the stores write it: ISO 8601, UTC, milliseconds. */
export const Instant = z.iso.datetime({ precision: 3 });
export type Instant = z.output<typeof Instant>;

/** @param milliseconds since the Unix epoch */
export const toInstant = (milliseconds: number): Instant => new Date(milliseconds).toISOString();

/** @returns milliseconds since the Unix epoch */
export const toMilliseconds = (instant: Instant): number => Date.parse(instant);
