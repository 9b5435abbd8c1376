/** The one in the middle; NaN of none. */
export const middle = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? NaN;

/**
 * Measures all variants, one after the other, in each of some rounds. Each round begins with another one, so that none has always the
 * machine's best moment.
 * @returns a map for each round
 */
export async function inTurns<Variant, Measured>(
  variants: readonly Variant[],
  rounds: number,
  measure: (variant: Variant) => Promise<Measured>,
): Promise<readonly ReadonlyMap<Variant, Measured>[]> {
  const all: ReadonlyMap<Variant, Measured>[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const measured = new Map<Variant, Measured>();
    const first = round % variants.length;
    for (const variant of [...variants.slice(first), ...variants.slice(0, first)])
      measured.set(variant, await measure(variant));
    all.push(measured);
  }
  return all;
}
