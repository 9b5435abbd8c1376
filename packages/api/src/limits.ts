/** The most calls in one HTTP batch: what a client sends, and what the server takes unless it is told otherwise. */
export const MAX_BATCH = 10;

/** The most events that wait in the server for one subscriber. Then it is cut off, and resumes by position. */
export const MAX_WAITING_EVENTS = 256;
