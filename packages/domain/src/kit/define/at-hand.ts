/** Roughly the number of games at once. When full, the cache is cleared. */
const MAX_AT_HAND = 10_000;

/**
 * Caches the texts that `make` builds. A map that is asked for the same string object again neither hashes it anew nor
 * compares it letter by letter.
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
