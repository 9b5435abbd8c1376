/** The marks of a short game, column and row: who begins wins by the top row. */
export const TOP_ROW = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
  [2, 0],
] as const;
