import { z } from 'zod';

/** Milliseconds that a game may give for each turn. One that does not say gives what the server is set to. */
export const TimePerTurn = z.literal([10_000, 20_000, 60_000]);
export type TimePerTurn = z.output<typeof TimePerTurn>;
