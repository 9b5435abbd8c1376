/** The most players in an answer. */
export const MAX_LADDER_PAGE = 100;

/** Opponents in a profile: those met most often. */
export const MAX_RIVALS = 20;
