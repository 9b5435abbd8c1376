/** The most calls in one HTTP batch: what a client sends, and what the server takes unless it is told otherwise. */
export const MAX_BATCH = 10;

/**
 * The most that a subscription's input may be as JSON: a client that comes back sends all that it has subscribed to in
 * one message, which has to be one that the server takes.
 */
export const MAX_SUBSCRIPTION_BYTES = 512;

/** The most events that wait in the server for one subscriber. Then it is cut off, and resumes by position. */
export const MAX_WAITING_EVENTS = 256;
