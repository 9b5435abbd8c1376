/** More letters than this apart, it was hardly meant. */
const MISSPELT_BY = 3;

/** The word that `spelled` was probably meant to be. */
export function nearest(spelled: string, words: readonly string[]): string | undefined {
  const rated = words.map((word) => ({ word, distance: distance(spelled, word) }));
  const [best] = rated.toSorted((one, other) => one.distance - other.distance);
  return best && best.distance <= MISSPELT_BY ? best.word : undefined;
}

/** Letters to put in, to take away or to change. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [done, letter] of [...from].entries()) {
    const next = [done + 1];
    for (const [index, other] of [...to].entries()) {
      const [diagonal = 0, above = 0] = row.slice(index);
      next.push(Math.min(diagonal + (letter === other ? 0 : 1), above + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
