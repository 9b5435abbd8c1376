/** Whose presence may be asked for at a time. */
export const MAX_ASKED_FOR = 50;
