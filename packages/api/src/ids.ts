/**
 * A UUID of version 7 (RFC 9562): milliseconds since the Unix epoch, and 74 random bits, which nobody guesses. Ids of one time lie
 * side by side in an index, where random ones each have the store write another page of it. Made by hand, because browsers
 * keep `crypto.randomUUID` to secure pages, and a phone that plays over the home network, without TLS, is not on one.
 */
export function newUuid(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  const [a = 0, b = 0, ...rest] = crypto.getRandomValues(new Uint16Array(5));
  const random = [0x7000 | (a & 0x0fff), 0x8000 | (b & 0x3fff), ...rest].map((value) =>
    value.toString(16).padStart(4, '0'),
  );
  return `${time.slice(0, 8)}-${time.slice(8)}-${random[0]}-${random[1]}-${random.slice(2).join('')}`;
}

/** A new id of a kind: `newId(GameId)`. Ids are made by the caller, so that a retry is safe. */
export const newId = <Id>(kind: { parse(value: string): Id }): Id => kind.parse(newUuid());
