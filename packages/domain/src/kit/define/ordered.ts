/**
 * Orders texts by code point, as databases order UTF-8. JavaScript's `<` compares UTF-16 units: it puts an emoji (two
 * surrogates, from U+D800) before a letter from U+E000 on.
 */
export function codePointOrder(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return weight(left) - weight(right);
  }
  return a.length - b.length;
}

/** Sorts surrogates after all other units. */
const weight = (unit: number): number =>
  unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800;

/** The index of `text` in an ordered list, or the index to insert it at. */
export function insertionPoint(ordered: readonly string[], text: string): { at: number; found: boolean } {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = codePointOrder(ordered[middle] ?? '', text);
    if (order === 0) return { at: middle, found: true };
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return { at: low, found: false };
}
