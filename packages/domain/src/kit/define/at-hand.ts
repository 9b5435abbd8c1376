/** As many as there may be games at once: then it begins anew. */
const MAX_AT_HAND = 10_000;

/**
 * `make`, for texts that are looked up in maps again and again: each is made once and kept at hand, so that it is
 * hashed once and found again without being compared letter by letter.
 */
export function atHand<Key>(make: (key: Key) => string): (key: Key) => string {
  const made = new Map<Key, string>();
  return (key) => {
    let text = made.get(key);
    if (text === undefined) {
      text = make(key);
      if (made.size >= MAX_AT_HAND) made.clear();
      made.set(key, text);
    }
    return text;
  };
}
